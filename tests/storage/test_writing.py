"""New rows sent by one statement are the rows that the ORM's flush would have sent."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers import service as callers
from intake.callers.models import Person
from intake.foundation.answers import Missing
from intake.insurance.models import Policy
from intake.intakes.models import Intake
from intake.storage.answers import Told
from intake.storage.outbox import OutboxEvent
from intake.storage.writing import send_new
from intake.substances.models import SubstanceUse
from tests.conftest import QueryCount

TOLD = Told("caller", None, datetime(2026, 11, 1, 12, 30, 0, 123456, tzinfo=UTC))


def a_call(session: Session, after_intake: Callable[[], None]) -> list[Any]:
    """Rows with a value of every type that columns have: text with quotes and emoji, decimals, bytes, lists, dates, JSON."""
    names = {"given_name": 'O"Hara \\ 🌊', "family_name": "Ünlü", "birth_date": date(1990, 2, 28), "age_years": Missing.DECLINED}
    person = callers.record_person(session, answers=names | {"other_languages": ["es", "ht"]}, told=TOLD)
    rules = {"may_call": True, "may_text": Missing.UNKNOWN, "ask_for": "Mr. Smith"}
    point = callers.add_contact_point(session, person, kind="phone", value="(561) 555-0188", answers=rules, told=TOLD)
    intake = Intake(caller=person, subject=person, data_key=person.data_key, answers={}, completed_at=TOLD.at)
    session.add(intake)
    intake.narrative = "Line one\nline two\t; drop table person; --"
    intake.give_answer("withdrawal_symptoms_now", ["shaking", "sweating"], TOLD)
    intake.give_answer("suicidal_thoughts", False, TOLD)
    after_intake()
    use = SubstanceUse(intake_id=intake.id, data_key=person.data_key, substance_code="alcohol", answers={})
    use.give_answer("amount_per_day", Decimal("0.125"), TOLD)
    use.said_as = "Schnaps"
    policy = Policy(intake_id=intake.id, person_id=person.id, data_key=person.data_key, answers={}, position=2)
    policy.starts_on, policy.medicare_parts, policy.budget_cents = date(2026, 1, 1), ["a", "b"], 2**40
    event = OutboxEvent(name="intakes.completed", ids={"intake_id": str(intake.id)})
    session.add_all([use, policy, event])
    return [person.data_key, person, point, intake, use, policy, event]


def as_told(session: Session, made: list[Any]) -> list[dict[str, Any]]:
    """What the database holds of each, with keys told by their place and sealed values opened."""
    places = {one.id: f"row {n}" for n, one in enumerate(made)}
    session.expire_all()
    found = []
    for one in made:
        table = type(one).__table__
        row = dict(session.connection().execute(select(table).where(table.c.id == one.id)).mappings().one())
        for name, value in row.items():
            if isinstance(value, UUID):
                row[name] = places.get(value, value)
            elif name.endswith("_sealed") and value is not None:
                row[name] = getattr(one, name.removesuffix("_sealed"))
            elif name in ("created_at", "at", "number", "wrapped"):
                row[name] = type(value)
        row.pop("ids", None)
        found.append(row)
    return found


def test_the_same_call_leaves_the_same_rows(session: Session) -> None:
    flushed = a_call(session, session.flush)
    session.flush()
    expected = as_told(session, flushed)
    with session.no_autoflush:
        sent = a_call(session, lambda: None)
        send_new(session)
    assert as_told(session, sent) == expected


def test_what_was_sent_stays_in_the_session_and_can_be_changed(session: Session, queries: QueryCount) -> None:
    with session.no_autoflush:
        _key, person, point, intake, *_ = a_call(session, lambda: None)
        send_new(session)
    before = len(queries.statements)
    assert not session.new
    assert intake.reference.startswith("IN-")
    assert intake.created_at.tzinfo is not None
    assert (intake.caller_id, point.person_id, intake.pregnant) == (person.id, person.id, None)
    assert person.contact_points == [point]
    assert len(queries.statements) == before
    intake.state = "complete"
    session.flush()
    session.expire_all()
    assert session.get_one(Intake, intake.id).state == "complete"
    assert session.get_one(Person, person.id).given_name == 'O"Hara \\ 🌊'


def test_a_call_is_one_statement(session: Session, queries: QueryCount) -> None:
    with session.no_autoflush:
        a_call(session, lambda: None)
        before = len(queries.statements)
        send_new(session)
    assert len(queries.statements) == before + 1
    send_new(session)
    assert len(queries.statements) == before + 1


def test_a_value_that_only_the_database_fills_in_is_refused(session: Session) -> None:
    session.add(OutboxEvent(name="intakes.completed", ids={}, at=TOLD.at))
    with session.no_autoflush, pytest.raises(TypeError, match="fills in"):
        send_new(session)
