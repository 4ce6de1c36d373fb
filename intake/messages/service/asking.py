"""What a counselor does: look whom a list may go to, read it as it will leave, have it sent, stop it while it waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from config import Mail
from intake.audit.service import record
from intake.callers.models import Person
from intake.consents.rules import SELF, Claim, Decision, Recipient
from intake.consents.service import decide_disclosure
from intake.facilities.queries import places_to_take_along
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.messages import queries
from intake.messages.models import Message
from intake.messages.queries import Way
from intake.messages.rules import STOPPED, WAITING, Letter, Speaker, compose
from intake.storage.outbox import record_event
from intake.web.languages import LANGUAGES, say_day_in, say_in

# What a letter tells of whoever gets it, and why it does.
INFORMATION, PURPOSE = ("referral",), "own_request"
NO_SERVER = "This desk has no mail server, so nothing can be sent. An administrator can set one up (INTAKE_MAIL_SERVER)."


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter as it would leave now. `sender`: the name beside the desk's address, empty where it may not say who it is."""

    way: Way
    language: str
    letter: Letter
    sender: str


def open_ways(session: Session, *, actor: Actor, intake_id: UUID) -> list[Way]:
    """Every address that the list could go to, with what the person's rules say of it now; that it was read is in the trail."""
    intake = _intake(session, actor, intake_id)
    ways = queries.ways_of(session, actor, intake)
    for person_id in dict.fromkeys(way.person.id for way in ways):
        record(session, actor, "messages.open_ways", intake, person_id=person_id)
    return ways


def open_messages(session: Session, *, actor: Actor, intake_id: UUID) -> Sequence[Message]:
    """What was sent from this intake, what waits, and what did not leave and why."""
    intake = _intake(session, actor, intake_id)
    found = queries.messages_of(session, intake_id)
    for person_id in dict.fromkeys(one.person_id for one in found):
        record(session, actor, "messages.open", intake, person_id=person_id)
    return found


def draft_message(
    session: Session,
    *,
    actor: Actor,
    mail: Mail | None,
    intake_id: UUID,
    contact_point_id: UUID,
    places: Sequence[UUID],
    language: str | None = None,
) -> Draft:
    """The letter, word for word, and to which address; nothing is sent.

    Refuses an address that nobody recorded for the caller or the person in need, one that is not safe to write to now, and a
    place that is not there.
    """
    intake = _intake(session, actor, intake_id)
    if mail is None:
        raise Conflict(NO_SERVER, extra={"reason": "not_set_up"})
    if intake.state == "abandoned":
        raise Conflict("This intake was abandoned: nothing is sent from it.")
    way = queries.way_to(queries.ways_of(session, actor, intake), contact_point_id)
    if way is None:
        raise Invalid.field(
            "/contact_point_id", "Not an e-mail address of the caller or the person in need. Record it first, with what is safe."
        )
    if way.because is not None:
        next_safe_at = way.next_safe_at.isoformat() if way.next_safe_at else None
        raise Conflict(way.words or "", extra={"reason": way.because, "next_safe_at": next_safe_at})
    spoken = language or (way.person.language if way.person.language in LANGUAGES else "en") or "en"
    desk = queries.desk_of(session) if way.says_who else None
    speaker = Speaker(partial(say_in, spoken), partial(say_day_in, spoken))
    letter = compose(places_to_take_along(session, places), speaker, desk)
    record(session, actor, "messages.draft", intake, person_id=way.person.id)
    return Draft(way, spoken, letter, mail.name if way.says_who else "")


def ask_message(
    session: Session,
    *,
    actor: Actor,
    mail: Mail | None,
    intake_id: UUID,
    contact_point_id: UUID,
    places: Sequence[UUID],
    language: str | None = None,
) -> Message:
    """Have the list sent as soon as this is committed; the worker lets it go, and asks all of this again before it does.

    Refuses what `draft_message` refuses, and what has no lawful ground (`consents.decide_disclosure`).
    """
    draft = draft_message(
        session,
        actor=actor,
        mail=mail,
        intake_id=intake_id,
        contact_point_id=contact_point_id,
        places=places,
        language=language,
    )
    decision = decide_on(session, draft.way.person)
    if not decision.allowed:
        raise Conflict(decision.reason)
    way = draft.way
    row = Message(
        intake_id=intake_id,
        person_id=way.person.id,
        contact_point_id=way.point.id,
        asked_by=actor.id,
        places=list(dict.fromkeys(places)),
        language=draft.language,
        says_who=way.says_who,
        data_key=way.person.data_key,
    )
    row.address, row.subject, row.body = way.point.value, draft.letter.subject, draft.letter.body
    session.add(row)
    session.flush()
    record(session, actor, "messages.ask", row, person_id=row.person_id, places=len(row.places))
    record_event(session, event("messages.asked", message_id=row.id))
    return row


def stop_message(session: Session, *, actor: Actor, message_id: UUID) -> Message:
    """It does not leave. Refuses what is on its way or has ended."""
    require(actor, Permission.DISCLOSURES_RECORD)
    row = queries.message(session, message_id, lock=True)
    if row is None:
        raise NotFound
    find_intake(session, actor, row.intake_id)
    if row.state != WAITING:
        raise Conflict("It is on its way already, or it has ended.", extra={"state": row.state})
    row.state, row.because = STOPPED, "taken_back"
    record(session, actor, "messages.stop", row, person_id=row.person_id)
    session.flush()
    return row


def decide_on(session: Session, person: Person) -> Decision:
    """The letter goes to whoever asked for it, and tells of nobody else: whose address it is decides."""
    recipient = recipient_of(person)
    return decide_disclosure(
        session, subject_id=person.id, recipient=recipient, purpose=PURPOSE, information=INFORMATION, claim=Claim(SELF)
    )


def recipient_of(person: Person) -> Recipient:
    return Recipient(SELF, person.label, person.id)


def _intake(session: Session, actor: Actor, intake_id: UUID) -> Intake:
    require(actor, Permission.DISCLOSURES_RECORD)
    return find_intake(session, actor, intake_id)
