"""A promise that another desk made comes to this one: for a verb of a room above, which has found its people."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.followups.models import Task
from intake.intakes.models import Intake

_KEPT = ("kind", "state", "due_at", "time_zone", "outcome", "finished_at")


def bring_task(
    session: Session, *, person: Person, intake: Intake | None, assignee_id: UUID | None, told: Mapping[str, Any]
) -> Task:
    """The task as it stands there; nothing is proposed or alarmed."""
    task = Task(
        origin="staff",
        intake_id=intake.id if intake else None,
        person_id=person.id,
        data_key=person.data_key,
        assignee_id=assignee_id,
        attempts=[],
        **{name: told[name] for name in _KEPT if name in told},
    )
    session.add(task)
    task.note = told.get("note")
    return task
