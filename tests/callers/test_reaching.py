"""A number that several records of one person tell of: shown once, and as safe as the strictest of them says."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID, uuid4

import pytest

from intake.callers.models import ContactPoint
from intake.callers.rules import each_once
from intake.foundation.answers import Missing
from tests.factories.callers import told_by

STAYS, WENT = uuid4(), uuid4()


def row(person_id: UUID = STAYS, number: bytes = b"1", confirmed_at: datetime | None = None, **told: Any) -> ContactPoint:
    point = ContactPoint(id=uuid4(), person_id=person_id, kind="phone", value_digest=number, confirmed_at=confirmed_at)
    for field, answer in told.items():
        if field in ("ask_for", "note"):
            raise AssertionError("sealed with a key that this row has not")
        point.give_answer(field, answer, told_by())
    return point


def test_each_number_stands_once_and_the_record_that_stays_stands_for_it() -> None:
    rows = [row(WENT), row(), row(WENT, b"2")]
    first, second = each_once(rows, first=STAYS)
    assert ([one.id for one in first.told], first.id) == ([rows[1].id, rows[0].id], rows[1].id)
    assert second.id == rows[2].id


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (True, False, False),
        (True, None, True),
        (None, True, True),
        (Missing.DECLINED, False, False),
        (Missing.DECLINED, None, Missing.DECLINED),
        (None, None, Missing.NOT_ASKED),
    ],
)
def test_one_no_is_a_no_and_what_nobody_told_stays_missing(ours: Any, theirs: Any, expected: Any) -> None:
    told = [row(**({} if said is None else {"may_call": said})) for said in (ours, theirs)]
    (reach,) = each_once(told, first=STAYS)
    assert reach.answer("may_call") is expected
    assert reach.may_call is (None if isinstance(expected, Missing) else expected)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((9, 17), (None, None), (9, 17)),
        ((9, 17), (9, 17), (9, 17)),
        ((9, 17), (12, 20), (12, 17)),
        ((9, None), (None, 20), (9, 20)),
        # Never both open, or through a night: nobody can tell, and equal ends are read as unclear everywhere.
        ((9, 12), (14, 20), (14, 14)),
        ((22, 6), (9, 17), (22, 22)),
    ],
)
def test_hours_are_those_in_which_every_record_is_open(ours: Any, theirs: Any, expected: Any) -> None:
    told = [
        row(**{field: time(at) for field, at in zip(("safe_from", "safe_until"), span, strict=True) if at is not None})
        for span in (ours, theirs)
    ]
    (reach,) = each_once(told, first=STAYS)
    assert (reach.safe_from, reach.safe_until) == tuple(None if at is None else time(at) for at in expected)


def test_what_is_kept_from_others_and_the_last_confirmation_come_from_whichever_record_tells_it() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    told = [
        row(shared_line=False, do_not_contact_until=late, confirmed_at=early),
        row(shared_line=True, do_not_contact_until=early),
    ]
    (reach,) = each_once(told, first=STAYS)
    assert (reach.shared_line, reach.do_not_contact_until, reach.confirmed_at) == (True, late, early)
