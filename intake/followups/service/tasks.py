"""What is promised on the phone: made, tried, finished, handed over, moved."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.queries import contact_points_of, judge_ways, still_there
from intake.callers.rules import Reach, Verdict, words_for
from intake.followups import queries
from intake.followups.models import Attempt, Task
from intake.followups.rules import (
    ERASED,
    Kind,
    check_open,
    check_promise,
    check_promised,
    default_due,
    load_words,
    moment_of,
)
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Gone, Invalid, NotFound, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.organisation import queries as organisation
from intake.organisation.rules import THRESHOLDS
from intake.storage.outbox import record_event

_UNITS = {"minutes": timedelta(minutes=1), "hours": timedelta(hours=1), "days": timedelta(days=1)}


@dataclass(frozen=True)
class Promise:
    """When: a moment, or what the clock on the wall shows in the zone; neither: the default of the kind."""

    due_at: datetime | None = None
    due_local: datetime | None = None
    time_zone: str | None = None


def create_task(
    session: Session,
    *,
    actor: Actor,
    intake_id: UUID,
    kind: str,
    promise: Promise,
    person_id: UUID | None = None,
    assignee_id: UUID | None = None,
    note: str | None = None,
) -> Task:
    """Promise something to somebody of an intake (the caller, if not said otherwise).

    Refuses a person of another intake, a time that has passed, and an assignee who cannot work on tasks or may not see whom it
    is about; Gone for who was erased.
    """
    require(actor, Permission.TASKS_WORK)
    # Held before the person is: an erasing takes them in this order.
    intake = find_intake(session, actor, intake_id, lock=True)
    if not still_there(session, _one_of(intake, person_id)):
        raise Gone
    task = promise_to_somebody(
        session, actor=actor, intake=intake, kind=kind, promise=promise, person_id=person_id, assignee_id=assignee_id, note=note
    )
    session.flush()
    _check_seen(session, task)
    return task


def promise_to_somebody(
    session: Session,
    *,
    actor: Actor,
    intake: Intake,
    kind: str,
    promise: Promise,
    person_id: UUID | None = None,
    assignee_id: UUID | None = None,
    note: str | None = None,
) -> Task:
    """The same for an intake at hand that was just begun, with the next flush: nobody in it can be restricted or erased yet."""
    person = _one_of(intake, person_id)
    if assignee_id is not None:
        _check_assignee(session, assignee_id)
    task = promise_task(session, actor=actor, intake=intake, person=person, kind=kind, promise=promise, origin="staff")
    task.assignee_id, task.note = assignee_id, note
    return task


def promise_task(
    session: Session,
    *,
    actor: Actor,
    intake: Intake | None,
    person: Person,
    kind: str,
    promise: Promise,
    origin: str,
    **about: Any,
) -> Task:
    """The task itself, for verbs that have checked who may, with the next flush. Refuses a time that has passed."""
    zone = promise.time_zone or person.time_zone or organisation.settings(session).time_zone
    task = Task(
        kind=kind,
        origin=origin,
        intake_id=intake and intake.id,
        person_id=person.id,
        data_key=person.data_key,
        due_at=_due(session, kind, promise, ZoneInfo(zone)),
        time_zone=zone,
        attempts=[],
        **about,
    )
    session.add(task)
    record(session, actor, "followups.create_task", task, person_id=person.id, kind=kind, origin=origin)
    return task


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
    task = _take(session, actor, task_id, version)
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
    return _changed(session, actor, task, "record_attempt", way=way, outcome=outcome)


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
        _changed(session, actor, task, "finish_task", state=task.state, outcome=ERASED)
    return len(tasks)


def assign_task(session: Session, *, actor: Actor, task_id: UUID, version: int, assignee_id: UUID | None) -> Task:
    """Take it, hand it over, or give it back to everybody (None).

    Refuses an account that cannot work on tasks or may not see whom it is about; a counselor hands over only what is theirs or
    nobody's.
    """
    task = _take(session, actor, task_id, version)
    if assignee_id is not None:
        _check_assignee(session, assignee_id)
    _assign(session, actor, task, assignee_id)
    _check_seen(session, task)
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


def move_task(session: Session, *, actor: Actor, task_id: UUID, version: int, promise: Promise) -> Task:
    """Promise another time. Refuses one that has passed, and to move a duty."""
    task = _take(session, actor, task_id, version)
    check_promised(task.is_duty)
    zone = promise.time_zone or task.time_zone
    task.due_at, task.time_zone = _due(session, task.kind, promise, ZoneInfo(zone)), zone
    return _changed(session, actor, task, "move_task")


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


def _take(session: Session, actor: Actor, task_id: UUID, version: int) -> Task:
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


def _finish(session: Session, actor: Actor, task_id: UUID, version: int, state: str, outcome: str) -> Task:
    task = _take(session, actor, task_id, version)
    check_promised(task.is_duty)
    task.state, task.outcome, task.finished_at = state, outcome, now()
    record_event(session, event("followups.finished", task_id=task.id))
    return _changed(session, actor, task, "finish_task", state=state, outcome=outcome)


def _changed(session: Session, actor: Actor, task: Task, verb: str, **detail: Any) -> Task:
    task.version += 1
    record(session, actor, f"followups.{verb}", task, person_id=task.person_id, **detail)
    session.flush()
    session.expire(task, ["attempts"])
    return task


def _assign(session: Session, actor: Actor, task: Task, assignee_id: UUID | None) -> None:
    task.assignee_id = assignee_id
    _changed(session, actor, task, "assign_task", assignee_id=str(assignee_id) if assignee_id else None)


def _one_of(intake: Intake, person_id: UUID | None) -> Person:
    """The caller, if not said otherwise."""
    person = next((p for p in (intake.caller, intake.subject) if person_id in (None, p.id)), None)
    if person is None:
        raise Invalid.field("/person_id", "Not a person of this intake.")
    return person


def _check_assignee(session: Session, account_id: UUID) -> None:
    if not queries.can_work(session, account_id):
        raise Invalid.field("/assignee_id", "Nobody who works on tasks has this id.")


def _check_seen(session: Session, task: Task) -> None:
    """It would be in nobody's list: not in theirs, and not among those that nobody has taken."""
    if queries.is_held_in_vain(session, task.id):
        raise Conflict("They may not see somebody whom this task is about, or only for a short time. Nothing was changed.")


def _due(session: Session, kind: str, promise: Promise, zone: ZoneInfo) -> datetime:
    if promise.due_local is not None:
        due, field = moment_of(promise.due_local, zone), "due_local"
    elif promise.due_at is not None:
        due, field = promise.due_at, "due_at"
    else:
        told = load_words().kinds[kind]
        return default_due(told, _wait(session, told), now(), zone, load_words())
    check_promise(due, now(), field)
    return due


def _wait(session: Session, kind: Kind) -> timedelta:
    if kind.threshold is None:
        return timedelta(minutes=kind.minutes or 0)
    return organisation.threshold(session, kind.threshold) * _UNITS[THRESHOLDS[kind.threshold].unit]
