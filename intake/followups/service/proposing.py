"""A follow-up for every intake that was completed, so that somebody asks how it went."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.callers.queries import contact_points_of, must_not_contact, still_there
from intake.followups import queries
from intake.followups.models import Task
from intake.followups.service.assigning import entrust
from intake.followups.service.promising import Promise, promise_task
from intake.foundation.actor import Actor
from intake.foundation.events import event
from intake.intakes.models import Intake
from intake.storage.outbox import record_event


def propose_task(session: Session, *, actor: Actor, intake_id: UUID) -> Task | None:
    """One follow-up for an intake that was completed.

    None while somebody means to do something for it already, when nobody may be contacted, and for a call that was for
    information only.
    """
    intake = session.scalars(select(Intake).where(Intake.id == intake_id).with_for_update(of=Intake)).one()
    if queries.has_task(session, intake_id) or intake.answer("for_whom") == "information":
        return None
    person = _whom_to_reach(session, intake)
    if person is None:
        return None
    task = promise_task(
        session, actor=actor, intake=intake, person=person, kind="follow_up_call", promise=Promise(), origin="proposed"
    )
    entrust(session, task, intake.owner_id)
    record_event(session, event("followups.proposed", task_id=task.id, intake_id=intake_id))
    return task


def _whom_to_reach(session: Session, intake: Intake) -> Person | None:
    """The caller, unless only the person in need has said that they may be called; nobody erased or not to be contacted."""
    both = dict.fromkeys((intake.caller, intake.subject))
    there = [person.id for person in sorted(both, key=lambda one: one.id) if still_there(session, person)]
    people = [person for person in both if person.id in there and not must_not_contact(session, person.id)]
    called = (person for person in people if any(point.may_call for point in contact_points_of(session, person.id)))
    return next(called, people[0] if people else None)
