"""Free notes beside the form."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.intakes.models import Note
from intake.intakes.queries import find_intake, notes_of
from intake.intakes.service.draft import noted


def add_note(session: Session, *, actor: Actor, intake_id: UUID, text: str) -> Note:
    """Jot something down, with its time. Refuses an intake that is closed or abandoned."""
    require(actor, Permission.INTAKES_EDIT)
    # Held, so that nobody makes another person the one in need meanwhile.
    intake = find_intake(session, actor, intake_id, lock=True)
    if intake.state not in ("draft", "complete"):
        raise Conflict(Words("This intake is %(state)s. Nothing in it changes any more.", state=intake.state))
    note = Note(intake_id=intake.id, data_key=intake.subject.data_key, recorded_at=now(), recorded_by=actor.id)
    session.add(note)
    note.text = text
    session.flush()
    noted(session, actor, intake, "add_note", note_id=str(note.id))
    return note


def open_notes(session: Session, *, actor: Actor, intake_id: UUID) -> Sequence[Note]:
    """What was jotted down, the oldest first; that it was read stays in the trail."""
    require(actor, Permission.INTAKES_READ)
    intake = find_intake(session, actor, intake_id)
    noted(session, actor, intake, "open_notes")
    return notes_of(session, intake.id)
