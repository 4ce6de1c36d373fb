"""The outbox: events written in the transaction of the change they tell, and relayed by the worker."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, delete, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or_not
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.foundation.clock import now
from intake.foundation.events import Event
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
    session.add_all([OutboxEvent(name=e.name, ids=e.ids) for e in events])


class HandledEvent(Base):
    """That a handler did its part of an event, written in the handler's own transaction: a job that runs again does nothing."""

    __tablename__ = "outbox_handled"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("outbox_event.id", ondelete="CASCADE"), primary_key=True)
    handler: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())


def take_waiting(session: Session, limit: int) -> Sequence[OutboxEvent]:
    """The oldest events that nobody has relayed or is relaying at this moment, marked as relayed by this transaction."""
    waiting = select(OutboxEvent).where(OutboxEvent.relayed_at.is_(None)).order_by(OutboxEvent.id).limit(limit)
    events = session.scalars(waiting.with_for_update(skip_locked=True)).all()
    for waited in events:
        waited.relayed_at = now()
    return events


def claim_event(session: Session, event_id: UUID, handler: str) -> Event | None:
    """The event, for this handler alone and in this transaction; None when the handler has done it before."""
    claim = insert_or_not(HandledEvent).values(event_id=event_id, handler=handler).on_conflict_do_nothing()
    if not session.execute(claim.returning(HandledEvent.event_id)).all():
        return None
    row = session.get_one(OutboxEvent, event_id)
    return Event(row.name, row.ids)


def forget_events(session: Session, before: datetime) -> int:
    """Remove events relayed before a moment, and what was noted about them; how many."""
    gone = session.execute(delete(OutboxEvent).where(OutboxEvent.relayed_at < before).returning(OutboxEvent.id))
    return len(gone.all())
