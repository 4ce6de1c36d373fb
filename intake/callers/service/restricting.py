"""Records that are there only for those named, and breaking the glass."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import Access, Person, Restriction
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.organisation.queries import threshold
from intake.organisation.service import raise_alert
from intake.storage.outbox import record_event


@dataclass(frozen=True, slots=True)
class RestrictionFile:
    """A restriction and who is named in it."""

    person_id: UUID
    because: str
    named: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class OpenedGlass:
    """Until when a restricted record is open to somebody who said why."""

    person_id: UUID
    ends_at: datetime


def restrict_person(session: Session, *, actor: Actor, person_id: UUID, because: str, named: Sequence[UUID]) -> RestrictionFile:
    """The record is there only for those named, from now on; said again, the later list counts.

    Refuses a person whom the actor may not see, and somebody named who reads no people's records.
    """
    require(actor, Permission.PEOPLE_RESTRICT)
    person, chosen = _seen(session, actor, person_id), sorted(set(named))
    if missing := [str(one) for one in chosen if one not in queries.readers(session, chosen)]:
        raise Invalid.field("/named", Words("%(count)s of those named cannot read people's records.", count=len(missing)))
    _lift(session, actor, person)
    # Each record of the person has its own, so that what hangs on any of them is hidden, and stays so when a merge is undone.
    rows = [Restriction(person_id=one, because=because, set_by=actor.id) for one in queries.record_ids(session, person.id)]
    session.add_all(rows)
    session.flush()
    pairs = [(row, one) for row in rows for one in chosen]
    session.add_all([Access(restriction_id=row.id, account_id=one, data_key=person.data_key) for row, one in pairs])
    session.flush()
    record(
        session, actor, "callers.restrict_person", person, person_id=person.id, because=because, named=[str(n) for n in chosen]
    )
    record_event(session, event("callers.restricted", person_id=person.id))
    return RestrictionFile(person.id, because, chosen)


def lift_restriction(session: Session, *, actor: Actor, person_id: UUID) -> None:
    """The record is there for everybody again as any other. Refuses one that is not restricted."""
    require(actor, Permission.PEOPLE_RESTRICT)
    person = _seen(session, actor, person_id)
    if not _lift(session, actor, person):
        raise Conflict("This record is not restricted.")
    record(session, actor, "callers.lift_restriction", person, person_id=person.id)


def break_glass(session: Session, *, actor: Actor, person_id: UUID, reason: str) -> OpenedGlass:
    """A restricted record is open to the actor for a time. Supervisors are told at once, and the reason is kept sealed.

    Refuses a record that is not restricted or open to the actor anyway. Opens nothing that their team would not see.
    """
    require(actor, Permission.GLASS_BREAK)
    person = queries.person_behind_glass(session, actor, person_id)
    if person is None:
        raise NotFound
    restricted = queries.standing_restriction(session, person.id) is not None
    if not restricted or queries.person(session, actor, person_id) is not None:
        raise Conflict("This record is open to you without a reason.")
    ends_at = now() + timedelta(minutes=threshold(session, "break_glass_minutes"))
    accesses = []
    for one in queries.record_ids(session, person.id):
        standing = queries.standing_restriction(session, one)
        if standing is not None:
            access = Access(restriction_id=standing.id, account_id=actor.id, data_key=person.data_key, ends_at=ends_at)
            access.reason = reason
            accesses.append(access)
    session.add_all(accesses)
    session.flush()
    access = accesses[0]
    record(session, actor, "callers.break_glass", access, person_id=person.id, ends_at=ends_at.isoformat())
    raise_alert(session, actor=actor, kind="glass_broken", row=access, person_id=str(person.id))
    record_event(session, event("callers.glass_broken", access_id=access.id, person_id=person.id))
    return OpenedGlass(person.id, ends_at)


def _seen(session: Session, actor: Actor, person_id: UUID) -> Person:
    """Locked, so that a merge, an undoing or another restriction comes before or after: no record of theirs is left open."""
    person = queries.person(session, actor, person_id, lock=True)
    if person is None:
        raise NotFound
    return person


def _lift(session: Session, actor: Actor, person: Person) -> bool:
    found = [queries.standing_restriction(session, one) for one in queries.record_ids(session, person.id)]
    standing = [one for one in found if one is not None]
    for one in standing:
        one.lifted_at, one.lifted_by = now(), actor.id
    session.flush()
    return bool(standing)


def restrict_alike(session: Session, own: Person, known: Person) -> None:
    """A record that comes to a restricted person is there for the same people, for as long."""
    standing = queries.standing_restriction(session, known.id)
    if standing is None:
        return
    # Later than theirs, by which `lift_alike` knows it again.
    row = Restriction(person_id=own.id, because=standing.because, set_by=standing.set_by, created_at=now())
    session.add(row)
    session.flush()
    for one in session.scalars(select(Access).where(Access.restriction_id == standing.id)):
        access = Access(restriction_id=row.id, account_id=one.account_id, data_key=one.data_key, ends_at=one.ends_at)
        access.reason = one.reason
        session.add(access)


def lift_alike(session: Session, own: Person, known: Person) -> None:
    """The record goes from that person, and is open as it was: not one that was restricted together with theirs."""
    standing, theirs = (queries.standing_restriction(session, one.id) for one in (own, known))
    if standing is not None and (theirs is None or theirs.created_at < standing.created_at):
        standing.lifted_at = now()
