"""The trail's tables. The application role may insert into the trail, and touch a chain's end only by adding to it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base, Identified


class AuditEntry(Identified, Base):
    """`person_id`: whose record it concerns, where it concerns one. `seal` covers the row and the seal before it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_person", "person_id", "id"),
        Index("ix_audit_entry_record", "record_id", "id"),
        UniqueConstraint("chain", "link", name="uq_audit_entry_link"),
    )

    chain: Mapped[int] = mapped_column(SmallInteger)
    link: Mapped[int] = mapped_column(BigInteger)
    seal: Mapped[bytes]
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


class AuditChain(Base):
    """Where each chain ends. Moved on by a trigger with each row; the application role has no right to write it."""

    __tablename__ = "audit_chain"

    id: Mapped[int] = mapped_column(SmallInteger, Identity(always=True), primary_key=True)
    link: Mapped[int] = mapped_column(BigInteger, server_default="0")
    seal: Mapped[bytes] = mapped_column(server_default="")
