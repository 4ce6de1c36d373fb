"""Settings (one row), teams and alerts."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base, Created, Identified


class Settings(Base):
    """The desk's own settings: exactly one row."""

    __tablename__ = "organisation_settings"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    time_zone: Mapped[str]
    # A program under 42 CFR Part 2 owes more care to what it discloses. Null: nobody has decided yet.
    part2_program: Mapped[bool | None]
    # True: a supervisor sees the records of every team. False: those of their own.
    supervisors_see_all: Mapped[bool] = mapped_column(default=False, server_default="false")
    notices: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict, server_default="{}")
    thresholds: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class Team(Identified, Created, Base):
    __tablename__ = "team"

    name: Mapped[str] = mapped_column(unique=True)


class Alert(Identified, Created, Base):
    """Something a supervisor must see now. Points at a record; holds no person's data."""

    __tablename__ = "alert"
    __table_args__ = (
        Index("ix_alert_open", "id", postgresql_where="closed_at is null"),
        CheckConstraint("(closed_at is null) = (outcome is null)", name="closed_with_outcome"),
    )

    kind: Mapped[str]
    record: Mapped[str]
    record_id: Mapped[UUID]
    raised_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    # A word of `rules.ALERT_OUTCOMES`: never free text, so that no person's story ends up here.
    outcome: Mapped[str | None]

    @property
    def words(self) -> str | None:
        """What it is about, in the reviewed words of the room that raised it."""
        told = self.detail.get("words")
        return told if isinstance(told, str) else None


class LoadedReference(Base):
    """Which edition of the reviewed reference files the tables hold, so that an unchanged one is not loaded again."""

    __tablename__ = "loaded_reference"

    name: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    loaded_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
