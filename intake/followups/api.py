"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from intake.followups import queries, service
from intake.followups.models import Task
from intake.followups.schemas import (
    TASK_PAGE,
    AssignIn,
    AttemptIn,
    CancelIn,
    FinishIn,
    MoveIn,
    TaskIn,
    TaskOut,
    TaskQuery,
    WaysOut,
    promise_of,
    way_row,
)
from intake.foundation.clock import now
from intake.foundation.permissions import Permission
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit

api = ApiDoor("followups", __name__, "Follow-up tasks.")
_CHANGES: dict[str, Any] = {"permission": Permission.TASKS_WORK, "gives": TaskOut(), "versioned": True, "if_match": True}


@api.operation("GET", "/tasks", permission=Permission.TASKS_READ, query=TaskQuery(), gives=TASK_PAGE)
def list_tasks(unit: Unit, query: dict[str, Any]) -> Page[Task]:
    """Tasks, the soonest due first: mine, those nobody has taken, the overdue ones I may see, or (supervisors) all."""
    return queries.tasks(unit.session, unit.actor, moment=now(), which=query.pop("list"), **query)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/tasks",
    permission=Permission.TASKS_WORK,
    takes=TaskIn(),
    gives=TaskOut(),
    status=201,
    idempotent=True,
    versioned=True,
)
def create_task(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Task:
    """Promise something to somebody of an intake."""
    return service.create_task(unit.session, actor=unit.actor, intake_id=intake_id, promise=promise_of(data), **data)


@api.operation("GET", "/tasks/<uuid:task_id>", permission=Permission.TASKS_READ, gives=TaskOut(), versioned=True)
def show_task(unit: Unit, task_id: UUID) -> Task:
    """One task with its note and attempts."""
    return service.open_task(unit.session, actor=unit.actor, task_id=task_id)


@api.operation("GET", "/tasks/<uuid:task_id>/ways", permission=Permission.TASKS_READ, gives=WaysOut())
def show_ways(unit: Unit, task_id: UUID) -> dict[str, Any]:
    """How the person may be reached at this moment, and if not, why and when."""
    return {"items": [way_row(*way) for way in service.ways_to_reach(unit.session, actor=unit.actor, task_id=task_id)]}


@api.operation("POST", "/tasks/<uuid:task_id>/attempts", takes=AttemptIn(), status=201, **_CHANGES)
def record_attempt(unit: Unit, data: dict[str, Any], version: int, task_id: UUID) -> Task:
    """Note one try to reach the person. Refused outside their safe-contact rules."""
    return service.record_attempt(unit.session, actor=unit.actor, task_id=task_id, version=version, **data)


@api.operation("POST", "/tasks/<uuid:task_id>/finish", takes=FinishIn(), **_CHANGES)
def finish_task(unit: Unit, data: dict[str, Any], version: int, task_id: UUID) -> Task:
    """Say what came of it."""
    return service.finish_task(unit.session, actor=unit.actor, task_id=task_id, version=version, **data)


@api.operation("POST", "/tasks/<uuid:task_id>/cancel", takes=CancelIn(), **_CHANGES)
def cancel_task(unit: Unit, data: dict[str, Any], version: int, task_id: UUID) -> Task:
    """Say why it will not be done."""
    return service.cancel_task(unit.session, actor=unit.actor, task_id=task_id, version=version, **data)


@api.operation("PUT", "/tasks/<uuid:task_id>/assignee", takes=AssignIn(), **_CHANGES)
def assign_task(unit: Unit, data: dict[str, Any], version: int, task_id: UUID) -> Task:
    """Take it, hand it over, or give it back to everybody."""
    return service.assign_task(unit.session, actor=unit.actor, task_id=task_id, version=version, **data)


@api.operation("PUT", "/tasks/<uuid:task_id>/due", takes=MoveIn(), **_CHANGES)
def move_task(unit: Unit, data: dict[str, Any], version: int, task_id: UUID) -> Task:
    """Promise another time."""
    return service.move_task(unit.session, actor=unit.actor, task_id=task_id, version=version, promise=promise_of(data))
