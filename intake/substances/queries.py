"""Reads."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.substances.models import SubstanceUse


def uses_of(session: Session, intake_id: UUID) -> list[SubstanceUse]:
    """What an intake was told, in the order in which it was told; without what was removed."""
    query = select(SubstanceUse).filter_by(intake_id=intake_id, removed_at=None).order_by(SubstanceUse.id)
    return list(session.scalars(query))
