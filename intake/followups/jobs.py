"""The worker's doors of this room."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.followups import service
from intake.foundation.actor import SYSTEM
from intake.foundation.events import Event


def propose_task(session: Session, event: Event) -> None:
    """After an intake is complete, somebody should call and ask how it went."""
    service.propose_task(session, actor=SYSTEM, intake_id=UUID(event.ids["intake_id"]))


def tell_recipients(session: Session, event: Event) -> None:
    """After a consent was taken back, whoever received something under it has to hear of it."""
    service.promise_to_tell(session, actor=SYSTEM, consent_id=UUID(event.ids["consent_id"]))


def end_telling(session: Session, event: Event) -> None:
    """A recipient heard that the consent was taken back."""
    service.end_duty(session, actor=SYSTEM, outcome="recipient_told", notice_id=UUID(event.ids["notice_id"]))


def keep_promise_of_a_list(session: Session, event: Event) -> None:
    """A list did not leave by e-mail, or nobody can tell: whoever promised it hears of it as a task."""
    service.promise_list(session, actor=SYSTEM, message_id=UUID(event.ids["message_id"]))


def promise_accounting(session: Session, event: Event) -> None:
    """After somebody asked for their disclosures, somebody has to answer in time."""
    service.promise_accounting(session, actor=SYSTEM, accounting_id=UUID(event.ids["accounting_id"]))


def end_accounting(session: Session, event: Event) -> None:
    """The person has their accounting."""
    service.end_duty(session, actor=SYSTEM, outcome="accounting_answered", accounting_id=UUID(event.ids["accounting_id"]))


def give_back_tasks(session: Session, event: Event) -> None:
    """An account was closed or changed its role, or a record was restricted: nobody's task lies where nobody does it."""
    service.give_back_tasks(session, actor=SYSTEM)
