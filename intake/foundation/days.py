"""Counting in calendar years, where a year has no fixed length."""

from datetime import date
from typing import TypeVar

Day = TypeVar("Day", bound=date)


def years_before(day: Day, years: int) -> Day:
    """The same day (and hour) that many years ago; of February 29 the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
