"""The JSON doors of this room."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from intake.foundation.permissions import Permission
from intake.matching import service
from intake.matching.models import PlaceChoice
from intake.matching.rules.described import Described, described_questions
from intake.matching.schemas import (
    ChoiceIn,
    ChoiceOut,
    ChoicesOut,
    CompareQuery,
    MatchRunOut,
    PlacesComparedOut,
    QuestionsOut,
    ReplayOut,
)
from intake.web.door import ApiDoor, Unit

api = ApiDoor("matching", __name__, "Treatment places for an intake, with every reason for and against.")


@api.operation("POST", "/intakes/<uuid:intake_id>/matches", permission=Permission.MATCHES_RUN, gives=MatchRunOut(), status=201)
def run_match(unit: Unit, intake_id: UUID) -> service.MatchResult:
    """Rank the places for what the intake tells now, and keep the run."""
    return service.match_intake(unit.session, actor=unit.actor, intake_id=intake_id)


@api.operation("GET", "/matching/rules", permission=Permission.CATALOGUE_READ, gives=QuestionsOut())
def list_questions(unit: Unit) -> dict[str, Sequence[Described]]:
    """Every question that a place is asked: words, codes, what makes it be asked, from which source and how sure that is."""
    return {"items": described_questions()}


@api.operation("GET", "/matches/<uuid:run_id>/replay", permission=Permission.MATCHES_RUN, gives=ReplayOut())
def replay_match(unit: Unit, run_id: UUID) -> service.Replay:
    """Order a kept run again from its inputs, and say whether it comes out the same."""
    return service.replay(unit.session, actor=unit.actor, run_id=run_id)


@api.operation(
    "GET",
    "/intakes/<uuid:intake_id>/comparison",
    permission=Permission.MATCHES_RUN,
    query=CompareQuery(),
    gives=PlacesComparedOut(),
)
def compare_places(unit: Unit, query: dict[str, Any], intake_id: UUID) -> service.Comparison:
    """Up to four places side by side: how each answers what the intake needs now, and what the desk knows of coming there."""
    return service.compare_places(unit.session, actor=unit.actor, intake_id=intake_id, place_ids=query["places"])


@api.operation("GET", "/intakes/<uuid:intake_id>/choices", permission=Permission.MATCHES_RUN, gives=ChoicesOut())
def list_choices(unit: Unit, intake_id: UUID) -> dict[str, Sequence[PlaceChoice]]:
    """Which places the person wanted and refused, and why; also what was taken back."""
    return {"items": service.open_choices(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation(
    "PUT",
    "/intakes/<uuid:intake_id>/choices/<uuid:facility_id>",
    permission=Permission.MATCHES_RUN,
    takes=ChoiceIn(),
    gives=ChoiceOut(),
)
def choose_place(unit: Unit, data: dict[str, Any], intake_id: UUID, facility_id: UUID) -> PlaceChoice:
    """The person wants this place or refuses it."""
    return service.choose_place(unit.session, actor=unit.actor, intake_id=intake_id, facility_id=facility_id, **data)


@api.operation("DELETE", "/intakes/<uuid:intake_id>/choices/<uuid:facility_id>", permission=Permission.MATCHES_RUN, status=204)
def take_back_choice(unit: Unit, intake_id: UUID, facility_id: UUID) -> None:
    """Neither wanted nor refused any more."""
    service.take_back_choice(unit.session, actor=unit.actor, intake_id=intake_id, facility_id=facility_id)
