"""Verbs. The first ones serve the intake, which writes the trail for its whole change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, validate
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.audit.queries import trail_of_person
from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import Access, ContactPoint, Person, Relationship, Restriction
from intake.callers.rules import name_keys
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.permissions import Permission, may, require
from intake.foundation.phone import to_e164
from intake.organisation.queries import threshold
from intake.organisation.service import raise_alert
from intake.storage.answers import Told
from intake.storage.encrypted import new_data_key, ring_of
from intake.storage.erasure import erase
from intake.storage.outbox import record_event
from intake.storage.paging import Page

# Codes, because the trail holds no words about people.
ERASURE_REASONS = ("asked_by_person", "retention_ended", "recorded_in_error")
_NAMES = frozenset({"given_name", "family_name", "preferred_name"})


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


def record_person(session: Session, *, answers: Mapping[str, Any], told: Told) -> Person:
    """A provisional person with a data key of their own."""
    person = Person(
        data_key=new_data_key(session), standing="provisional", recorded_by=told.recorded_by, contact_points=[], answers={}
    )
    _give(person, answers, told)
    _index_names(session, person)
    session.add(person)
    return person


def save_person_answer(session: Session, person: Person, field: str, answer: Any, told: Told) -> int:
    """The answer's new version. Search finds the new name from now on, and no longer the old one."""
    version = person.give_answer(field, answer, told)
    if field in _NAMES:
        _index_names(session, person)
    return version


def add_contact_point(
    session: Session, person: Person, *, kind: str, value: str, answers: Mapping[str, Any], told: Told
) -> ContactPoint:
    """A number or address of `person`. Refuses one that no network could reach."""
    value = contact_value(kind, value)
    point = ContactPoint(data_key=person.data_key, person=person, kind=kind, value_digest=queries.digest(session, kind, value))
    point.value = value
    _give(point, answers, told)
    session.add(point)
    return point


def save_contact_answer(session: Session, contact_point: ContactPoint, field: str, answer: Any, told: Told) -> int:
    """The answer's new version; who last confirmed what is safe there is kept beside it."""
    version = contact_point.give_answer(field, answer, told)
    contact_point.confirmed_at, contact_point.confirmed_by = told.at, told.recorded_by
    return version


def confirm_person(person: Person) -> None:
    """A complete intake names them: search may find them from now on."""
    if person.standing == "provisional":
        person.standing = "confirmed"


def relate(session: Session, person: Person, related: Person, kind: str) -> Relationship:
    """`person` is the `kind` of `related`; said again, the later word counts. Refuses a person related to themself."""
    if person is related:
        raise Invalid.field("/relation", "Somebody is not related to themself. Choose the other person.")
    known = None
    if inspect(person).persistent and inspect(related).persistent:
        known = queries.relationship_between(session, person.id, related.id)
    relationship = known or Relationship(person=person, related_person=related)
    relationship.kind = kind
    session.add(relationship)
    return relationship


def open_person(session: Session, *, actor: Actor, person_id: UUID) -> Person:
    """The person's record, with a row in the trail. NotFound also for a draft of another team."""
    require(actor, Permission.PEOPLE_READ)
    person = queries.person(session, actor, person_id)
    if person is None:
        raise NotFound
    record(session, actor, "callers.open_person", person, person_id=person.id)
    return person


def restrict_person(session: Session, *, actor: Actor, person_id: UUID, because: str, named: Sequence[UUID]) -> RestrictionFile:
    """The record is there only for those named, from now on; said again, the later list counts.

    Refuses a person whom the actor may not see, and somebody named who reads no people's records.
    """
    require(actor, Permission.PEOPLE_RESTRICT)
    person, chosen = _seen(session, actor, person_id), sorted(set(named))
    if missing := [str(one) for one in chosen if one not in queries.readers(session, chosen)]:
        raise Invalid.field("/named", f"{len(missing)} of those named cannot read people's records.")
    _lift(session, actor, person)
    restriction = Restriction(person_id=person.id, because=because, set_by=actor.id)
    session.add(restriction)
    session.flush()
    session.add_all([Access(restriction_id=restriction.id, account_id=one, data_key=person.data_key) for one in chosen])
    session.flush()
    record(
        session, actor, "callers.restrict_person", person, person_id=person.id, because=because, named=[str(n) for n in chosen]
    )
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
    restriction = queries.standing_restriction(session, person_id)
    if restriction is None or queries.person(session, actor, person_id) is not None:
        raise Conflict("This record is open to you without a reason.")
    ends_at = now() + timedelta(minutes=threshold(session, "break_glass_minutes"))
    access = Access(restriction_id=restriction.id, account_id=actor.id, data_key=person.data_key, ends_at=ends_at)
    access.reason = reason
    session.add(access)
    session.flush()
    record(session, actor, "callers.break_glass", access, person_id=person.id, ends_at=ends_at.isoformat())
    raise_alert(session, actor=actor, kind="glass_broken", row=access, person_id=str(person.id))
    record_event(session, event("callers.glass_broken", access_id=access.id, person_id=person.id))
    return OpenedGlass(person.id, ends_at)


def open_trail(
    session: Session, *, actor: Actor, person_id: UUID, cursor: str | None = None, limit: int = 50
) -> Page[AuditEntry]:
    """Who opened or changed a person's record, the latest first. Reading it is an opening too.

    An auditor reads every trail and nothing else; NotFound for all others when they may not see the person.
    """
    require(actor, Permission.TRAILS_READ)
    if may(actor, Permission.PEOPLE_READ):
        open_person(session, actor=actor, person_id=person_id)
    elif session.get(Person, person_id) is None:
        raise NotFound
    else:
        record(session, actor, "callers.open_trail", person_id=person_id)
    return trail_of_person(session, person_id, cursor=cursor, limit=limit)


def _seen(session: Session, actor: Actor, person_id: UUID) -> Person:
    person = queries.person(session, actor, person_id)
    if person is None:
        raise NotFound
    return person


def _lift(session: Session, actor: Actor, person: Person) -> bool:
    standing = queries.standing_restriction(session, person.id)
    if standing is None:
        return False
    standing.lifted_at, standing.lifted_by = now(), actor.id
    session.flush()
    return True


def erase_person(session: Session, *, actor: Actor, person_id: UUID, reason: str) -> int:
    """How many data keys were destroyed. Rows and trail stay, without who it was; backups keep the keys until they expire.

    Refuses without one of the reasons, and for somebody who is erased already.
    """
    require(actor, Permission.PEOPLE_ERASE)
    if reason not in ERASURE_REASONS:
        raise Invalid.field("/reason", f"Say one of: {', '.join(ERASURE_REASONS)}.")
    person = session.get(Person, person_id, with_for_update={"of": Person})
    if person is None or person.data_key.wrapped is None:
        raise NotFound
    keys = erase(session, person_id=person.id, data_key_id=person.data_key_id)
    record(session, actor, "callers.erase_person", person, person_id=person.id, reason=reason, data_keys=keys)
    return keys


def search_people(
    session: Session, *, actor: Actor, name: str | None = None, phone: str | None = None, limit: int = 50
) -> list[queries.PersonShort]:
    """People by name (confirmed ones) or by number (drafts included), with a row in the trail of whom it showed."""
    require(actor, Permission.PEOPLE_READ)
    if name is not None:
        found = queries.people_by_name(session, actor, name, limit)
    else:
        found = queries.people_by_number(session, actor, to_e164(phone or ""), limit)
    shown = [str(person.id) for person in found]
    record(session, actor, "callers.search_people", by="phone" if name is None else "name", people=shown)
    return found


def contact_value(kind: str, value: str) -> str:
    """The number as E.164, or the address in lower case. Refuses what is neither."""
    if kind == "phone":
        return to_e164(value, pointer="/value")
    try:
        return str(validate.Email()(value.strip().lower()))
    except ValidationError:
        raise Invalid.field("/value", "Not an e-mail address. Check it with the person.") from None


def _give(row: Person | ContactPoint, answers: Mapping[str, Any], told: Told) -> None:
    for field, answer in answers.items():
        if answer is not Missing.NOT_ASKED:
            row.give_answer(field, answer, told)


def _index_names(session: Session, person: Person) -> None:
    keys = name_keys(given=(person.given_name, person.preferred_name), family=(person.family_name,))
    person.name_tokens = sorted(queries.tokens(ring_of(session), keys))
