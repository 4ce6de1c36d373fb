"""Whose a task is: somebody's who can do it and sees whom it is about, or everybody's."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.followups import queries
from intake.followups.models import Task
from intake.followups.service.tasks import changed, take
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.permissions import Permission, require


def assign_task(session: Session, *, actor: Actor, task_id: UUID, version: int, assignee_id: UUID | None) -> Task:
    """Take it, hand it over, or give it back to everybody (None).

    Refuses an account that cannot work on tasks or may not see whom it is about; a counselor hands over only what is theirs or
    nobody's.
    """
    task = take(session, actor, task_id, version)
    if assignee_id is not None:
        check_assignee(session, assignee_id)
    _assign(session, actor, task, assignee_id)
    check_seen(session, task)
    return task


def give_back_tasks(session: Session, *, actor: Actor) -> int:
    """How many open tasks are everybody's again: whoever had them cannot do them or does not see them any more."""
    require(actor, Permission.TASKS_WORK)
    found = queries.held_in_vain(session)
    for task in found:
        _assign(session, actor, task, None)
    return len(found)


def entrust(session: Session, task: Task, account_id: UUID | None) -> None:
    """A task that the desk made is theirs, if they can do it and see whom it is about; else everybody's."""
    task.assignee_id = account_id
    session.flush()
    if queries.is_held_in_vain(session, task.id):
        task.assignee_id = None
        session.flush()


def check_assignee(session: Session, account_id: UUID) -> None:
    if not queries.can_work(session, account_id):
        raise Invalid.field("/assignee_id", "Nobody who works on tasks has this id.")


def check_seen(session: Session, task: Task) -> None:
    """It would be in nobody's list: not in theirs, and not among those that nobody has taken."""
    if queries.is_held_in_vain(session, task.id):
        raise Conflict("They may not see somebody whom this task is about, or only for a short time. Nothing was changed.")


def _assign(session: Session, actor: Actor, task: Task, assignee_id: UUID | None) -> None:
    task.assignee_id = assignee_id
    changed(session, actor, task, "assign_task", assignee_id=str(assignee_id) if assignee_id else None)
