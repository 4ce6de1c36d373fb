"""What every change to a draft begins and ends with."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import Recorded, record
from intake.callers.models import ContactPoint, Person
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.storage.answers import Told

# What every change reads of a draft, of its sixty columns.
_FRAME = frozenset(
    ("id", "state", "version", "owner_id", "team_id", "caller_id", "subject_id", "data_key_id", "answers", "for_whom")
)


def draft_to_change(session: Session, actor: Actor, intake_id: UUID, column: str | None = None) -> Intake:
    """The draft, held until the transaction ends. Refuses one that is no draft any more; a draft of nobody becomes mine.

    `column`: the only answer that is touched.
    """
    require(actor, Permission.INTAKES_EDIT)
    only = None if column is None else _FRAME | {column}
    intake = find_intake(session, actor, intake_id, lock=True, only=only)
    if intake.state != "draft":
        raise Conflict(Words("This intake is %(state)s. Its answers no longer change.", state=intake.state))
    if intake.owner_id is None:
        intake.owner_id, intake.team_id = actor.id, actor.team_id
    return intake


def record_to_amend(session: Session, actor: Actor, intake_id: UUID) -> Intake:
    """The complete or closed intake, held until the transaction ends. Refuses a draft, which is simply changed."""
    require(actor, Permission.INTAKES_EDIT)
    intake = find_intake(session, actor, intake_id, lock=True)
    if intake.state not in ("complete", "closed"):
        raise Conflict(Words("This intake is %(state)s: only what is complete is amended.", state=intake.state))
    return intake


def changed(session: Session, actor: Actor, intake: Intake, action: str, row: Recorded, **detail: object) -> None:
    """Count the change and write it into the trail."""
    intake.version += 1
    record(session, actor, f"intakes.{action}", row, person_id=_whose(intake, row), intake_id=str(intake.id), **detail)


def noted(session: Session, actor: Actor, intake: Intake, action: str, **detail: object) -> None:
    """Write into the trail of both, the person in need and the caller: both stand in the intake."""
    for person_id in dict.fromkeys((intake.subject_id, intake.caller_id)):
        record(session, actor, f"intakes.{action}", intake, person_id=person_id, **detail)


def _whose(intake: Intake, row: Recorded) -> UUID:
    """Whose record was changed: the caller's own answers are not the other person's."""
    if isinstance(row, Person):
        return row.id
    return row.person_id if isinstance(row, ContactPoint) else intake.subject_id


def told_by(actor: Actor, intake: Intake, informant: str | None) -> Told:
    """Without a word about who told us: the person in need if they are calling, else the caller."""
    default = "self" if intake.answer("for_whom") == "self" else "caller"
    return Told(informant or default, actor.id, now())
