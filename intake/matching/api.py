"""The JSON doors of this room."""

from uuid import UUID

from intake.foundation.permissions import Permission
from intake.matching import service
from intake.matching.schemas import MatchRunOut, ReplayOut
from intake.web.door import ApiDoor, Unit

api = ApiDoor("matching", __name__, "Treatment places for an intake, with every reason for and against.")


@api.operation("POST", "/intakes/<uuid:intake_id>/matches", permission=Permission.MATCHES_RUN, gives=MatchRunOut(), status=201)
def run_match(unit: Unit, intake_id: UUID) -> service.MatchResult:
    """Rank the places for what the intake tells now, and keep the run."""
    return service.match_intake(unit.session, actor=unit.actor, intake_id=intake_id)


@api.operation("GET", "/matches/<uuid:run_id>/replay", permission=Permission.MATCHES_RUN, gives=ReplayOut())
def replay_match(unit: Unit, run_id: UUID) -> service.Replay:
    """Order a kept run again from its inputs, and say whether it comes out the same."""
    return service.replay(unit.session, actor=unit.actor, run_id=run_id)
