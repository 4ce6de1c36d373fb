"""Reads."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.insurance.models import Policy


def policies_of(session: Session, intake_id: UUID) -> list[Policy]:
    """What an intake was told, the one to be asked first first; without what was removed."""
    query = select(Policy).filter_by(intake_id=intake_id, removed_at=None).order_by(Policy.position, Policy.id)
    return list(session.scalars(query))
