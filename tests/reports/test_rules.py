"""Periods on the desk's calendar, and cells that are never run."""

from datetime import UTC, date, datetime
from itertools import combinations_with_replacement, product
from zoneinfo import ZoneInfo

import pytest

from intake.foundation.errors import Invalid
from intake.reports.rules import Period, for_outside, period_of, safe_cell, section, table_of

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
        ("opioid", "Opioids", 1),
    ]
    assert told.total == 2
    assert table_of([section("calls", [("=cmd", 30)])])[1:] == [
        ["calls", "'=cmd", "'=cmd", "30"],
        ["calls", "total", "Total", "30"],
    ]


FEW = "fewer than 11"


@pytest.mark.parametrize(
    ("numbers", "told", "total"),
    [
        # Nothing small: as it is. Nought may be told.
        ((40, 11), ("40", "11"), "51"),
        ((20, 0), ("20", "0"), "20"),
        # Two small ones: the total less the others leaves them together only.
        ((40, 3, 2), ("40", FEW, FEW), "45"),
        # One alone would follow from the total: the next larger goes with it, and neither says which it is.
        ((40, 12, 3), ("40", "not shown", "not shown"), "55"),
        ((11, 1), ("not shown", "not shown"), "12"),
        # Two of 1, or two of 10, would follow from what is left of the total.
        ((30, 1, 1), ("not shown",) * 3, "32"),
        ((30, 10, 10), ("not shown",) * 3, "50"),
        # A total so small is one itself.
        ((3,), (FEW,), FEW),
        ((6, 4), (FEW, FEW), FEW),
    ],
)
def test_what_leaves_names_nobody(numbers: tuple[int, ...], told: tuple[str, ...], total: str) -> None:
    outside = for_outside(section("calls", [(f"ending_{place}", number) for place, number in enumerate(numbers)]))
    assert (outside.numbers, outside.total) == (told, total)


def test_no_small_number_follows_from_what_leaves() -> None:
    """Whoever has the rows and the total that left has more than one answer for each number that was hidden."""
    for numbers in combinations_with_replacement((1, 2, 9, 10, 11, 12, 25), 3):
        part = section("calls", [(f"ending_{place}", number) for place, number in enumerate(numbers)])
        outside = for_outside(part)
        hidden = [count.number for count, told in zip(part.counts, outside.numbers, strict=True) if not told.isdigit()]
        if not hidden or not outside.total.isdigit():
            continue
        left = part.total - sum(int(told) for told in outside.numbers if told.isdigit())
        most = 10 if FEW in outside.numbers else left
        answers = [one for one in product(range(1, most + 1), repeat=len(hidden) - 1) if 1 <= left - sum(one) <= most]
        assert len({one[0] for one in answers}) > 1, numbers
