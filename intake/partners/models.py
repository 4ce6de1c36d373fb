"""Partner organizations and their keys."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.storage.base import Base, Created, Identified


class Partner(Identified, Created, Base):
    __tablename__ = "partner"

    name: Mapped[str] = mapped_column(unique=True)
    disabled_at: Mapped[datetime | None]


class PartnerKey(Identified, Created, Base):
    """A key of a partner's program: shown once, kept as a digest."""

    __tablename__ = "partner_key"

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"), index=True)
    key_digest: Mapped[bytes] = mapped_column(unique=True)
    label: Mapped[str]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    partner: Mapped[Partner] = relationship(lazy="joined", innerjoin=True)


class PushedReferral(Identified, Created, Base):
    """One referral pushed in; the partner's own reference makes it idempotent."""

    __tablename__ = "pushed_referral"
    __table_args__ = (Index("uq_pushed_referral_reference", "partner_id", "partner_reference", unique=True),)

    partner_id: Mapped[UUID] = mapped_column(ForeignKey("partner.id"))
    partner_reference: Mapped[str]
    request_digest: Mapped[bytes]
    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"))
