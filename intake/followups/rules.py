"""The kinds of tasks, when a promise falls due, and what a task's state allows. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from intake.foundation.errors import Conflict, Invalid

# Why a task ends whose person was erased; a word of the reviewed list.
ERASED = "person_erased"
# Farther away it is a slip in the year.
FARTHEST = timedelta(days=2 * 366)


@dataclass(frozen=True)
class Kind:
    """When it is due if nobody promised a time: after `minutes`, or after what the desk has set as `threshold`.

    `any_hour`: also outside calling hours. `by_desk`: nobody chooses it.
    """

    code: str
    label: str
    minutes: int | None
    threshold: str | None
    any_hour: bool
    why: str
    by_desk: bool


@dataclass(frozen=True)
class Wording:
    """The reviewed lists: codes and the words shown for them."""

    version: int
    kinds: Mapping[str, Kind]
    ways: Mapping[str, str]
    attempt_outcomes: Mapping[str, str]
    outcomes: Mapping[str, str]
    cancel_reasons: Mapping[str, str]
    desk_outcomes: Mapping[str, str]
    earliest: time
    latest: time

    @property
    def promised(self) -> Mapping[str, str]:
        """The kinds that somebody may promise, with their words."""
        return {kind.code: kind.label for kind in self.kinds.values() if not kind.by_desk}


@cache
def load_words() -> Wording:
    """The lists that come with the product."""
    return words_from(tomllib.loads(files("intake.followups").joinpath("data/kinds.toml").read_text("utf-8")))


def words_from(data: Mapping[str, Any]) -> Wording:
    kinds = [_kind(row) for row in data["kind"]]
    return Wording(
        version=data["version"],
        kinds={kind.code: kind for kind in kinds},
        ways=_labels(data["way"]),
        attempt_outcomes=_labels(data["attempt_outcome"]),
        outcomes=_labels(data["outcome"]),
        cancel_reasons=_labels(data["cancel_reason"]),
        desk_outcomes=_labels(data["desk_outcome"]),
        earliest=data["hours"]["from"],
        latest=data["hours"]["until"],
    )


def _kind(row: Mapping[str, Any]) -> Kind:
    return Kind(
        row["code"],
        row["label"],
        row.get("minutes"),
        row.get("threshold"),
        row.get("any_hour", False),
        row["why"],
        row.get("by_desk", False),
    )


def _labels(rows: list[Mapping[str, str]]) -> dict[str, str]:
    return {row["code"]: row["label"] for row in rows}


def moment_of(local: datetime, zone: ZoneInfo) -> datetime:
    """The moment that a clock on the wall there shows, in UTC. Of two such moments in fall, the first.

    Refuses a time that the clocks skip in spring.
    """
    check_year(local, "due_local")
    moment = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        raise Invalid.field("/due_local", "The clocks skip this time that night. Choose another.")
    return moment


def check_promise(due: datetime, moment: datetime, field: str) -> None:
    """Refuse a time that has passed, and one that nobody will live to see kept."""
    check_year(due, field)
    if due < moment:
        raise Invalid.field(f"/{field}", "This time has passed. Promise one that is still to come.")
    if due > moment + FARTHEST:
        raise Invalid.field(f"/{field}", "This is more than two years away. Check the year.")


def check_year(time_told: datetime, field: str) -> None:
    """Refuse a year that nobody can mean."""
    if not 2000 <= time_told.year < 2200:
        raise Invalid.field(f"/{field}", "Check the year.")


def default_due(kind: Kind, after: timedelta, made_at: datetime, zone: ZoneInfo, words: Wording) -> datetime:
    """When it is due if nobody promised a time: within calling hours of the person's day unless the kind cannot wait."""
    due = made_at + after
    return due if kind.any_hour else within_hours(due, zone, words.earliest, words.latest)


def remind_on(asked_on: date, last: date, lead_days: int) -> date:
    """So many days before the last day, but never in the first half of the time that there is."""
    return last - timedelta(days=min(lead_days, (last - asked_on).days // 2))


def within_hours(moment: datetime, zone: ZoneInfo, earliest: time, latest: time) -> datetime:
    """The moment itself, or the next opening of the hours there."""
    local = moment.astimezone(zone)
    if earliest <= local.time() < latest:
        return moment
    day = local.date() if local.time() < earliest else local.date() + timedelta(days=1)
    return datetime.combine(day, earliest, zone).astimezone(UTC)


def is_overdue(state: str, due_at: datetime, moment: datetime) -> bool:
    return state == "open" and due_at < moment


def check_open(state: str) -> None:
    """Refuse to change what is finished."""
    if state != "open":
        raise Conflict("This task is finished already.", extra={"state": state})


def check_promised(is_duty: bool) -> None:
    """Refuse to end, or to ring somebody for, what ends by what is noted elsewhere."""
    if is_duty:
        raise Conflict("This task ends by itself when it is noted how they were told or answered.")
