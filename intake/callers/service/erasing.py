"""Erasing a person."""

from uuid import UUID

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
    keys = erase(session, person_id=person.id, data_key_id=person.data_key_id)
    record(session, actor, "callers.erase_person", person, person_id=person.id, reason=reason, data_keys=keys)
    return keys
