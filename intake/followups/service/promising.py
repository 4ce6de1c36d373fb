"""What is promised on the phone, and for when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.queries import still_there
from intake.followups.models import Task
from intake.followups.rules import Kind, check_promise, check_promised, default_due, load_words, moment_of
from intake.followups.service.assigning import check_assignee, check_seen
from intake.followups.service.tasks import changed, take
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Gone, Invalid
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.organisation import queries as organisation
from intake.organisation.rules import THRESHOLDS

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
    check_seen(session, task)
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
        check_assignee(session, assignee_id)
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


def move_task(session: Session, *, actor: Actor, task_id: UUID, version: int, promise: Promise) -> Task:
    """Promise another time. Refuses one that has passed, and to move a duty."""
    task = take(session, actor, task_id, version)
    check_promised(task.is_duty)
    zone = promise.time_zone or task.time_zone
    task.due_at, task.time_zone = _due(session, task.kind, promise, ZoneInfo(zone)), zone
    return changed(session, actor, task, "move_task")


def _one_of(intake: Intake, person_id: UUID | None) -> Person:
    """The caller, if not said otherwise."""
    person = next((p for p in (intake.caller, intake.subject) if person_id in (None, p.id)), None)
    if person is None:
        raise Invalid.field("/person_id", "Not a person of this intake.")
    return person


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
