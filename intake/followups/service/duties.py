"""What the law asks of the desk, as tasks: they end when it is noted, in the room that owns it, what was done."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.queries import still_there
from intake.consents import queries as consents
from intake.consents.models import AccountingRequest
from intake.followups import queries
from intake.followups.models import Task
from intake.followups.rules import load_words, remind_on
from intake.followups.service.assigning import entrust
from intake.followups.service.promising import Promise, promise_task
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.events import event
from intake.organisation.queries import desk_zone, threshold
from intake.storage.outbox import record_event

DUTY = "duty"


def promise_to_tell(session: Session, *, actor: Actor, consent_id: UUID) -> list[Task]:
    """A consent was taken back: one task for each recipient who has not heard of it and for whom there is none yet.

    None about somebody who was erased, whose open tasks end too.
    """
    made = [
        _duty(session, actor, "tell_recipient", notice.disclosure.subject_id, notice.created_by, notice_id=notice.id)
        for notice in consents.notices_to_tell(session, consent_id)
        if queries.duty(session, notice_id=notice.id) is None
    ]
    return [task for task in made if task is not None]


def promise_accounting(session: Session, *, actor: Actor, accounting_id: UUID) -> Task | None:
    """Somebody asked for their disclosures: one task, due in good time. None when they were answered or erased meanwhile."""
    request = consents.accounting_request(session, accounting_id, lock=True)
    if request is None or request.answered_at or queries.duty(session, accounting_id=accounting_id):
        return None
    due = Promise(_in_good_time(session, request))
    return _duty(session, actor, "answer_accounting", request.subject_id, request.created_by, due, accounting_id=accounting_id)


def end_duty(session: Session, *, actor: Actor, outcome: str, **about: UUID) -> Task | None:
    """It is noted how they were told or answered. None when the task has ended already."""
    task = queries.duty(session, **about)
    if task is None or task.state != "open":
        return None
    task.state, task.outcome, task.finished_at, task.version = "done", outcome, now(), task.version + 1
    record(session, actor, "followups.finish_task", task, person_id=task.person_id, state=task.state, outcome=outcome)
    record_event(session, event("followups.finished", task_id=task.id))
    session.flush()
    return task


def _duty(
    session: Session, actor: Actor, kind: str, person_id: UUID, noted_by: UUID | None, due: Promise | None = None, **about: Any
) -> Task | None:
    """Given to whoever noted it, if they work on tasks and see the person."""
    person = session.get_one(Person, person_id)
    if not still_there(session, person):
        return None
    task = promise_task(
        session, actor=actor, intake=None, person=person, kind=kind, promise=due or Promise(), origin=DUTY, **about
    )
    entrust(session, task, noted_by)
    return task


def _in_good_time(session: Session, request: AccountingRequest) -> datetime | None:
    """A morning at the desk, as long before the last day as it has set; at once, as the kind says, when that has passed."""
    day = remind_on(request.asked_on, request.due_on, threshold(session, "accounting_lead_days"))
    opens = datetime.combine(day, load_words().earliest, desk_zone(session)).astimezone(UTC)
    return opens if opens > now() else None
