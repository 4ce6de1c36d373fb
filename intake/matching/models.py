"""The runs of the matcher: what was asked, by which rules, over which directory, in which order."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base, Identified


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
