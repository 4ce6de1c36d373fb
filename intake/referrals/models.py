"""Referrals and their steps."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.facilities.models import Facility
from intake.storage.base import Base, Created, Identified, Numbered


class Referral(Identified, Numbered, Created, Base):
    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("state in ('draft', 'requested', 'cancelled', 'entered-in-error')", name="state"),
        Index("uq_referral_open", "intake_id", "facility_id", unique=True, postgresql_where="state in ('draft', 'requested')"),
    )
    REFERENCE_PREFIX = "RF"

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    subject_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"), index=True)
    match_run_id: Mapped[UUID | None] = mapped_column(ForeignKey("match_run.id"))
    state: Mapped[str] = mapped_column(default="draft", server_default="draft")
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    # On which ground it may leave, and what may; set when it was cleared to be sent.
    basis: Mapped[str | None]
    consent_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent.id"), index=True)
    information: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    facility: Mapped[Facility] = relationship()
    steps: Mapped[list["ReferralStep"]] = relationship(order_by="ReferralStep.id", cascade="all, delete-orphan")


class ReferralStep(Identified, Base):
    """Every state it was in, when and by whom. `reason` is a code of the reviewed list, never free words."""

    __tablename__ = "referral_step"

    referral_id: Mapped[UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    state: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
