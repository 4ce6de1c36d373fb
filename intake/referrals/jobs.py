"""What the worker does for this room."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.foundation.actor import SYSTEM
from intake.foundation.events import Event
from intake.referrals.service import stop_unsent


def stop_what_has_not_left(session: Session, event: Event) -> None:
    """A consent was taken back."""
    stop_unsent(session, actor=SYSTEM, consent_id=UUID(event.ids["consent_id"]))
