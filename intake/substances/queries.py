"""Reads."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.substances.models import SubstanceUse, Treatment


def uses_of(session: Session, intake_id: UUID) -> list[SubstanceUse]:
    """What an intake was told, in the order in which it was told; without what was removed."""
    query = select(SubstanceUse).filter_by(intake_id=intake_id, removed_at=None).order_by(SubstanceUse.id)
    return list(session.scalars(query))


def uses_in(session: Session, intake_ids: Collection[UUID]) -> list[SubstanceUse]:
    """The same of many intakes at once."""
    query = select(SubstanceUse).where(SubstanceUse.intake_id.in_(intake_ids), SubstanceUse.removed_at.is_(None))
    return list(session.scalars(query.order_by(SubstanceUse.id)))


def treatments_in(session: Session, intake_ids: Collection[UUID]) -> list[Treatment]:
    """The treatments of before that these intakes were told of, in order; without what was removed."""
    query = select(Treatment).where(Treatment.intake_id.in_(intake_ids), Treatment.removed_at.is_(None))
    return list(session.scalars(query.order_by(Treatment.id)))
