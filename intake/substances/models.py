"""The catalogue as rows (loaded from the reviewed file), and substance use as told in an intake."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.answers import Answerable
from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_text


class Substance(Base):
    """One entry of `data/catalogue`: enough for foreign keys and reports; names and spellings stay in the file."""

    __tablename__ = "substance"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    substance_class: Mapped[str]
    icd10cm_family: Mapped[str]
    teds_code: Mapped[int]


class SubstanceUse(Identified, Created, Answerable, Sealed, Base):
    """What one intake was told about one substance. Each column is an answer with its own informant and version."""

    __tablename__ = "substance_use"
    __table_args__ = (
        CheckConstraint("days_used_in_30 between 0 and 30", name="days_used"),
        CheckConstraint("days_per_week between 0 and 7", name="days_per_week"),
        CheckConstraint("amount_per_day > 0", name="amount"),
        CheckConstraint("unit_strength_mg > 0", name="unit_strength"),
        CheckConstraint("months_of_use between 0 and 1200", name="months"),
        CheckConstraint("prescriber_count between 0 and 50", name="prescribers"),
    )

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    substance_code: Mapped[str | None] = mapped_column(ForeignKey("substance.code"), index=True)
    said_as_sealed: Mapped[bytes | None]
    route: Mapped[str | None]
    amount_per_day: Mapped[Decimal | None] = mapped_column(Numeric(10, 3))
    amount_unit: Mapped[str | None]
    # Of one pill, strip or milliliter, where the amount counts those.
    unit_strength_mg: Mapped[Decimal | None] = mapped_column(Numeric(10, 3))
    days_used_in_30: Mapped[int | None]
    # While it was being used: not the same as the last 30 days for somebody who has stopped.
    days_per_week: Mapped[int | None]
    months_of_use: Mapped[int | None]
    last_used_at: Mapped[datetime | None]
    stopped_abruptly: Mapped[bool | None]
    # Kinds of substances taken at the same time.
    taken_with: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    prescribed: Mapped[bool | None]
    prescriber_count: Mapped[int | None]
    illicit_source: Mapped[bool | None]
    # The four warning behaviors of the treatment page that this desk began with.
    runs_out_early: Mapped[bool | None]
    several_prescribers: Mapped[bool | None]
    nothing_else_works: Mapped[bool | None]
    takes_high_doses: Mapped[bool | None]
    removed_at: Mapped[datetime | None]

    said_as = sealed_text()


class Treatment(Identified, Created, Answerable, Sealed, Base):
    """One treatment of before, as one intake was told of it. Each column is an answer with its own informant and version."""

    __tablename__ = "earlier_treatment"
    __table_args__ = (
        CheckConstraint("began_year between 1900 and 2200", name="began_year"),
        CheckConstraint("days between 0 and 36500", name="days"),
    )

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    kind: Mapped[str | None]
    # Where: what the place is called, or the town.
    where_sealed: Mapped[bytes | None]
    began_year: Mapped[int | None]
    # How long, in days.
    days: Mapped[int | None]
    # False: left or was sent away before its end.
    completed: Mapped[bool | None]
    what_helped_sealed: Mapped[bytes | None]
    removed_at: Mapped[datetime | None]

    where = sealed_text()
    what_helped = sealed_text()
