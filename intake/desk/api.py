"""The JSON doors that touch many rooms at once: a whole call in one request; two records of one person."""

from typing import Any
from uuid import UUID

from intake.callers.models import Merge
from intake.callers.schemas import MergedOut, MergeIn
from intake.desk import service
from intake.desk.schemas import WholeCallIn, WorkOut
from intake.foundation.permissions import Permission
from intake.intakes.queries import WholeIntake
from intake.intakes.schemas import IntakeOut
from intake.intakes.service import WholeCall
from intake.web.door import ApiDoor, Unit

api = ApiDoor("desk", __name__, "A whole call in one request; one's own work; two records of one person.")


@api.operation(
    "POST",
    "/intakes",
    permission=Permission.INTAKES_EDIT,
    takes=WholeCallIn(),
    gives=IntakeOut(),
    status=201,
    idempotent=True,
    versioned=True,
)
def record_call(unit: Unit, data: dict[str, Any]) -> WholeIntake:
    """Record an intake with everything in it: people, situation, substances, policies and the follow-up that was promised."""
    follow_up, complete = data.pop("follow_up", None), data.pop("complete")
    return service.record_call(unit.session, actor=unit.actor, told=WholeCall(**data), follow_up=follow_up, complete=complete)


@api.operation("GET", "/work", permission=Permission.INTAKES_READ, gives=WorkOut())
def list_work(unit: Unit) -> service.OwnWork:
    """One's own drafts, also those kept for later, and open tasks, to go on with."""
    return service.list_work(unit.session, actor=unit.actor)


@api.operation(
    "POST",
    "/people/<uuid:person_id>/merges",
    permission=Permission.PEOPLE_MERGE,
    takes=MergeIn(),
    gives=MergedOut(),
    status=201,
    idempotent=True,
)
def merge_people(unit: Unit, data: dict[str, Any], person_id: UUID) -> Merge:
    """The other record is this one from now on: whatever hangs on it is found here. It can be undone."""
    return service.merge_people(unit.session, actor=unit.actor, person_id=person_id, **data)
