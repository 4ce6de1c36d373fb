"""What a run tells: the places that fit and why, those that do not and why not, and what could be given up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from intake.matching.models import MatchRun, PlaceChoice
from intake.matching.queries import Card
from intake.matching.rules import Excluded, Needs, Reason, Relaxation, Result
from intake.matching.rules.alone import Alone
from intake.matching.rules.reasons import distance_words, way_words, wider_words, words_for_many


@dataclass(frozen=True, slots=True)
class Match:
    """One place in the list, with why it stands there."""

    card: Card
    result: Result
    needs: Needs

    @property
    def distance(self) -> str:
        return distance_to(self.card, self.result.miles, self.needs)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One place that is not in the list, with why not."""

    card: Card
    excluded: Excluded
    needs: Needs

    @property
    def distance(self) -> str:
        return distance_to(self.card, self.excluded.miles, self.needs)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return self.excluded.reasons


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place that the person wants or refuses, with how it stands to the needs of now."""

    card: Card
    alone: Alone
    choice: PlaceChoice
    needs: Needs

    @property
    def distance(self) -> str:
        return distance_to(self.card, self.alone.miles, self.needs)

    @property
    def does_not_fit(self) -> tuple[Reason, ...]:
        return (*self.alone.barriers, *self.alone.standing.does_not_fit)


@dataclass(frozen=True, slots=True)
class Way:
    """What could be given up, in words, and how many places that gives."""

    given_up: tuple[str, ...]
    radius_miles: int | None
    anywhere: bool
    matches: int
    to_find_out: int
    needs_clinician: bool
    words: str
    notes: tuple[str, ...]

    @classmethod
    def relaxed(cls, one: Relaxation, needs: Needs) -> "Way":
        """Must-haves, or the limit, given up within the area that was looked at."""
        return cls(
            given_up=one.given_up,
            radius_miles=None,
            anywhere=False,
            matches=one.matches,
            to_find_out=one.to_find_out,
            needs_clinician=one.needs_clinician,
            words=way_words(one.given_up, needs.area.looked_at_miles),
            notes=one.notes,
        )

    @classmethod
    def wider(cls, miles: int | None, count: int) -> "Way":
        """Every must-have kept, and looked for farther away: within so many miles, or anywhere."""
        return cls((), miles, miles is None, count, 0, needs_clinician=False, words=wider_words(miles), notes=())


@dataclass(frozen=True, slots=True)
class NotKnown:
    """A need that an answer still decides, in words, and what to ask to know it. Until then it leaves no place out."""

    words: str
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MatchResult:
    """`matches` meet every must-have; `to_find_out` may, and must be called to know. `excluded` counts by must-have.

    Of either list the first `SHOWN` are told in full; all are counted, and kept in the run. What the person refused is kept in
    the run, and stands apart; what they want stands first as well as at its place in the list.
    """

    run_id: UUID
    needs: Needs
    matches: tuple[Match, ...]
    to_find_out: tuple[Match, ...]
    match_count: int
    to_find_out_count: int
    excluded: Mapping[str, int]
    nearest_left_out: tuple[LeftOut, ...]
    ways: tuple[Way, ...]
    pinned: tuple[Chosen, ...] = ()
    refused: tuple[Chosen, ...] = ()
    not_known: tuple[NotKnown, ...] = ()

    @property
    def needs_as_kept(self) -> dict[str, Any]:
        """The needs as plain data."""
        return self.needs.to_json()

    @property
    def left_out(self) -> list[dict[str, str | int]]:
        """How many places were left out by which must-have, in words."""
        return [{"question": q, "count": n, "words": words_for_many(q, n)} for q, n in self.excluded.items()]


@dataclass(frozen=True, slots=True)
class Replay:
    """The order of a stored run, made again from its inputs; `same` says whether it came out as it was kept."""

    run: MatchRun
    matches: tuple[UUID, ...]
    to_find_out: tuple[UUID, ...]
    same: bool


def distance_to(card: Card, miles: float | None, needs: Needs) -> str:
    """In words that say how it was measured."""
    is_exact = card.coordinate_precision == "address" and needs.origin is not None and needs.origin.precision == "address"
    return distance_words(miles, is_exact=is_exact, limit=needs.area.radius_miles)
