"""Erasing a person."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import Person
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict, Gone, Invalid, NotFound
from intake.foundation.permissions import Permission, require
from intake.storage.erasure import erase

# Codes, because the trail holds no words about people.
ERASURE_REASONS = ("asked_by_person", "retention_ended", "recorded_in_error")


def erase_person(session: Session, *, actor: Actor, person_id: UUID, reason: str) -> int:
    """How many data keys were destroyed. Rows and trail stay, without who it was; backups keep the keys until they expire.

    Refuses without one of the reasons, and under a legal hold; Gone for somebody who is erased already.
    """
    require(actor, Permission.PEOPLE_ERASE)
    if reason not in ERASURE_REASONS:
        raise Invalid.field("/reason", f"Say one of: {', '.join(ERASURE_REASONS)}.")
    person = session.get(Person, person_id, with_for_update={"of": Person})
    if person is None:
        raise NotFound
    if person.is_erased:
        raise Gone
    if queries.is_held(session, person.id):
        raise Conflict("A legal hold stands on this record: it must be kept. Whoever placed the hold can say until when.")
    return _erase(session, actor, [person], reason)


def erase_if_free(session: Session, *, actor: Actor, person_ids: Collection[UUID], reason: str) -> list[UUID]:
    """Those of many people who were erased: whom a hold keeps, somebody else works on or who is gone already is left out."""
    require(actor, Permission.PEOPLE_ERASE)
    wanted = select(Person).where(Person.id.in_(person_ids)).order_by(Person.id)
    locked = session.scalars(wanted.with_for_update(of=Person, skip_locked=True).execution_options(populate_existing=True)).all()
    # A hold takes the same lock, so one that came in a moment ago is seen by now.
    held = queries.held_among(session, [one.id for one in locked])
    people = [one for one in locked if not one.is_erased and one.id not in held]
    if people:
        _erase(session, actor, people, reason)
    return [one.id for one in people]


def _erase(session: Session, actor: Actor, people: Sequence[Person], reason: str) -> int:
    keys = erase(session, {person.id: person.data_key_id for person in people})
    for person in people:
        record(session, actor, "callers.erase_person", person, person_id=person.id, reason=reason)
    return keys
