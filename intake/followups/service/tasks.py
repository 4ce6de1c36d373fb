"""What was promised is opened, tried, finished or called off."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.queries import contact_points_of, judge_ways
from intake.callers.rules import Reach, Verdict, words_for
from intake.followups import queries
from intake.followups.models import Attempt, Task
from intake.followups.rules import ERASED, check_open, check_promised, load_words
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.storage.outbox import record_event


def open_task(session: Session, *, actor: Actor, task_id: UUID) -> Task:
    """The task with its note and attempts; that it was opened stays in the trail."""
    require(actor, Permission.TASKS_READ)
    task = queries.task(session, actor, task_id)
    record(session, actor, "followups.open_task", task, person_id=task.person_id)
    return task


def record_attempt(
    session: Session, *, actor: Actor, task_id: UUID, version: int, contact_point_id: UUID, way: str, outcome: str
) -> Task:
    """Note one try to reach the person.

    Refuses a contact point of somebody else, and a way or hour that the person has not said is safe: it tells why, and
    the next safe time.
    """
    task = take(session, actor, task_id, version)
    check_promised(task.is_duty)
    reach = contact_points_of(session, task.person_id)
    # By the id of any record that tells of it: a page may have been opened before two were merged.
    point = next((each for each in reach if any(one.id == contact_point_id for one in each.told)), None)
    if point is None:
        raise Invalid.field("/contact_point_id", "Not a contact point of this person.")
    verdict = judge_ways(session, task.person_id, [(point, way)])[0]
    if verdict.reason is not None:
        next_safe_at = verdict.next_safe_at.isoformat() if verdict.next_safe_at else None
        raise Conflict(words_for(verdict.reason), extra={"reason": verdict.reason.value, "next_safe_at": next_safe_at})
    session.add(Attempt(task_id=task.id, contact_point_id=contact_point_id, at=now(), way=way, outcome=outcome, by=actor.id))
    return changed(session, actor, task, "record_attempt", way=way, outcome=outcome)


def finish_task(session: Session, *, actor: Actor, task_id: UUID, version: int, outcome: str) -> Task:
    """What was promised is over, and this is what came of it. Refuses a task that is finished, and a duty."""
    return _finish(session, actor, task_id, version, "done", outcome)


def cancel_task(session: Session, *, actor: Actor, task_id: UUID, version: int, reason: str) -> Task:
    """It will not be done, and why. Refuses a task that is finished, and a duty."""
    return _finish(session, actor, task_id, version, "cancelled", reason)


def cancel_tasks_of(session: Session, *, actor: Actor, person_ids: Collection[UUID]) -> int:
    """How many open promises to these people ended, because they were erased and nobody can be reached."""
    require(actor, Permission.PEOPLE_ERASE)
    theirs = select(Task).where(Task.person_id.in_(person_ids), Task.state == "open").order_by(Task.id)
    tasks = session.scalars(theirs.with_for_update(of=Task)).all()
    for task in tasks:
        task.state, task.outcome, task.finished_at = "cancelled", ERASED, now()
        record_event(session, event("followups.finished", task_id=task.id))
        changed(session, actor, task, "finish_task", state=task.state, outcome=ERASED)
    return len(tasks)


def ways_to_reach(session: Session, *, actor: Actor, task_id: UUID) -> list[tuple[Reach, str, Verdict]]:
    """Each contact point and way with what the person's rules say of it now, before anybody dials."""
    require(actor, Permission.TASKS_READ)
    task = queries.task(session, actor, task_id)
    if task.is_duty:
        # A recipient is told, or a letter written: nobody rings the person for it.
        return []
    record(session, actor, "followups.ways_to_reach", task, person_id=task.person_id)
    points = contact_points_of(session, task.person_id)
    ways = [(point, way) for point in points for way in load_words().ways if (way == "email") == (point.kind == "email")]
    return [(*each, verdict) for each, verdict in zip(ways, judge_ways(session, task.person_id, ways), strict=True)]


def take(session: Session, actor: Actor, task_id: UUID, version: int) -> Task:
    """The open task, held until the transaction ends."""
    require(actor, Permission.TASKS_WORK)
    locked = select(Task).where(Task.id == task_id, queries.visible_to(actor)).with_for_update(of=Task)
    task = session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if task is None:
        raise NotFound
    if task.version != version:
        raise PreconditionFailed
    check_open(task.state)
    return task


def changed(session: Session, actor: Actor, task: Task, verb: str, **detail: Any) -> Task:
    task.version += 1
    record(session, actor, f"followups.{verb}", task, person_id=task.person_id, **detail)
    session.flush()
    session.expire(task, ["attempts"])
    return task


def _finish(session: Session, actor: Actor, task_id: UUID, version: int, state: str, outcome: str) -> Task:
    task = take(session, actor, task_id, version)
    check_promised(task.is_duty)
    task.state, task.outcome, task.finished_at = state, outcome, now()
    record_event(session, event("followups.finished", task_id=task.id))
    return changed(session, actor, task, "finish_task", state=state, outcome=outcome)
