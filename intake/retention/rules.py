"""How long each kind of record is kept, and until when a minor's: the reviewed file, and what the desk has set. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

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


def is_kept_as_minor(*, born: date | None, age_years: int | None, told_at: datetime, until_age: int, today: datetime) -> bool:
    """Whether somebody who was a minor when the desk heard of them has not reached the age yet. Of an unknown age: no.

    `today`: in the zone in which the desk's days begin.
    """
    if born is not None:
        was = _age(born, told_at.astimezone(today.tzinfo).date())
        return was < 18 and _age(born, today.date()) < until_age
    if age_years is None or age_years >= 18:
        return False
    return told_at > years_before(today, until_age - age_years)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _years(set_by_desk: Mapping[str, int], kind: str, told: Mapping[str, Any]) -> int:
    return int(set_by_desk.get(kind, told["standard"]))


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("intake.retention").joinpath("data/policies.toml").read_text("utf-8"))
