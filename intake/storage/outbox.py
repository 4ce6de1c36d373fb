"""The outbox: events written in the transaction of the change they tell, and relayed by the worker."""

from datetime import datetime

from sqlalchemy import Index, func, insert
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.foundation.events import Event
from intake.foundation.identifiers import new_id
from intake.storage.base import Base, Identified


class OutboxEvent(Identified, Base):
    """Names and ids only. `relayed_at` is set in the transaction that puts its jobs into the queue."""

    __tablename__ = "outbox_event"
    __table_args__ = (Index("ix_outbox_event_waiting", "id", postgresql_where="relayed_at is null"),)

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    name: Mapped[str]
    ids: Mapped[dict[str, str]] = mapped_column(JSONB)
    relayed_at: Mapped[datetime | None]


def record_event(session: Session, *events: Event) -> None:
    """Write events into the current transaction; they vanish with it when it rolls back."""
    session.execute(insert(OutboxEvent), [{"id": new_id(), "name": e.name, "ids": e.ids} for e in events])
