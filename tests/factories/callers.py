"""People and how to reach them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from intake.callers import service
from intake.callers.models import ContactPoint, LegalHold, Merge, Person
from intake.foundation.actor import Actor
from intake.storage.answers import Told
from tests.conftest import Member

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)


def told_by(actor: Actor | None = None) -> Told:
    return Told(informant="caller", recorded_by=actor.id if actor else None, at=AT)


def a_person(
    session: Session,
    given_name: str | None = "Rosa",
    family_name: str | None = "Marin",
    *,
    phone: str | None = None,
    confirmed: bool = True,
    recorder: Actor | None = None,
    **answers: Any,
) -> Person:
    names = {"given_name": given_name, "family_name": family_name}
    given = {field: answer for field, answer in {**names, **answers}.items() if answer is not None}
    person = service.record_person(session, answers=given, told=told_by(recorder))
    if phone is not None:
        a_contact_point(session, person, phone)
    if confirmed:
        service.confirm_person(person)
    session.flush()
    return person


def a_restricted_person(
    session: Session, supervisor: Member, *, named: Sequence[Member], given_name: str = "Vera", **answers: Any
) -> Person:
    """Somebody whose record is there only for those named."""
    person = a_person(session, given_name, **answers)
    ids = [one.actor.id for one in named if one.actor.id]
    service.restrict_person(session, actor=supervisor.actor, person_id=person.id, because="staff", named=ids)
    return person


def a_sponsor(session: Session, member: Member, person: Person, *, phone: str = "+15615550188", **said: Any) -> Person:
    """Ines, a sponsor who stands around a person and takes calls."""
    sponsor = a_person(session, "Ines", "Duarte")
    a_contact_point(session, sponsor, phone, may_call=True)
    service.relate_person(session, actor=member.actor, person_id=person.id, relation="sponsor", other=sponsor.id, **said)
    return sponsor


def a_merge(session: Session, member: Member, stays: Person | None = None) -> Merge:
    """A second record of the person, merged into theirs."""
    stays, other = stays or a_person(session), a_person(session, "Rosie", "Marin", gender="female")
    seen = service.compare_people(session, actor=member.actor, person_id=stays.id, other_id=other.id).seen
    return service.merge_people(session, actor=member.actor, person_id=stays.id, other_id=other.id, seen=seen)


def a_flagged_person(session: Session, member: Member, kind: str = "repeat") -> Person:
    person = a_person(session)
    service.flag_person(session, actor=member.actor, person_id=person.id, kind=kind)
    return person


def a_contact_point(session: Session, person: Person, value: str = "+15615550123", **answers: Any) -> ContactPoint:
    kind = "email" if "@" in value else "phone"
    point = service.add_contact_point(session, person, kind=kind, value=value, answers=answers, told=told_by())
    session.flush()
    return point


def a_hold(session: Session, supervisor: Member, person: Person, because: str = "litigation") -> LegalHold:
    """A legal hold that stands."""
    return service.place_hold(
        session, actor=supervisor.actor, person_id=person.id, because=because, matter="A letter of counsel."
    )
