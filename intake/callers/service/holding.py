"""Legal holds: a record that must be kept, by whom and why, until it is lifted."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import LegalHold, Person
from intake.callers.service.opening import person_to_change
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, NotFound
from intake.foundation.permissions import Permission


def place_hold(session: Session, *, actor: Actor, person_id: UUID, because: str, matter: str) -> LegalHold:
    """From now on nothing erases this record. One person may be held for several matters, each lifted by itself.

    Refuses a person whom the actor may not see; Gone for somebody who is erased.
    """
    person = _held(session, actor, person_id)
    hold = LegalHold(person_id=person.id, data_key=person.data_key, because=because, placed_by=actor.id)
    hold.matter = matter
    session.add(hold)
    session.flush()
    record(session, actor, "callers.place_hold", hold, person_id=person.id, because=because)
    return hold


def lift_hold(session: Session, *, actor: Actor, person_id: UUID, hold_id: UUID) -> LegalHold:
    """This matter no longer asks for the record. Refuses a hold that is lifted already."""
    person = _held(session, actor, person_id)
    hold = queries.hold(session, person.id, hold_id)
    if hold is None:
        raise NotFound
    if hold.lifted_at is not None:
        raise Conflict("This hold was lifted already.")
    hold.lifted_at, hold.lifted_by = now(), actor.id
    session.flush()
    record(session, actor, "callers.lift_hold", hold, person_id=person.id, because=hold.because)
    return hold


def open_holds(session: Session, *, actor: Actor, person_id: UUID) -> list[LegalHold]:
    """Every hold on the record with its matter, the latest first, lifted ones too; the trail says who read them."""
    person = person_to_change(session, actor=actor, person_id=person_id, permission=Permission.PEOPLE_HOLD)
    record(session, actor, "callers.open_holds", person, person_id=person.id)
    return queries.holds_of(session, person.id)


def _held(session: Session, actor: Actor, person_id: UUID) -> Person:
    """The person, locked, so that no erasing comes between looking and holding."""
    return person_to_change(session, actor=actor, person_id=person_id, permission=Permission.PEOPLE_HOLD, lock=True)
