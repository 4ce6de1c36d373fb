"""The runs of the matcher, and what the person said of places."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base, Identified
from intake.storage.encrypted import Sealed, sealed_text


class MatchRun(Identified, Base):
    """One run, kept as it was. `matches` and `to_find_out` hold, in order, what each place was ordered by.

    Each entry is [facility id, tier, effort in miles, unmet wishes, miles or null]: with the seed it gives the order.
    """

    __tablename__ = "match_run"

    intake_id: Mapped[UUID | None] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None]
    rule_version: Mapped[int]
    # The import that made the directory what it was; empty before the first import.
    directory_version: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"))
    needs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    seed: Mapped[str]
    matches: Mapped[list[list[Any]]] = mapped_column(JSONB)
    to_find_out: Mapped[list[list[Any]]] = mapped_column(JSONB)
    excluded: Mapped[dict[str, int]] = mapped_column(JSONB)


class PlaceChoice(Identified, Sealed, Base):
    """The person wants this place or refuses it. Kept when it was taken back or another word took its place (`ended_at`)."""

    __tablename__ = "place_choice"
    __table_args__ = (
        CheckConstraint("kind in ('pinned', 'refused')", name="kind"),
        Index("uq_place_choice_standing", "intake_id", "facility_id", unique=True, postgresql_where="ended_at is null"),
    )

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[str]
    # In the person's words; sealed with the key of the person in need.
    reason_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    reason = sealed_text()
