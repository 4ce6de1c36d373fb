"""When somebody else turns out to be in need, all that was told goes to their key: also what had been taken off the list."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.foundation.actor import SYSTEM
from intake.insurance.models import Policy
from intake.intakes.models import Intake
from intake.retention.service import erase_record
from intake.substances.models import SubstanceUse, Treatment
from tests.conftest import Member

SAID, CARD, PLACE = "whatever is in the blue baggies", "XJB7730021", "Example House"


@pytest.fixture
def draft(alice: Member) -> dict[str, Any]:
    """A draft in which a substance, a policy and a treatment were told and taken off again."""
    made: dict[str, Any] = alice.client.post("/api/v1/intakes", json={"for_whom": "self"}).json
    url = f"/api/v1/intakes/{made['id']}"
    for part, answers in (
        ("substances", {"said_as": SAID}),
        ("policies", {"coverage_kind": "commercial", "member_id": CARD}),
        ("treatments", {"where": PLACE}),
    ):
        added = alice.client.post(f"{url}/{part}", json=answers)
        assert added.status_code == 201, added.json
        assert alice.client.delete(f"{url}/{part}/{added.json['id']}").status_code in (200, 204)
    return made


def for_another(alice: Member, draft: dict[str, Any]) -> None:
    path = f"/api/v1/intakes/{draft['id']}/answers/intake/{draft['id']}/for_whom"
    saved = alice.client.put(path, json={"answer": "other", "version": draft["situation"]["versions"]["for_whom"]})
    assert saved.status_code == 200, saved.json


def rows(session: Session) -> tuple[SubstanceUse, Policy, Treatment]:
    session.expire_all()
    return tuple(session.scalars(select(model)).one() for model in (SubstanceUse, Policy, Treatment))  # type: ignore[return-value]


def test_what_was_taken_off_goes_along_and_can_be_put_back(alice: Member, session: Session, draft: dict[str, Any]) -> None:
    for_another(alice, draft)
    intake, (use, policy, treatment) = session.scalars(select(Intake)).one(), rows(session)
    assert intake.subject_id != intake.caller_id
    assert {one.data_key_id for one in (use, policy, treatment)} == {intake.subject.data_key_id}
    assert (policy.person_id, policy.member_id, treatment.where) == (intake.subject_id, CARD, PLACE)
    restored = alice.client.post(f"/api/v1/intakes/{draft['id']}/substances/{use.id}/restore")
    assert (restored.status_code, restored.json["said_as"]) == (200, SAID)


def test_erasing_the_person_in_need_reaches_what_was_taken_off(alice: Member, session: Session, draft: dict[str, Any]) -> None:
    for_another(alice, draft)
    intake = session.scalars(select(Intake)).one()
    erase_record(session, actor=SYSTEM, person_id=intake.subject_id, reason="asked_by_person")
    assert all(one.is_erased for one in rows(session))
    assert not intake.caller.is_erased
