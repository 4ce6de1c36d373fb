"""Periods on the desk's calendar, and cells that are never run."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from intake.foundation.errors import Invalid
from intake.reports.rules import Period, period_of, safe_cell, section, table_of

NEW_YORK = ZoneInfo("America/New_York")


def test_a_day_is_a_day_of_the_desk_even_when_the_clocks_change() -> None:
    day = date(2026, 11, 1)
    period = Period(day, day, NEW_YORK)
    assert period.begins == datetime(2026, 11, 1, 4, tzinfo=UTC)
    assert period.ends == datetime(2026, 11, 2, 5, tzinfo=UTC)


def test_a_period_that_makes_no_sense_is_refused() -> None:
    day = date(2026, 11, 1)
    assert period_of(day, day, NEW_YORK).first == day
    assert period_of(date(2025, 11, 1), date(2026, 11, 1), NEW_YORK)
    for first, last in ((date(2026, 11, 2), day), (date(2025, 10, 31), day)):
        with pytest.raises(Invalid):
            period_of(first, last, NEW_YORK)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1", "\r=1", "\n=1"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert [safe_cell(cell) for cell in ("calls", "12", "a-b", "")] == ["calls", "12", "a-b", ""]


def test_the_largest_count_stands_first_and_what_overlaps_is_not_added_up() -> None:
    told = section("substances", [("opioid", 1), (None, 2)], total=2)
    assert [(count.code, count.label, count.number) for count in told.counts] == [
        ("", "Class not known", 2),
        ("opioid", "Opioid", 1),
    ]
    assert told.total == 2
    assert table_of([section("calls", [("=cmd", 3)])])[1:] == [["calls", "'=cmd", "'=cmd", "3"], ["calls", "total", "Total", "3"]]
