"""Verbs."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from intake.attachments import queries
from intake.attachments.models import Attachment
from intake.attachments.rules import bounds, check_content
from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.service import open_person
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.storage.encrypted import reseal, ring_of
from intake.storage.outbox import record_event


@dataclass(frozen=True, slots=True)
class Folder:
    """A person and the files about them."""

    person: Person
    items: Sequence[Attachment]


def keep_file(
    session: Session, *, actor: Actor, person_id: UUID, kind: str, content: bytes, label: str | None = None
) -> Attachment:
    """Keep a file about a person. The same one sent again is kept once.

    Refuses a kind that belongs to a record of another room, and what `rules.check_content` refuses.
    """
    require(actor, Permission.ATTACHMENTS_EDIT)
    if bounds().kinds[kind].bound:
        raise Invalid.field("/kind", "This kind of file is added where its record is: on the consent itself.")
    person = open_person(session, actor=actor, person_id=person_id)
    return keep_for(session, actor=actor, person=person, kind=kind, content=content, label=label)


def keep_for(
    session: Session, *, actor: Actor, person: Person, kind: str, content: bytes, label: str | None = None
) -> Attachment:
    """The same for a verb of a room above, which has opened the person and checked who may."""
    media_type = check_content(content)
    # Held, so that two of them at once are counted and compared.
    session.refresh(person, with_for_update={"of": Person}, attribute_names=["id"])
    digest = _digest(session, person, kind, content)
    if known := queries.kept_before(session, digest):
        return known
    if queries.count_of(session, person.id) >= bounds().most_files:
        raise Conflict(
            Words(
                "There are %(most_files)s files about this person. Remove what is not needed first.",
                most_files=bounds().most_files,
            )
        )
    row = Attachment(
        data_key=person.data_key,
        person_id=person.id,
        kind=kind,
        media_type=media_type,
        size_bytes=len(content),
        content_digest=digest,
        created_by=actor.id,
    )
    row.label, row.content = label, content
    session.add(row)
    session.flush()
    record(session, actor, "attachments.keep", row, person_id=person.id, kind=kind, bytes=len(content))
    record_event(session, event("attachments.kept", attachment_id=row.id, person_id=person.id))
    return row


def move_file(session: Session, attachment_id: UUID, person: Person) -> None:
    """It turned out to be about another person; for a verb of a room above. A removed one stays where it was."""
    row = queries.attachment(session, attachment_id, lock=True, with_content=True)
    if row is None or row.content is None:
        return
    digest = _digest(session, person, row.kind, row.content)
    reseal(row, person.data_key)
    row.person_id, row.content_digest = person.id, digest


def open_file(session: Session, *, actor: Actor, attachment_id: UUID) -> Attachment:
    """The file with its content; each opening stands in the trail. NotFound also for what was removed."""
    require(actor, Permission.ATTACHMENTS_READ)
    row = queries.attachment(session, attachment_id, with_content=True)
    if row is None or row.removed_at is not None:
        raise NotFound
    open_person(session, actor=actor, person_id=row.person_id)
    record(session, actor, "attachments.open", row, person_id=row.person_id, kind=row.kind)
    return row


def _digest(session: Session, person: Person, kind: str, content: bytes) -> bytes:
    return ring_of(session).digest("attachment", f"{person.id}:{kind}:{hashlib.sha256(content).hexdigest()}")


def open_folder(session: Session, *, actor: Actor, person_id: UUID) -> Folder:
    """A person and what is kept about them, without the content."""
    require(actor, Permission.ATTACHMENTS_READ)
    person = open_person(session, actor=actor, person_id=person_id)
    return Folder(person, queries.attachments_of(session, person.id))


def remove_file(session: Session, *, actor: Actor, attachment_id: UUID, because: str) -> Attachment:
    """Its content is gone for good; that it was there stays. Refuses a file that belongs to a record of another room."""
    require(actor, Permission.ATTACHMENTS_EDIT)
    row = queries.attachment(session, attachment_id, lock=True)
    if row is None or row.removed_at is not None:
        raise NotFound
    open_person(session, actor=actor, person_id=row.person_id)
    if bounds().kinds[row.kind].bound:
        raise Conflict("This file belongs to a consent and stays with it.")
    return let_go(session, actor=actor, row=row, because=because)


def let_go(session: Session, *, actor: Actor, row: Attachment, because: str) -> Attachment:
    """The same for a verb of a room above, which holds the row and has checked who may."""
    row.label = row.content = None
    row.removed_at, row.removed_by, row.removed_because = now(), actor.id, because
    session.flush()
    record(session, actor, "attachments.remove", row, person_id=row.person_id, kind=row.kind, because=because)
    record_event(session, event("attachments.removed", attachment_id=row.id, person_id=row.person_id))
    return row
