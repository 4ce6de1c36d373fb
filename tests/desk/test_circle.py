"""Who stands around the person in need, said in the form: whoever that is by now, and only where the intake may be seen."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Relationship
from intake.callers.service import relate
from intake.intakes.models import Intake
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.followups import an_intake

pytestmark = pytest.mark.usefixtures("desk")


@pytest.fixture
def draft(alice: Member, session: Session) -> Intake:
    intake = an_intake(session, alice, state="draft")
    session.commit()
    return intake


def post(member: Member, path: str, **told: str) -> Any:
    return member.client.post(path, data=told, headers={"HX-Request": "true"})


def around(session: Session, intake: Intake) -> list[str]:
    standing = select(Relationship.kind).where(
        Relationship.related_person_id == intake.subject_id, Relationship.ended_at.is_(None)
    )
    return list(session.scalars(standing))


def test_somebody_is_added_around_whoever_is_in_need_and_taken_away(alice: Member, draft: Intake, session: Session) -> None:
    path = f"/desk/intakes/{draft.id}/circle"
    shown = post(alice, path, relation="sponsor", given_name="Zenaida")
    assert (shown.status_code, "Zenaida" in shown.text) == (200, True)
    # What is added next goes the same way, also after a refusal.
    assert f'hx-post="{path}"' in shown.text
    assert f'hx-post="{path}"' in post(alice, path, relation="sponsor").text
    (row,) = session.scalars(select(Relationship).where(Relationship.related_person_id == draft.subject_id)).all()
    gone = post(alice, f"{path}/{row.person_id}/ending")
    assert (gone.status_code, "Zenaida" in gone.text, f'hx-post="{path}"' in gone.text) == (200, False, True)
    # In a window that shows her still, once more: nothing is told as gone wrong.
    again = post(alice, f"{path}/{row.person_id}/ending")
    assert (again.status_code, "Zenaida" in again.text) == (200, False)
    session.expire_all()
    assert row.ended_at is not None


def test_who_may_not_see_the_intake_adds_nobody(alice: Member, charlie: Member, draft: Intake, session: Session) -> None:
    other = a_person(session, "Ines")
    relate(session, other, draft.subject, "sponsor", recorded_by=alice.actor.id)
    session.commit()
    path = f"/desk/intakes/{draft.id}/circle"
    assert post(charlie, path, relation="mother", given_name="Zenaida").status_code == 404
    assert post(charlie, f"{path}/{other.id}/ending").status_code == 404
    session.expire_all()
    assert around(session, draft) == ["sponsor"]
