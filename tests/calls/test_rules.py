"""A day of the desk, and what telephone systems send for a withheld number."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake.calls.rules import day_in, is_withheld


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 11, 23), 24), (date(2026, 3, 8), 23), (date(2026, 11, 1), 25)])
def test_a_day_is_as_long_as_the_clock_makes_it(day: date, hours: int) -> None:
    first, following = day_in(ZoneInfo("America/New_York"), day)
    assert following - first == timedelta(hours=hours)
    assert first.astimezone(ZoneInfo("America/New_York")).date() == day


@pytest.mark.parametrize(("text", "withheld"), [("Anonymous", True), ("PRIVATE NUMBER", True), ("+266696687", True),
                                                ("561 555 0123", False), ("", False), ("anonymously", False)])  # fmt: skip
def test_withheld_numbers_are_told_from_numbers(text: str, withheld: bool) -> None:
    assert is_withheld(text) is withheld
