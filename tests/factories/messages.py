"""Addresses that are safe to write to, and lists that wait to be sent."""

from sqlalchemy.orm import Session

from config import Mail
from intake.callers.models import ContactPoint, Person
from intake.intakes.models import Intake
from intake.messages.models import Message
from intake.messages.service import ask_message
from tests.conftest import Member
from tests.factories.callers import a_contact_point
from tests.factories.facilities import a_place

# Nobody listens there.
NOWHERE = Mail("localhost", 1, "starttls", None, None, "post@example.org", "Example Helpline", None)


def a_mailbox(session: Session, person: Person, address: str = "dolores@example.org") -> ContactPoint:
    """One that may be written to."""
    return a_contact_point(session, person, address, may_email=True, shared_line=False)


def a_message(session: Session, member: Member, intake: Intake) -> Message:
    """A list that waits for the worker, to the caller of an intake."""
    point, place = a_mailbox(session, intake.caller, "list@example.org"), a_place(session)
    session.flush()
    return ask_message(
        session, actor=member.actor, mail=NOWHERE, intake_id=intake.id, contact_point_id=point.id, places=[place.id]
    )
