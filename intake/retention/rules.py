"""How long each kind of record is kept, and until when a minor's: the reviewed file, and what the desk has set. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, Protocol

from intake.callers.rules import ADULT, age_on, ages_of
from intake.foundation.answers import Missing, is_known
from intake.foundation.days import years_before
from intake.foundation.words import Words

MINORS = "minors"
DRAFT, CALL = "draft", "call"
# A person's record goes when each of these is over.
OF_A_RECORD = ("intake", "consent", "disclosure")


@dataclass(frozen=True, slots=True)
class Policy:
    """`years` of one kind of record: the reviewed standard, or what the desk has set."""

    kind: str
    title: str
    counted_from: str
    standard: int
    least: int
    most: int
    help: str
    source: str
    years: int


@dataclass(frozen=True, slots=True)
class Policies:
    """Of every kind, with the age until which a minor's record is kept."""

    kinds: Mapping[str, Policy]
    minors: Policy

    def cutoff(self, kind: str, moment: datetime) -> datetime:
        """What was last touched before this is over."""
        return years_before(moment, self.kinds[kind].years)


class Told(Protocol):
    """Somebody's answers, and when each was given."""

    def answer(self, field: str) -> Any: ...

    def mark(self, field: str) -> Any: ...


class AgeTold(NamedTuple):
    """The least years that somebody may have had, and when that was told."""

    least: int
    at: datetime


@cache
def reviewed() -> Policies:
    """The file's own numbers."""
    return policies({})


def policies(set_by_desk: Mapping[str, int]) -> Policies:
    """The file's numbers, but for those that the desk has set."""
    data = _data()
    kinds = {kind: Policy(kind, **told, years=_years(set_by_desk, kind, told)) for kind, told in data["kinds"].items()}
    minors = {"counted_from": Words("The day of birth, or the age as it was told"), **data[MINORS]}
    return Policies(kinds, Policy(MINORS, **minors, years=_years(set_by_desk, MINORS, minors)))


def grace_days() -> int:
    """Between a change and the first record that goes."""
    return int(_data()["grace_days"])


def kept_for_good() -> list[dict[str, str]]:
    """What is never erased, and why."""
    return list(_data()["kept"])


def told_of_minor(person: Told, today: date) -> AgeTold | None:
    """What makes somebody a minor where no birth date is known; None when nobody said so.

    "Not 18 yet" alone tells no age, nor does an age that does not go with it: then they may be of any.
    """
    years, adult, ages = person.answer("age_years"), person.answer("is_adult"), ages_of(person, today)
    if is_known(years) and not isinstance(ages, Missing) and ages.least < ADULT and (adult is False or years < ADULT):
        return _as_told(person, "age_years", ages.least)
    return _as_told(person, "is_adult", 0) if adult is False else None


def is_kept_as_minor(*, born: date | None, heard_at: datetime, as_minor: AgeTold | None, until_age: int, today: datetime) -> bool:
    """Whether somebody who was a minor when the desk heard of them has not reached the age yet. Of an unknown age: no.

    `today`: in the zone in which the desk's days begin.
    """
    if born is not None:
        was = age_on(born, heard_at.astimezone(today.tzinfo).date())
        return was < ADULT and age_on(born, today.date()) < until_age
    return as_minor is not None and as_minor.at > years_before(today, until_age - as_minor.least)


def _as_told(person: Told, field: str, least: int) -> AgeTold | None:
    mark = person.mark(field)
    return AgeTold(least, mark.told().at) if mark else None


def _years(set_by_desk: Mapping[str, int], kind: str, told: Mapping[str, Any]) -> int:
    return int(set_by_desk.get(kind, told["standard"]))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("intake.retention").joinpath("data/policies.toml").read_text("utf-8"))
