"""The worker's doors of this room."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.followups import service
from intake.foundation.actor import SYSTEM
from intake.foundation.events import Event


def propose_task(session: Session, event: Event) -> None:
    """After an intake is complete, somebody should call and ask how it went."""
    service.propose_task(session, actor=SYSTEM, intake_id=UUID(event.ids["intake_id"]))
