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
from intake.foundation.words import Words
from intake.storage.erasure import erase

# Codes, because the trail holds no words about people.
ERASURE_REASONS = ("asked_by_person", "retention_ended", "recorded_in_error")


def erase_person(session: Session, *, actor: Actor, person_id: UUID, reason: str) -> int:
    """How many data keys were destroyed. Rows and trail stay, without who it was; backups keep the keys until they expire.

    Refuses without one of the reasons, and under a legal hold; Gone for somebody who is erased already.
    """
    require(actor, Permission.PEOPLE_ERASE)
    if reason not in ERASURE_REASONS:
        raise Invalid.field("/reason", Words("Say one of: %(choices)s.", choices=", ".join(ERASURE_REASONS)))
    # Every record of the person, in one order, so that no merge or hold comes in between.
    wanted = select(Person).where(Person.id.in_(queries.same_person(person_id))).order_by(Person.id)
    records = session.scalars(wanted.with_for_update(of=Person).execution_options(populate_existing=True)).all()
    if not records:
        raise NotFound
    if all(one.is_erased for one in records):
        raise Gone
    if queries.held_among(session, [one.id for one in records]):
        raise Conflict("A legal hold stands on this record: it must be kept. Whoever placed the hold can say until when.")
    return _erase(session, actor, [one for one in records if not one.is_erased], reason)


def erase_if_free(session: Session, *, actor: Actor, person_ids: Collection[UUID], reason: str) -> list[UUID]:
    """Those of many people who were erased, each with every record of theirs: whom a hold keeps, somebody else works on or
    who is gone already is left out.
    """
    require(actor, Permission.PEOPLE_ERASE)
    stays = queries.survivors(session, person_ids)
    wanted = select(Person).where(Person.id.in_(stays)).order_by(Person.id)
    locked = session.scalars(wanted.with_for_update(of=Person, skip_locked=True).execution_options(populate_existing=True)).all()
    # A hold takes the same lock, so one that came in a moment ago is seen by now.
    kept = queries.held_among(session, [one.id for one in locked]) | (set(stays) - {one.id for one in locked})
    # Whoever was merged meanwhile is looked at again the next time.
    kept |= {one.id for one in locked if stays[one.id] != (one.merged_into_id or one.id)}
    kept_people = {stays[one] for one in kept}
    people = [one for one in locked if not one.is_erased and stays[one.id] not in kept_people]
    if people:
        _erase(session, actor, people, reason)
    return [one.id for one in people]


def _erase(session: Session, actor: Actor, people: Sequence[Person], reason: str) -> int:
    keys = erase(session, {person.id: person.data_key_id for person in people})
    for person in people:
        record(session, actor, "callers.erase_person", person, person_id=person.id, reason=reason)
    return keys
