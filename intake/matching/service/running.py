"""Running the matcher for an intake, and running a stored one again."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Text, bindparam, cast, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.errors import Invalid, NotFound
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.matching import queries
from intake.matching.models import MatchRun, PlaceChoice
from intake.matching.queries import Card, Found
from intake.matching.rules import RULE_VERSION, Needs, Ranking, Result, count_excluded, rank, relaxations, restore_order
from intake.matching.rules.alone import judge_alone
from intake.matching.service.choosing import standing_choices
from intake.matching.service.needing import needs_of, not_known_of, told_of
from intake.matching.service.results import Chosen, LeftOut, Match, MatchResult, NotKnown, Replay, Way

# Of either list so many are told in full.
SHOWN = 200
# A run holds each place that was found: as text it is written in a fraction of the time.
_AS_TEXT = {name: cast(bindparam(name, type_=Text), JSONB) for name in ("matches", "to_find_out")}
_INSERT = insert(MatchRun).values(directory_version=queries.directory_version().scalar_subquery(), **_AS_TEXT)


def run_match(
    session: Session,
    *,
    actor: Actor,
    intake_id: UUID | None,
    needs: Needs,
    choices: Sequence[PlaceChoice] = (),
    not_known: Sequence[NotKnown] = (),
) -> MatchResult:
    """Rank the places of the area and keep the run; what the person refused stands apart from the lists.

    Refuses a radius without a place to measure from.
    """
    require(actor, Permission.MATCHES_RUN)
    if needs.area.radius_miles is not None and needs.origin is None:
        raise Invalid.field("/radius_miles", "A distance needs a ZIP code to measure from. Give it, or take the distance out.")
    run_id = new_id()
    # Of one call the order stays as it was read out, however often it is looked again.
    seed = str(intake_id or run_id)
    found = queries.find_places(session, needs, seed=seed)
    ranking = rank(found.places, needs, seed=seed)
    excluded = count_excluded(found.tallies)
    _keep(session, actor, run_id, intake_id, needs, ranking, excluded, seed)
    refused = {choice.facility_id for choice in choices if choice.kind == "refused"}
    lists = [_without(results, refused) for results in (ranking.matches, ranking.to_find_out)]
    shown = [results[:SHOWN] for results in lists]
    told = [result.id for results in shown for result in results] + [one.id for one in found.nearest_excluded]
    cards = queries.cards_of(session, [*told, *(choice.facility_id for choice in choices)])
    matches, to_find_out = (tuple(Match(cards[result.id], result, needs) for result in results) for results in shown)
    chosen = _chosen(session, needs, choices, cards)
    return MatchResult(
        run_id=run_id,
        needs=needs,
        matches=matches,
        to_find_out=to_find_out,
        match_count=len(lists[0]),
        to_find_out_count=len(lists[1]),
        excluded=excluded,
        nearest_left_out=tuple(LeftOut(cards[one.id], one, needs) for one in found.nearest_excluded),
        ways=_ways(session, needs, found, fits=bool(ranking.matches)),
        pinned=tuple(one for one in chosen if one.choice.kind == "pinned"),
        refused=tuple(one for one in chosen if one.choice.kind == "refused"),
        not_known=tuple(not_known),
    )


def _without(results: tuple[Result, ...], refused: Collection[UUID]) -> tuple[Result, ...]:
    return tuple(result for result in results if result.id not in refused) if refused else results


def _chosen(session: Session, needs: Needs, choices: Sequence[PlaceChoice], cards: Mapping[UUID, Card]) -> list[Chosen]:
    listings = queries.listings_of(session, [one.facility_id for one in choices]) if choices else {}
    return [Chosen(cards[one.facility_id], judge_alone(listings[one.facility_id], needs), one, needs) for one in choices]


def _ways(session: Session, needs: Needs, found: Found, *, fits: bool) -> tuple[Way, ...]:
    """What could be given up; when nothing fits, also how much farther away something would."""
    ways = [Way.relaxed(one, needs) for one in relaxations(found.tallies, needs)]
    if not fits:
        steps = queries.places_within(session, needs)
        before = 0
        for miles, count in steps:
            if count > before:
                ways.append(Way.wider(miles, count))
            before = count
    return tuple(ways)


def match_intake(session: Session, *, actor: Actor, intake_id: UUID) -> MatchResult:
    """Rank places for what an intake tells now. Refuses an intake that the actor may not see, and a wish nobody can ask about."""
    require(actor, Permission.MATCHES_RUN)
    intake = queries.intake_to_match(session, actor, intake_id)
    around = told_of(session, intake)
    choices = standing_choices(session, intake) if around.has_choices else ()
    needs = needs_of(session, intake, around)
    open_ = not_known_of(session, needs, around)
    return run_match(session, actor=actor, intake_id=intake_id, needs=needs, choices=choices, not_known=open_)


def replay(session: Session, *, actor: Actor, run_id: UUID) -> Replay:
    """Order a stored run again from what it kept, whatever the directory says by now. Refuses a run that is not there."""
    require(actor, Permission.MATCHES_RUN)
    run = queries.match_run(session, run_id)
    if run is None:
        raise NotFound
    if run.intake_id is not None:
        find_intake(session, actor, run.intake_id)
    # Sorted by key first: the order has to come from the rule, not from the list it was kept in.
    again = [restore_order(sorted(_kept(entries)), run.seed) for entries in (run.matches, run.to_find_out)]
    before = [[entry[0] for entry in _kept(entries)] for entries in (run.matches, run.to_find_out)]
    return Replay(run, tuple(again[0]), tuple(again[1]), same=again == before)


def forget_origins_of(session: Session, *, actor: Actor, person_ids: Collection[UUID]) -> None:
    """Where these people were when places were looked for, and their insurers; also what was found: its miles, and the places
    themselves, lie around where somebody lives. That it was looked for, and how many were left out for which reason, stays.
    """
    require(actor, Permission.PEOPLE_ERASE)
    theirs = select(Intake.id).where(Intake.subject_id.in_(person_ids))
    area: dict[str, Any] = {"states": [], "radius_miles": None}
    nowhere = MatchRun.needs.op("||")(cast({"origin": None, "area": area, "networks": [], "paid_by": []}, JSONB))
    session.execute(update(MatchRun).where(MatchRun.intake_id.in_(theirs)).values(needs=nowhere, matches=[], to_find_out=[]))


def _keep(
    session: Session,
    actor: Actor,
    run_id: UUID,
    intake_id: UUID | None,
    needs: Needs,
    ranking: Ranking,
    excluded: dict[str, int],
    seed: str,
) -> None:
    values = {
        "id": run_id,
        "intake_id": intake_id,
        "actor_id": actor.id,
        "rule_version": RULE_VERSION,
        "needs": needs.to_json(),
        "seed": seed,
        "matches": _entries(ranking.matches),
        "to_find_out": _entries(ranking.to_find_out),
        "excluded": excluded,
    }
    # The connection does not flush by itself, and an import of this same transaction may be waiting.
    session.flush()
    session.connection().execute(_INSERT, values)
    record(session, actor, "matching.run", MatchRun(id=run_id), matches=len(ranking.matches))


def _entries(results: tuple[Result, ...]) -> str:
    return orjson.dumps([(result.id, *result.order, result.miles) for result in results]).decode()


def _kept(entries: list[list[Any]]) -> list[tuple[UUID, int, float, float]]:
    return [(UUID(key), tier, effort, unmet) for key, tier, effort, unmet, _ in entries]
