"""Flags: what whoever takes the next call must see, until it fades or somebody lifts it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import Flag, Person
from intake.callers.rules import flag_kinds, usual_end
from intake.callers.service.opening import person_to_change
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Invalid, NotFound
from intake.foundation.permissions import Permission
from intake.foundation.words import Words


def flag_person(
    session: Session, *, actor: Actor, person_id: UUID, kind: str, note: str | None = None, ends_at: datetime | None = None
) -> Flag:
    """Set a flag; without an end it stands as long as is usual for its kind. Said again, the later word counts.

    Refuses an end that has passed; NotFound for a person whom the actor may not see; Gone for somebody who is erased.
    """
    person = _person(session, actor, person_id)
    if kind not in flag_kinds():
        raise Invalid.field("/kind", Words("Say one of: %(choices)s.", choices=", ".join(flag_kinds())))
    if ends_at is not None and ends_at <= now():
        raise Invalid.field("/ends_at", "This time has passed. Choose one that is still to come.")
    _lift(session, actor, person, kind)
    flag = Flag(
        person_id=person.id, data_key=person.data_key, kind=kind, set_by=actor.id, ends_at=ends_at or usual_end(kind, now())
    )
    flag.note = note
    session.add(flag)
    session.flush()
    ends: Any = flag.ends_at.isoformat() if flag.ends_at else None
    record(session, actor, "callers.flag_person", flag, person_id=person.id, kind=kind, ends_at=ends)
    return flag


def lift_flag(session: Session, *, actor: Actor, person_id: UUID, kind: str) -> None:
    """The flag counts no longer; that it stood is kept. Refuses a flag that is not set."""
    person = _person(session, actor, person_id)
    lifted = _lift(session, actor, person, kind)
    if not lifted:
        raise NotFound("There is no such flag on this record.")
    record(session, actor, "callers.lift_flag", lifted[0], person_id=person.id, kind=kind)


def _lift(session: Session, actor: Actor, person: Person, kind: str) -> list[Flag]:
    flags = queries.flags_set(session, person.id, kind)
    for flag in flags:
        flag.lifted_at, flag.lifted_by = now(), actor.id
    session.flush()
    return flags


def _person(session: Session, actor: Actor, person_id: UUID) -> Person:
    """Locked, so that two people who set the same flag come one after the other."""
    return person_to_change(session, actor=actor, person_id=person_id, permission=Permission.PEOPLE_EDIT, lock=True)
