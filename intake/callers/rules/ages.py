"""How old somebody is: to the year, or between two ages when the age is a guess."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol

from intake.callers.rules.people import age_on
from intake.foundation.answers import Missing, is_known

ADULT = 18


class Told(Protocol):
    """Somebody's answers."""

    def answer(self, field: str) -> Any: ...


class Ages(NamedTuple):
    """The least and the most years that somebody may have; the same twice when the age is known."""

    least: int
    most: int


def is_of_age(person: Told, today: date) -> bool | None:
    """None when nobody knows, as of a guess near 18."""
    ages = ages_of(person, today)
    if isinstance(ages, Missing):
        adult = person.answer("is_adult")
        return adult if isinstance(adult, bool) else None
    return None if ages.least < ADULT <= ages.most else ages.least >= ADULT


def majority_of(born: date) -> date:
    """The day on which they are of age; whoever was born on February 29 is on March 1."""
    try:
        return born.replace(year=born.year + ADULT)
    except ValueError:
        return date(born.year + ADULT, 3, 1)


def ages_of(person: Told, today: date) -> Ages | Missing:
    """By the birth date, else as told. A guess, or an age of which nobody knows whether it is one, may be off some years."""
    born = person.answer("birth_date")
    if is_known(born):
        return Ages(age_on(born, today), age_on(born, today))
    told = person.answer("age_years")
    if not is_known(told):
        return Missing(told)
    if person.answer("age_is_estimate") not in (True, Missing.UNKNOWN):
        return Ages(told, told)
    return _narrowed(Ages(max(0, told - _off_by()), told + _off_by()), person.answer("is_adult"))


def _narrowed(ages: Ages, adult: bool | Missing) -> Ages:
    """Whether they are 18 is often known where the age is not; an answer that does not go with the guess changes nothing."""
    if adult is True and ages.most >= ADULT:
        return Ages(max(ages.least, ADULT), ages.most)
    if adult is False and ages.least < ADULT:
        return Ages(ages.least, min(ages.most, ADULT - 1))
    return ages


@cache
def _off_by() -> int:
    told: int = tomllib.loads(files("intake.callers").joinpath("data/ages.toml").read_text("utf-8"))["guess"]["off_by_years"]
    return told
