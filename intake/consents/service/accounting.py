"""The accounting of disclosures: who received something, until when whoever asks must have it, and that they have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.service import open_person
from intake.consents import queries
from intake.consents.models import AccountingRequest, Disclosure
from intake.consents.rules import law
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.days import years_before
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.organisation.queries import desk_zone, threshold, today
from intake.storage.outbox import record_event

# Nobody notes today that somebody asked longer ago: it is a slip of the keyboard.
_LONGEST_AGO = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Accounting:
    """Who received something about a person, how far back, and until when an answer is owed to who asks today."""

    kind: str
    title: str
    since: datetime
    due_on: date
    items: Sequence[Disclosure]


def open_accounting(session: Session, *, actor: Actor, person_id: UUID, kind: str) -> Accounting:
    """Everything of this kind, the latest first."""
    require(actor, Permission.DISCLOSURES_RECORD)
    person = open_person(session, actor=actor, person_id=person_id)
    told = law().accounting[kind]
    # From the first hour of that day at the desk.
    first = years_before(today(session), told.years)
    since = datetime.combine(first, time.min, desk_zone(session))
    items = queries.disclosures_of(session, person.id, since=since, only_consented=told.only_consented)
    record(session, actor, "consents.account", person, person_id=person.id, kind=kind, count=len(items))
    return Accounting(kind, told.title, since, _due_on(session, kind, today(session)), items)


def open_accounting_requests(session: Session, *, actor: Actor, person_id: UUID) -> list[AccountingRequest]:
    """What the person has asked for, the latest first."""
    require(actor, Permission.DISCLOSURES_RECORD)
    return queries.accounting_requests_of(session, open_person(session, actor=actor, person_id=person_id).id)


def open_accounting_request(session: Session, *, actor: Actor, accounting_id: UUID, lock: bool = False) -> AccountingRequest:
    """One request; that the person's record was opened stays in the trail."""
    require(actor, Permission.DISCLOSURES_RECORD)
    asked = queries.accounting_request(session, accounting_id, lock=lock)
    if asked is None:
        raise NotFound
    open_person(session, actor=actor, person_id=asked.subject_id)
    return asked


def ask_accounting(
    session: Session, *, actor: Actor, person_id: UUID, kind: str, asked_on: date | None = None
) -> AccountingRequest:
    """The person asked for it; the answer is due as the desk has set for this kind.

    Refuses a day that is still to come or long past, and a second request of a kind that is not answered yet.
    """
    require(actor, Permission.DISCLOSURES_RECORD)
    person = open_person(session, actor=actor, person_id=person_id)
    day = asked_on or today(session)
    if not today(session) - _LONGEST_AGO <= day <= today(session):
        raise Invalid.field("/asked_on", "Say on which day they asked: today, or a day within the last year.")
    due_on = _due_on(session, kind, day)
    asked = _ask_once(session, subject_id=person.id, kind=kind, asked_on=day, due_on=due_on, created_by=actor.id)
    record(session, actor, "consents.ask_accounting", asked, person_id=person.id, kind=kind, due_on=due_on.isoformat())
    record_event(session, event("consents.accounting_asked", accounting_id=asked.id, person_id=person.id))
    return asked


def answer_accounting(session: Session, *, actor: Actor, accounting_id: UUID, way: str) -> AccountingRequest:
    """The person has it, and this is how. Refuses what is answered already."""
    asked = open_accounting_request(session, actor=actor, accounting_id=accounting_id, lock=True)
    if asked.answered_at is not None:
        raise Conflict("This request is answered already.")
    asked.answered_at, asked.answered_by, asked.way = now(), actor.id, way
    session.flush()
    record(session, actor, "consents.answer_accounting", asked, person_id=asked.subject_id, way=way)
    record_event(session, event("consents.accounting_answered", accounting_id=asked.id, person_id=asked.subject_id))
    return asked


def _due_on(session: Session, kind: str, asked_on: date) -> date:
    return asked_on + timedelta(days=threshold(session, law().accounting[kind].threshold))


def _ask_once(session: Session, **values: Any) -> AccountingRequest:
    """Refuses it while an open one of its kind stands, also one that somebody else wrote a moment earlier."""
    insertion = insert(AccountingRequest).values(id=new_id(), **values)
    only_once = insertion.on_conflict_do_nothing(
        index_elements=["subject_id", "kind"], index_where=AccountingRequest.answered_at.is_(None)
    )
    written = session.scalars(only_once.returning(AccountingRequest)).one_or_none()
    if written is None:
        raise Conflict("They asked for this before, and are not answered yet. Answer that request.")
    return written
