"""Running the matcher for an intake, and running a stored one again."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import cast, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing, known_or_none
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.matching import queries
from intake.matching.models import MatchRun
from intake.matching.queries import Around, Found
from intake.matching.rules import RULE_VERSION, Needs, Ranking, Result, count_excluded, rank, relaxations, restore_order
from intake.matching.rules.intake import Told, first_coverage, situation_of
from intake.matching.rules.needs import Origin
from intake.matching.rules.situation import UnknownWish, needs_from
from intake.matching.service.results import LeftOut, Match, MatchResult, Replay, Way
from intake.substances.rules import load_catalogue
from intake.triage.queries import rule_text

# Of either list so many are told in full.
SHOWN = 200
_INSERT = insert(MatchRun).values(directory_version=queries.directory_version().scalar_subquery())


def run_match(session: Session, *, actor: Actor, intake_id: UUID | None, needs: Needs) -> MatchResult:
    """Rank the places of the area and keep the run. Refuses a radius without a place to measure from."""
    require(actor, Permission.MATCHES_RUN)
    if needs.area.radius_miles is not None and needs.origin is None:
        raise Invalid.field("/radius_miles", "A distance needs a ZIP code to measure from. Give the ZIP code or a state.")
    run_id = new_id()
    found = queries.find_places(session, needs, seed=str(run_id))
    ranking = rank(found.places, needs, seed=str(run_id))
    excluded = count_excluded(found.tallies)
    _keep(session, actor, run_id, intake_id, needs, ranking, excluded)
    shown = ranking.matches[:SHOWN], ranking.to_find_out[:SHOWN]
    cards = queries.cards_of(session, [one.id for part in (*shown, found.nearest_excluded) for one in part])
    matches, to_find_out = (tuple(Match(cards[result.id], result, needs) for result in results) for results in shown)
    return MatchResult(
        run_id=run_id,
        needs=needs,
        matches=matches,
        to_find_out=to_find_out,
        match_count=len(ranking.matches),
        to_find_out_count=len(ranking.to_find_out),
        excluded=excluded,
        nearest_left_out=tuple(LeftOut(cards[one.id], one, needs) for one in found.nearest_excluded),
        ways=_ways(session, needs, found, fits=bool(ranking.matches)),
    )


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
    try:
        needs = needs_from(situation_of(_told(session, intake), now().date()))
    except UnknownWish as wish:
        raise Conflict(f"The intake asks for something that no listing tells of: {wish}.") from None
    return run_match(session, actor=actor, intake_id=intake_id, needs=needs)


def _told(session: Session, intake: Intake) -> Told:
    code = known_or_none(intake.subject.answer("postal_code"))
    around = queries.told_around(session, intake.id, code[:5] if code else None)
    catalogue = load_catalogue().by_code
    classes = {catalogue[code].substance_class for code in around.substances if code in catalogue}
    return Told(
        intake=intake,
        subject=intake.subject,
        classes={one for one in classes if not isinstance(one, Missing)},
        flags={flag for rule, version in around.rules for flag in rule_text(session, rule, version)["flags"]},
        coverage=first_coverage([kind for kind, _ in around.policies]),
        payer=next((payer for _, payer in around.policies if payer), None),
        home_state=known_or_none(intake.subject.answer("state")) or around.zip_state,
        origin=_origin(around),
    )


def _origin(around: Around) -> Origin | None:
    if around.zip_latitude is None or around.zip_longitude is None:
        return None
    return Origin(around.zip_latitude, around.zip_longitude, "zip_centroid")


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
    """Where these people were when places were looked for: they were erased. What was found, and its order, stays."""
    require(actor, Permission.PEOPLE_ERASE)
    theirs = select(Intake.id).where(Intake.subject_id.in_(person_ids))
    nowhere = MatchRun.needs.op("||")(cast({"origin": None}, JSONB))
    session.execute(update(MatchRun).where(MatchRun.intake_id.in_(theirs)).values(needs=nowhere))


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
    }
    # The connection does not flush by itself, and an import of this same transaction may be waiting.
    session.flush()
    session.connection().execute(_INSERT, values)
    record(session, actor, "matching.run", MatchRun(id=run_id), matches=len(ranking.matches))


def _entry(result: Result) -> list[Any]:
    return [str(result.id), *result.order, result.miles]


def _kept(entries: list[list[Any]]) -> list[tuple[UUID, int, float, float]]:
    return [(UUID(key), tier, effort, unmet) for key, tier, effort, unmet, _ in entries]
