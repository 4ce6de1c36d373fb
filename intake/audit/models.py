"""The trail's table. The application role may insert and select; nobody updates it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base, Identified


class AuditEntry(Identified, Base):
    """`person_id`: whose record it concerns, where it concerns one."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_person", "person_id", "id"),
        Index("ix_audit_entry_record", "record_id", "id"),
    )

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_role: Mapped[str]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    action: Mapped[str]
    record: Mapped[str | None]
    record_id: Mapped[UUID | None]
    person_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    request_id: Mapped[str | None]
