"""Reads."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.insurance.models import BenefitsInquiry, BenefitsWorksheet, Policy


def policies_of(session: Session, intake_id: UUID) -> list[Policy]:
    """What an intake was told, the one to be asked first first; without what was removed."""
    query = select(Policy).filter_by(intake_id=intake_id, removed_at=None).order_by(Policy.position, Policy.id)
    return list(session.scalars(query))


def worksheets_of(session: Session, policy_ids: Sequence[UUID]) -> list[BenefitsWorksheet]:
    """Everything that was ever said about the benefits of these policies, the latest first; without the files themselves."""
    query = select(BenefitsWorksheet).where(BenefitsWorksheet.policy_id.in_(policy_ids))
    return list(session.scalars(query.order_by(BenefitsWorksheet.id.desc())))


def inquiries_of(session: Session, policy_id: UUID) -> list[BenefitsInquiry]:
    """When the insurer was asked, the latest first."""
    return list(session.scalars(select(BenefitsInquiry).filter_by(policy_id=policy_id).order_by(BenefitsInquiry.id.desc())))


def inquiry_under(session: Session, disclosure_id: UUID) -> BenefitsInquiry | None:
    """The question that this disclosure was recorded for."""
    return session.scalars(select(BenefitsInquiry).filter_by(disclosure_id=disclosure_id)).one_or_none()


def inquiry_of(session: Session, policy_id: UUID, inquiry_id: UUID) -> BenefitsInquiry | None:
    return session.scalars(select(BenefitsInquiry).filter_by(policy_id=policy_id, id=inquiry_id)).one_or_none()
