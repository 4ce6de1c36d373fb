"""Payers and policies."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from intake.insurance.rules import PolicyWarning, policy_warnings
from intake.storage.answers import Answerable
from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_date, sealed_text


class Payer(Base):
    """An insurer or public program, loaded from the reviewed file."""

    __tablename__ = "payer"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    states: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")


class Policy(Identified, Created, Answerable, Sealed, Base):
    """Coverage as told in one intake, for the person in need. `position` 1 is asked first."""

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint("position between 1 and 9", name="position"),
        CheckConstraint("budget_cents >= 0", name="budget"),
        Index("ix_policy_member_digest", "member_id_digest"),
        Index("ix_policy_group_digest", "group_number_digest"),
    )

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    position: Mapped[int] = mapped_column(default=1, server_default="1")
    coverage_kind: Mapped[str | None]
    payer_code: Mapped[str | None] = mapped_column(ForeignKey("payer.code"))
    payer_said_as: Mapped[str | None]
    plan_type: Mapped[str | None]
    state: Mapped[str | None]
    member_id_sealed: Mapped[bytes | None]
    member_id_digest: Mapped[bytes | None]
    group_number_sealed: Mapped[bytes | None]
    group_number_digest: Mapped[bytes | None]
    plan_name: Mapped[str | None]
    medicare_parts: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    # As the card says them: the insurer's line for providers, and who pays for medicines.
    payer_phone: Mapped[str | None]
    rx_bin: Mapped[str | None]
    rx_pcn: Mapped[str | None]
    # What somebody who pays themself can pay in all, in cents of `currency`.
    budget_cents: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(default="USD", server_default="USD")
    # How the one who holds the policy is related to the person in need, and who that is.
    subscriber: Mapped[str | None]
    subscriber_name_sealed: Mapped[bytes | None]
    subscriber_birth_date_sealed: Mapped[bytes | None]
    verified_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    member_id = sealed_text()
    group_number = sealed_text()
    subscriber_name = sealed_text()
    subscriber_birth_date = sealed_date()

    @property
    def warnings(self) -> list[PolicyWarning]:
        """What looks wrong with it; nothing is refused for that."""
        return policy_warnings(self)
