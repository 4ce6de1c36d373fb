"""Running the matcher for an intake, and running a stored one again."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.facilities.models import ZipCentroid
from intake.facilities.queries import zip_centroid
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing, known_or_none
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.intakes.queries import WholeIntake, find_intake, whole_intake
from intake.matching import queries
from intake.matching.models import MatchRun
from intake.matching.queries import Card
from intake.matching.rules import RULE_VERSION, Needs, Ranking, Result, rank, restore_order
from intake.matching.rules.intake import Told, situation_of
from intake.matching.rules.needs import Origin
from intake.matching.rules.rank import HOSPITAL
from intake.matching.rules.reasons import distance_words, said, words_for_many
from intake.matching.rules.situation import UnknownWish, needs_from
from intake.substances.rules import load_catalogue

_INSERT = insert(MatchRun).values(directory_version=queries.directory_version().scalar_subquery())


@dataclass(frozen=True, slots=True)
class Match:
    """One place in the list, with why it stands there."""

    card: Card
    result: Result

    @property
    def distance(self) -> str:
        return distance_words(self.result.miles, self.card.coordinate_precision)

    @property
    def hospital(self) -> bool:
        """True when the listing states withdrawal care in a hospital."""
        return said(HOSPITAL, "yes") in self.result.fits


@dataclass(frozen=True, slots=True)
class MatchResult:
    """`matches` meet every must-have; `to_find_out` may, and must be called to know. `excluded` counts by must-have."""

    run_id: UUID
    needs: Needs
    matches: tuple[Match, ...]
    to_find_out: tuple[Match, ...]
    excluded: dict[str, int]

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


def match_intake(session: Session, *, actor: Actor, intake_id: UUID) -> MatchResult:
    """Rank places for what an intake tells now. Refuses an intake that the actor may not see, and a wish nobody can ask about."""
    whole = whole_intake(session, find_intake(session, actor, intake_id))
    try:
        needs = needs_from(situation_of(_told(session, whole), now().date()))
    except UnknownWish as wish:
        raise Conflict(f"The intake asks for something that no listing tells of: {wish}.") from None
    return run_match(session, actor=actor, intake_id=intake_id, needs=needs)


def _told(session: Session, whole: WholeIntake) -> Told:
    catalogue = load_catalogue().by_code
    entries = [catalogue[code] for use in whole.substances if (code := use.substance_code) in catalogue and code]
    code = known_or_none(whole.subject.answer("postal_code"))
    center = zip_centroid(session, code[:5]) if code else None
    state = known_or_none(whole.subject.answer("state"))
    return Told(
        intake=whole.intake,
        subject=whole.subject,
        classes={entry.substance_class for entry in entries if not isinstance(entry.substance_class, Missing)},
        flags={flag for finding in whole.findings if finding.status == "found" for flag in finding.content["flags"]},
        policies=whole.policies,
        payer=queries.payer_name(session, whole.policies),
        home_state=state or (center.state if center else None),
        origin=_origin(center),
    )


def _origin(center: ZipCentroid | None) -> Origin | None:
    if center is None or center.latitude is None or center.longitude is None:
        return None
    return Origin(center.latitude, center.longitude, "zip_centroid")


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
    session.execute(_INSERT, values)
    record(session, actor, "matching.run", MatchRun(id=run_id), matches=len(ranking.matches))


def _entry(result: Result) -> list[Any]:
    return [str(result.id), result.tier, result.effort, result.unmet, result.miles]


def _kept(entries: list[list[Any]]) -> list[tuple[UUID, int, float, float]]:
    return [(UUID(key), tier, effort, unmet) for key, tier, effort, unmet, _ in entries]
