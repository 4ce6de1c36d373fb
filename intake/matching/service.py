"""Running the matcher for an intake, and running a stored one again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.errors import Invalid, NotFound
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.matching import queries
from intake.matching.models import MatchRun
from intake.matching.queries import Card
from intake.matching.rules import RULE_VERSION, Needs, Ranking, Result, rank, restore_order
from intake.matching.rules.reasons import distance_words


@dataclass(frozen=True, slots=True)
class Match:
    """One place in the list, with why it stands there."""

    card: Card
    result: Result

    @property
    def distance(self) -> str:
        return distance_words(self.result.miles, self.card.coordinate_precision)


@dataclass(frozen=True, slots=True)
class MatchResult:
    """`matches` meet every must-have; `to_find_out` may, and must be called to know. `excluded` counts by must-have."""

    run_id: UUID
    needs: Needs
    matches: tuple[Match, ...]
    to_find_out: tuple[Match, ...]
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True)
class Replay:
    """The order of a stored run, made again from its inputs; `same` says whether it came out as it was kept."""

    run: MatchRun
    matches: tuple[UUID, ...]
    to_find_out: tuple[UUID, ...]
    same: bool


def run_match(session: Session, *, actor: Actor, intake_id: UUID | None, needs: Needs) -> MatchResult:
    """Rank the places of the area and keep the run. Refuses a radius without a place to measure from."""
    require(actor, Permission.MATCHES_RUN)
    if needs.area.radius_miles is not None and needs.origin is None:
        raise Invalid.field("/radius_miles", "A distance needs a ZIP code to measure from. Give the ZIP code or a state.")
    run_id = new_id()
    found = queries.candidates(session, needs)
    ranking = rank(found.places, needs, seed=str(run_id))
    _keep(session, actor, run_id, intake_id, needs, ranking, found.excluded)
    return MatchResult(
        run_id=run_id,
        needs=needs,
        matches=tuple(Match(found.cards[result.id], result) for result in ranking.matches),
        to_find_out=tuple(Match(found.cards[result.id], result) for result in ranking.to_find_out),
        excluded=found.excluded,
    )


def replay(session: Session, *, actor: Actor, run_id: UUID) -> Replay:
    """Order a stored run again from what it kept, whatever the directory says by now. Refuses a run that is not there."""
    require(actor, Permission.MATCHES_RUN)
    run = queries.match_run(session, run_id)
    if run is None:
        raise NotFound
    # Sorted by key first: the order has to come from the rule, not from the list it was kept in.
    again = [restore_order(sorted(_kept(entries)), run.seed) for entries in (run.matches, run.to_find_out)]
    before = [[entry[0] for entry in _kept(entries)] for entries in (run.matches, run.to_find_out)]
    return Replay(run, tuple(again[0]), tuple(again[1]), same=again == before)


def _keep(
    session: Session,
    actor: Actor,
    run_id: UUID,
    intake_id: UUID | None,
    needs: Needs,
    ranking: Ranking,
    excluded: dict[str, int],
) -> None:
    values = {
        "id": run_id,
        "intake_id": intake_id,
        "actor_id": actor.id,
        "rule_version": RULE_VERSION,
        "needs": needs.to_json(),
        "seed": str(run_id),
        "matches": [_entry(result) for result in ranking.matches],
        "to_find_out": [_entry(result) for result in ranking.to_find_out],
        "excluded": excluded,
        "directory_version": queries.directory_version().scalar_subquery(),
    }
    session.execute(insert(MatchRun).values(values))
    record(session, actor, "matching.run", run_id=str(run_id), matches=len(ranking.matches))


def _entry(result: Result) -> list[Any]:
    return [str(result.id), result.tier, result.effort, result.unmet, result.miles]


def _kept(entries: list[list[Any]]) -> list[tuple[UUID, int, float, float]]:
    return [(UUID(key), tier, effort, unmet) for key, tier, effort, unmet, _ in entries]
