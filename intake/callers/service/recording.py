"""Writing a person down. These serve the intake, which writes the trail for its whole change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, validate
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import ContactPoint, Person
from intake.callers.service.indexing import index_names
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.errors import Gone, Invalid, NotFound
from intake.foundation.permissions import Permission, require
from intake.foundation.phone import to_e164
from intake.storage.answers import Told
from intake.storage.encrypted import new_data_key

_FOUND_BY = frozenset({"given_name", "family_name", "preferred_name", "birth_date"})


def record_person(session: Session, *, answers: Mapping[str, Any], told: Told) -> Person:
    """A provisional person with a data key of their own."""
    person = Person(
        data_key=new_data_key(session), standing="provisional", recorded_by=told.recorded_by, contact_points=[], answers={}
    )
    _give(person, answers, told)
    index_names(session, person)
    session.add(person)
    return person


def save_person_answer(session: Session, person: Person, field: str, answer: Any, told: Told) -> int:
    """The answer's new version. Search finds the new name from now on, and no longer the old one."""
    version = person.give_answer(field, answer, told)
    if field in _FOUND_BY:
        index_names(session, person)
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


def confirm_contact_point(session: Session, *, actor: Actor, person_id: UUID, point_id: UUID) -> ContactPoint:
    """Somebody has just made sure that the number and what is safe there are still right. NotFound for what is not theirs."""
    require(actor, Permission.PEOPLE_EDIT)
    person = queries.person(session, actor, person_id)
    if person is None:
        raise NotFound
    if person.is_erased:
        raise Gone
    point = queries.contact_point(session, person.id, point_id)
    if point is None:
        raise NotFound
    point.confirmed_at, point.confirmed_by = now(), actor.id
    session.flush()
    record(session, actor, "callers.confirm_contact_point", point, person_id=person.id)
    return point


def confirm_person(person: Person) -> None:
    """A complete intake names them: search may find them from now on."""
    if person.standing == "provisional":
        person.standing = "confirmed"


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
