"""Reading a person's record or trail, and searching: each leaves a row in the trail."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.audit.queries import trail_of_person
from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import Person
from intake.foundation.actor import Actor
from intake.foundation.errors import Gone, NotFound
from intake.foundation.permissions import Permission, may, require
from intake.foundation.phone import to_e164
from intake.storage.paging import Page


def open_person(session: Session, *, actor: Actor, person_id: UUID, lock: bool = False) -> Person:
    """The person's record, with a row in the trail: the one that stays, where theirs was merged into another.

    `lock`: held until the transaction ends.

    NotFound also for a draft of another team; Gone for who was erased.
    """
    person = open_remains(session, actor=actor, person_id=person_id, lock=lock)
    if person.is_erased:
        raise Gone
    return person


def open_remains(session: Session, *, actor: Actor, person_id: UUID, lock: bool = False) -> Person:
    """The same for who was erased, too: of them only that they were there."""
    require(actor, Permission.PEOPLE_READ)
    person = queries.person(session, actor, person_id, lock=lock)
    if person is None:
        raise NotFound
    record(session, actor, "callers.open_person", person, person_id=person.id)
    return person


def person_to_change(session: Session, *, actor: Actor, person_id: UUID, permission: Permission, lock: bool = False) -> Person:
    """The person, for a verb that changes something about them; `lock`: held until the transaction ends.

    NotFound for whom the actor may not see; Gone for who was erased.
    """
    require(actor, permission)
    person = queries.person(session, actor, person_id, lock=lock)
    if person is None:
        raise NotFound
    if person.is_erased:
        raise Gone
    return person


def open_trail(
    session: Session, *, actor: Actor, person_id: UUID, cursor: str | None = None, limit: int = 50
) -> Page[AuditEntry]:
    """Who opened or changed a person's record, the latest first. Reading it is an opening too.

    An auditor reads every trail and nothing else; NotFound for all others when they may not see the person.
    """
    require(actor, Permission.TRAILS_READ)
    if may(actor, Permission.PEOPLE_READ):
        open_remains(session, actor=actor, person_id=person_id)
    elif session.get(Person, person_id) is None:
        raise NotFound
    else:
        record(session, actor, "callers.open_trail", person_id=person_id)
    return trail_of_person(session, queries.record_ids(session, person_id), cursor=cursor, limit=limit)


def propose_duplicates(
    session: Session, *, actor: Actor, told: queries.PersonTold, leave_out: Collection[UUID] = ()
) -> list[queries.Duplicate]:
    """Who may be the one who is told of, with the reasons; the trail has whom it showed."""
    require(actor, Permission.PEOPLE_READ)
    found = queries.duplicates_of(session, actor, told, leave_out=leave_out)
    if found:
        shown = [str(one.person.id) for one in found]
        record(session, actor, "callers.propose_duplicates", people=shown)
    return found


def search_people(
    session: Session,
    *,
    actor: Actor,
    name: str | None = None,
    phone: str | None = None,
    born: int | None = None,
    limit: int = 50,
) -> list[queries.PersonShort]:
    """People by name (confirmed ones; not those `born` in another year) or by number (drafts included).

    The trail has whom it showed.
    """
    require(actor, Permission.PEOPLE_READ)
    if name is not None:
        found = queries.people_by_name(session, actor, name, limit, born)
    else:
        found = queries.people_by_number(session, actor, to_e164(phone or ""), limit)
    shown = [str(person.id) for person in found]
    record(session, actor, "callers.search_people", by="phone" if name is None else "name", people=shown)
    return found
