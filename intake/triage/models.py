"""The words of every rule version that was ever in use, so that a finding reads as it was told."""

from typing import Any

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base


class TriageRule(Base):
    """One version of one rule. Never changed and never removed: new words are a new version."""

    __tablename__ = "triage_rule"

    rule_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[dict[str, Any]] = mapped_column(JSONB)
