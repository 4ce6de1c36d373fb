"""What the worker does: ask everything once more, hand the letter over, note what came of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Mail
from intake.audit.service import record
from intake.callers.queries import record_ids
from intake.consents.rules import SELF, Claim, Decision
from intake.consents.service import record_disclosure
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.events import event
from intake.foundation.mail import Delivery
from intake.foundation.permissions import Permission, require
from intake.intakes.queries import find_intake
from intake.messages import queries
from intake.messages.models import Message
from intake.messages.rules import FAILED, MOST_ATTEMPTS, SENDING, SENT, STOPPED, UNCLEAR, WAITING, Letter
from intake.messages.service.asking import INFORMATION, PURPOSE, decide_on, recipient_of
from intake.storage.outbox import record_event

_ENDS = {"sent": SENT, "unclear": UNCLEAR, "refused": FAILED}


@dataclass(frozen=True, slots=True)
class Parcel:
    """What leaves, and to which address."""

    id: UUID
    address: str
    letter: Letter
    language: str
    says_who: bool


def begin_delivery(session: Session, *, message_id: UUID) -> Parcel | None:
    """What is to leave now, marked as on its way; None when there is nothing to hand over.

    What was on its way when the worker died may have left: it is said to be unclear, and never sent again by itself.
    """
    row = queries.message(session, message_id, lock=True)
    if row is None or row.state not in (WAITING, SENDING):
        return None
    if row.state == SENDING:
        _left(session, row, UNCLEAR, "line_broke")
        return None
    if because := _not_any_more(session, row):
        row.state, row.because = STOPPED, because
        record(session, _system(row), "messages.stop", row, person_id=row.person_id)
        # Somebody was promised it: the desk has to hear that it did not leave, whatever the reason.
        record_event(session, event("messages.failed", message_id=row.id))
        return None
    row.state, row.because, row.attempts, row.basis = SENDING, None, row.attempts + 1, SELF
    return Parcel(row.id, row.address or "", row.letter, row.language, row.says_who)


def end_delivery(session: Session, *, message_id: UUID, delivery: Delivery) -> bool:
    """Note what came of it. True: nothing has left, and it is to be tried again."""
    row = queries.message(session, message_id, lock=True)
    if row is None or row.state != SENDING:
        return False
    if delivery.outcome in ("sent", "unclear"):
        _left(session, row, _ENDS[delivery.outcome], delivery.because or None)
        return False
    is_last = delivery.outcome == "refused" or row.attempts >= MOST_ATTEMPTS
    row.state, row.because = FAILED if is_last else WAITING, delivery.because
    if is_last:
        record(session, _system(row), "messages.fail", row, person_id=row.person_id)
        record_event(session, event("messages.failed", message_id=row.id))
    return row.state == WAITING


def as_email(parcel: Parcel, mail: Mail, at: datetime) -> EmailMessage:
    """The same as it goes over the line. The desk's name stands in it only where it may say who it is."""
    found = EmailMessage()
    found["From"] = formataddr((mail.name if parcel.says_who else "", mail.sender))
    found["To"] = parcel.address
    found["Subject"] = parcel.letter.subject
    found["Date"] = format_datetime(at)
    found["Message-ID"] = f"<{parcel.id}@{mail.sender.rpartition('@')[2]}>"
    # Nobody's out-of-office answer is wanted.
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(parcel.letter.body, cte="quoted-printable")
    found["Content-Language"] = parcel.language
    return found


def stop_messages_of(session: Session, *, actor: Actor, person_ids: Collection[UUID]) -> int:
    """These people were erased: what waits does not leave. How many were stopped."""
    require(actor, Permission.PEOPLE_ERASE)
    theirs = select(Message).where(Message.person_id.in_(person_ids), Message.state == WAITING).with_for_update(of=Message)
    waiting = session.scalars(theirs).all()
    for row in waiting:
        row.state, row.because = STOPPED, "person_erased"
        record(session, actor, "messages.stop", row, person_id=row.person_id)
    return len(waiting)


def _not_any_more(session: Session, row: Message) -> str | None:
    """Why it may not leave now, whatever held when it was asked for."""
    if row.is_erased:
        return "person_erased"
    intake = find_intake(session, _system(row), row.intake_id)
    mine = set(record_ids(session, row.person_id))
    ways = [way for way in queries.ways_of(session, _system(row), intake) if way.person.id in mine]
    way = queries.way_to(ways, row.contact_point_id)
    if way is None or way.point.value != row.address:
        return "address_gone"
    if way.because is not None:
        return way.because
    if row.says_who and not way.says_who:
        return "says_who"
    return None if decide_on(session, way.person).allowed else "no_ground"


def _left(session: Session, row: Message, state: str, because: str | None) -> None:
    """It has left, or may have: that is a disclosure either way, on the ground on which it was let go."""
    row.state, row.because, row.left_at = state, because, now()
    actor = _system(row)
    record(session, actor, "messages.send", row, person_id=row.person_id, state=state)
    if state == UNCLEAR:
        record_event(session, event("messages.failed", message_id=row.id))
    person = queries.person_of(session, row)
    if not person.is_erased:
        record_disclosure(
            session,
            actor=actor,
            person_id=person.id,
            recipient=recipient_of(person),
            purpose=PURPOSE,
            information=INFORMATION,
            claim=Claim(SELF),
            decided=Decision(True, "", row.basis or SELF),
            once=row.id,
        )


def _system(row: Message) -> Actor:
    """The desk itself, on behalf of whoever asked."""
    return Actor(role=Role.SYSTEM, id=row.asked_by, name="Intake")
