"""A create that is sent twice with one Idempotency-Key is done once, and answers the same both times."""

import hashlib
import re
from collections.abc import Set
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.foundation.errors import Gone, KeyReused
from intake.storage.base import Base
from intake.storage.encrypted import ring_of, ring_with
from intake.storage.keyring import KeyRing

_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class IdempotencyRecord(Base):
    """The answer to a create, sealed with the ring: it may hold a person's data. Kept for a day.

    Answered (`status`) and yet empty: it was about somebody who was erased.
    """

    __tablename__ = "idempotency_record"

    actor_id: Mapped[UUID] = mapped_column(primary_key=True)
    key_digest: Mapped[bytes] = mapped_column(primary_key=True)
    request_digest: Mapped[bytes]
    status: Mapped[int | None]
    ring_key: Mapped[str]
    answer_sealed: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)


def claim_key(session: Session, *, actor_id: UUID, key: str, request: bytes) -> IdempotencyRecord:
    """The record of this key: fresh (`status` None) or already answered. A second request waits until the first is done.

    Refuses with KeyReused when the key came with another request before.
    """
    ring = ring_of(session)
    identity = {"actor_id": actor_id, "key_digest": ring.digest("idempotency", key)}
    digest = hashlib.sha256(request).digest()
    session.execute(
        insert(IdempotencyRecord)
        .values(**identity, request_digest=ring.digest("request", digest.hex()), ring_key=ring.current)
        .on_conflict_do_nothing()
    )
    record = session.scalars(select(IdempotencyRecord).filter_by(**identity)).one()
    if record.request_digest != ring.digest("request", digest.hex()):
        raise KeyReused
    return record


def keep_answer(session: Session, record: IdempotencyRecord, status: int, body: bytes) -> None:
    ring = ring_of(session)
    record.status = status
    record.ring_key, record.answer_sealed = ring.wrap(body, _context(record))


def read_answer(session: Session, record: IdempotencyRecord) -> bytes:
    """Refuses with Gone what was about somebody who was erased since."""
    if record.answer_sealed is None:
        raise Gone("This was done before. Its answer was about somebody who has been erased from the desk.")
    ring = ring_with(session, record.ring_key)
    return ring.unwrap(record.ring_key, record.answer_sealed, _context(record))


def ids_in(body: bytes) -> frozenset[UUID]:
    """Of the rows that an answer names."""
    return frozenset(UUID(one.decode()) for one in _UUID.findall(body))


def rewrap_answer(ring: KeyRing, record: IdempotencyRecord) -> None:
    """Seal a kept answer with the ring's current key."""
    plain = None if record.answer_sealed is None else ring.unwrap(record.ring_key, record.answer_sealed, _context(record))
    record.ring_key = ring.current
    if plain is not None:
        record.ring_key, record.answer_sealed = ring.wrap(plain, _context(record))


def forget_answers_about(session: Session, ids: Set[UUID]) -> int:
    """Empty every kept answer that names one of these rows; how many. That the request was answered stays known."""
    kept = select(IdempotencyRecord).where(IdempotencyRecord.answer_sealed.is_not(None)).with_for_update()
    emptied = 0
    for record in session.scalars(kept.execution_options(yield_per=200)):
        if ids & ids_in(read_answer(session, record)):
            record.answer_sealed = None
            emptied += 1
    session.flush()
    return emptied


def _context(record: IdempotencyRecord) -> bytes:
    return b"idempotency" + record.key_digest


def forget_answers(session: Session, before: datetime) -> int:
    """Remove what was kept before a moment; how many."""
    gone = session.execute(
        delete(IdempotencyRecord).where(IdempotencyRecord.created_at < before).returning(IdempotencyRecord.key_digest)
    )
    return len(gone.all())
