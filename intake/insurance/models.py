"""Payers, policies, and what insurers said of them."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from intake.insurance.rules import PolicyWarning, policy_warnings, worksheet_warnings
from intake.storage.answers import Answerable
from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_bytes, sealed_date, sealed_text


class Payer(Base):
    """An insurer or public program, loaded from the reviewed file."""

    __tablename__ = "payer"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    states: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    # The payer id of electronic requests; null where no published list says it.
    x12_id: Mapped[str | None]


class Policy(Identified, Created, Answerable, Sealed, Base):
    """Coverage as told in one intake, for the person in need. `position` 1 is asked first."""

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint("position between 1 and 9", name="position"),
        CheckConstraint("budget_cents >= 0", name="budget"),
        Index("ix_policy_member_digest", "member_id_digest"),
        Index("ix_policy_group_digest", "group_number_digest"),
    )
    # Written down as they were said: nobody knows what else was.
    ALSO_ERASED = ("payer_said_as", "plan_name", "payer_phone", "rx_bin", "rx_pcn", "state", "starts_on", "ends_on")

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
    # Pictures of both sides of the card.
    card_front_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))
    card_back_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))
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


class BenefitsInquiry(Identified, Created, Base):
    """An insurer was, or may now be, asked about a policy with what tells who somebody is: never without its disclosure."""

    __tablename__ = "benefits_inquiry"

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), index=True)
    disclosure_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure.id"))
    # phone, portal or x12
    way: Mapped[str]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))


class BenefitsWorksheet(Identified, Created, Answerable, Sealed, Base):
    """What was said about a policy's benefits at one time. Added to, never changed: a later one stands beside the earlier ones.

    Unknown: asked, and nobody could say. Declined: the insurer would not say. Money is in cents of `currency`.
    """

    __tablename__ = "benefits_worksheet"
    __table_args__ = (
        CheckConstraint("least(deductible_cents, deductible_met_cents, out_of_pocket_cents, out_of_pocket_met_cents, "
                        "co_pay_cents, days_covered) >= 0", name="amounts"),
        CheckConstraint("co_insurance_percent between 0 and 100", name="co_insurance"),
    )  # fmt: skip
    ALSO_ERASED = ("in_network_of",)

    policy_id: Mapped[UUID] = mapped_column(ForeignKey("policy.id"), index=True)
    # Where the answers come from; and under which question, where the desk asked.
    source: Mapped[str]
    inquiry_id: Mapped[UUID | None] = mapped_column(ForeignKey("benefits_inquiry.id"))
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    coverage_active: Mapped[bool | None]
    substance_use_covered: Mapped[bool | None]
    mental_health_covered: Mapped[bool | None]
    # Whether `in_network_of`, a place or program, is in the plan's network.
    in_network: Mapped[bool | None]
    in_network_of: Mapped[str | None]
    deductible_cents: Mapped[int | None] = mapped_column(BigInteger)
    deductible_met_cents: Mapped[int | None] = mapped_column(BigInteger)
    out_of_pocket_cents: Mapped[int | None] = mapped_column(BigInteger)
    out_of_pocket_met_cents: Mapped[int | None] = mapped_column(BigInteger)
    co_pay_cents: Mapped[int | None] = mapped_column(BigInteger)
    co_insurance_percent: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    currency: Mapped[str] = mapped_column(default="USD", server_default="USD")
    authorization_needed: Mapped[bool | None]
    days_covered: Mapped[int | None]
    # Of the conversation or the answer, by which the insurer finds it again; who there said it, and when.
    reference_number_sealed: Mapped[bytes | None]
    said_by_sealed: Mapped[bytes | None]
    said_at: Mapped[datetime | None]
    remarks_sealed: Mapped[bytes | None]
    # Of an electronic answer: why it might be about somebody else, taken all the same by who looked; what it says, and the file.
    doubts: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    reading_text_sealed: Mapped[bytes | None]
    document_sealed: Mapped[bytes | None] = mapped_column(deferred=True)

    reference_number = sealed_text()
    said_by = sealed_text()
    remarks = sealed_text()
    reading_text = sealed_text()
    document = sealed_bytes()

    @property
    def reading(self) -> dict[str, Any]:
        """What an electronic answer says, line by line; empty for what was told by word of mouth."""
        return json.loads(self.reading_text) if self.reading_text else {}

    @property
    def warnings(self) -> list[PolicyWarning]:
        """What cannot be right in it, or must be seen."""
        return [PolicyWarning(field, words) for field, words in worksheet_warnings(self)]
