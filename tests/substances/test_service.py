"""Substance use as told: honest bounds, three ways to be missing, removed and put back; the table of substances."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.intakes.models import Intake
from intake.substances import service
from intake.substances.models import Substance, SubstanceUse
from intake.substances.queries import uses_of
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import routes, units
from intake.substances.schemas import SubstanceUseAnswers
from tests.conftest import Member
from tests.factories.callers import told_by
from tests.factories.followups import an_intake
from tests.factories.substances import a_use

KLONOPIN = {
    "substance_code": "clonazepam",
    "said_as": "K-pins",
    "route": "oral",
    "amount_per_day": 2,
    "amount_unit": "mg",
    "unit_strength_mg": 0.5,
    "days_used_in_30": 27,
    "days_per_week": 7,
    "months_of_use": 24,
    "last_used_at": "2026-11-20T09:00:00-05:00",
    "stopped_abruptly": True,
    "taken_with": ["alcohol", "opioid"],
    "prescribed": True,
    "prescriber_count": 2,
    "illicit_source": False,
    "runs_out_early": True,
    "several_prescribers": True,
    "nothing_else_works": {"missing": "unknown"},
    "takes_high_doses": {"missing": "declined"},
}


@pytest.fixture
def intake(session: Session, alice: Member) -> Intake:
    return an_intake(session, alice)


def test_use_is_kept_as_told_with_who_told_it(session: Session, intake: Intake) -> None:
    answers = SubstanceUseAnswers().load(KLONOPIN)
    use = service.add_use(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told_by())
    session.commit()
    session.expire_all()
    (found,) = uses_of(session, intake.id)
    assert found.id == use.id
    assert (found.said_as, found.amount_per_day, found.days_used_in_30) == ("K-pins", Decimal(2), 27)
    assert found.last_used_at == datetime(2026, 11, 20, 14, tzinfo=UTC)
    assert (found.answer("nothing_else_works"), found.answer("takes_high_doses")) == (Missing.UNKNOWN, Missing.DECLINED)
    assert b"pins" not in (found.said_as_sealed or b"")
    mark = found.mark("runs_out_early")
    assert mark is not None
    assert (mark.version, mark.informant) == (1, "caller")
    dumped = SubstanceUseAnswers().dump(found)
    assert {**dumped, "last_used_at": None} == {**KLONOPIN, "last_used_at": None}


def test_the_three_ways_to_be_missing_stay_apart(session: Session, intake: Intake) -> None:
    use = a_use(session, intake.id, intake.data_key)
    assert use.answer("prescribed") is Missing.NOT_ASKED
    assert service.save_use_answer(session, use, "prescribed", Missing.UNKNOWN, told_by()) == 1
    assert service.save_use_answer(session, use, "prescribed", False, told_by()) == 2
    assert (use.answer("prescribed"), use.prescribed) == (False, False)
    assert service.save_use_answer(session, use, "prescribed", Missing.DECLINED, told_by()) == 3
    assert (use.answer("prescribed"), use.prescribed) == (Missing.DECLINED, None)


def test_what_was_removed_can_be_put_back(session: Session, intake: Intake) -> None:
    first = a_use(session, intake.id, intake.data_key)
    second = a_use(session, intake.id, intake.data_key, substance_code="alcohol")
    service.remove_use(first)
    gone_since = first.removed_at
    service.remove_use(first)
    assert first.removed_at == gone_since
    assert uses_of(session, intake.id) == [second]
    service.restore_use(first)
    assert uses_of(session, intake.id) == [first, second]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("days_used_in_30", -1),
        ("days_used_in_30", 31),
        ("days_used_in_30", 2.5),
        ("days_used_in_30", "7"),
        ("days_used_in_30", True),
        ("days_per_week", 8),
        ("months_of_use", 1201),
        ("months_of_use", -1),
        ("amount_per_day", 0),
        ("amount_per_day", -2),
        ("amount_per_day", 0.0001),
        ("amount_per_day", 1_000_001),
        ("amount_per_day", "2 mg"),
        ("amount_per_day", True),
        ("amount_per_day", float("nan")),
        ("amount_per_day", float("inf")),
        ("amount_unit", "stones"),
        ("route", "by mouth"),
        ("prescriber_count", 51),
        ("prescribed", "yes"),
        ("prescribed", 1),
        ("prescribed", None),
        ("runs_out_early", {"missing": "maybe"}),
        ("substance_code", "unobtainium"),
        ("last_used_at", "2026-02-30T00:00:00Z"),
        ("last_used_at", "2026-11-20"),
        ("last_used_at", "1026-11-20T00:00:00Z"),
        ("said_as", "a\x00b"),
        ("said_as", "x" * 201),
    ],
)
def test_what_cannot_be_is_refused_field_by_field(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        SubstanceUseAnswers().load({field: value})
    assert set(refused.value.messages) == {field}


@pytest.mark.parametrize(
    ("field", "value"), [("days_used_in_30", 0), ("days_used_in_30", 30), ("months_of_use", 1200), ("amount_per_day", 0.001)]
)
def test_the_bounds_themselves_can_be(field: str, value: Any) -> None:
    assert float(SubstanceUseAnswers().load({field: value})[field]) == value


def test_an_amount_is_kept_exactly() -> None:
    assert SubstanceUseAnswers().load({"amount_per_day": 0.1})["amount_per_day"] == Decimal("0.1")
    only_amount = SubstanceUseAnswers(only=("amount_per_day",))
    assert only_amount.dump({"amount_per_day": Decimal("0.125")})["amount_per_day"] == 0.125


def test_nobody_used_last_tomorrow() -> None:
    with pytest.raises(ValidationError):
        SubstanceUseAnswers().load({"last_used_at": (now() + timedelta(hours=1)).isoformat()})
    soon = (now() + timedelta(minutes=2)).isoformat()  # a clock that runs ahead
    assert SubstanceUseAnswers().load({"last_used_at": soon})


def test_the_catalogue_suggests_only_routes_and_units_that_can_be_told() -> None:
    entries = load_catalogue().entries
    assert {route for entry in entries for route in entry.usual_routes} <= set(routes())
    assert {unit for entry in entries for unit in entry.usual_units} <= set(units())


def test_the_table_is_brought_in_line_and_a_second_time_changes_nothing(session: Session) -> None:
    assert service.load_substances(session) == 0  # loaded with the reference data already
    session.execute(update(Substance).where(Substance.code == "clonazepam").values(teds_code=99))
    assert service.load_substances(session) == 1
    rows = {row.code: (row.name, row.substance_class, row.teds_code) for row in session.scalars(select(Substance))}
    assert rows == {entry.code: (entry.name, str(entry.substance_class), entry.teds_code) for entry in load_catalogue().entries}


def test_the_database_itself_refuses_a_thirty_first_day(session: Session, intake: Intake) -> None:
    use = a_use(session, intake.id, intake.data_key)
    with pytest.raises(Exception, match="ck_substance_use_days_used"), session.begin_nested():
        session.execute(update(SubstanceUse).where(SubstanceUse.id == use.id).values(days_used_in_30=31))
