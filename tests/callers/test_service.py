"""The verbs of people."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers import service
from intake.callers.models import ContactPoint, Person
from intake.callers.schemas import PersonAnswers
from intake.foundation.answers import Missing
from intake.foundation.errors import Invalid
from intake.storage.answers import Told

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)
TOLD = Told(informant="caller", recorded_by=None, at=AT)


def test_a_person_is_recorded_with_what_was_told_and_nothing_else(session: Session) -> None:
    answers = PersonAnswers().load({"given_name": "Rosa", "age_years": {"missing": "declined"}})
    person = service.record_person(session, answers=answers, told=TOLD)
    session.commit()
    session.expire_all()
    found = session.scalars(select(Person)).one()
    assert (found.standing, found.given_name, found.family_name) == ("provisional", "Rosa", None)
    assert set(found.answers) == {"given_name", "age_years"}
    assert found.answer("age_years") is Missing.DECLINED
    assert found.answer("family_name") is Missing.NOT_ASKED
    assert b"Rosa" not in (found.given_name_sealed or b"")
    point = service.add_contact_point(
        session, person, kind="phone", value="(561) 555-0123", answers={"may_call": True}, told=TOLD
    )
    session.commit()
    assert session.scalars(select(ContactPoint)).one().value == "+15615550123"
    assert [each.id for each in person.contact_points] == [point.id]


@pytest.mark.parametrize(("kind", "value"), [("phone", "12"), ("phone", "+"), ("email", "nobody"), ("email", "a@b@c")])
def test_a_way_that_leads_nowhere_is_refused(session: Session, kind: str, value: str) -> None:
    person = service.record_person(session, answers={}, told=TOLD)
    with pytest.raises(Invalid):
        service.add_contact_point(session, person, kind=kind, value=value, answers={}, told=TOLD)
