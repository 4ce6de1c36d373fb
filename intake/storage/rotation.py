"""Rotation: everything that the ring wraps is wrapped anew with its current key, in small batches, while the desk works.

What is left to do stands in the rows themselves, so a run that was cut off is simply run again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from intake.storage.encrypted import DataKey, ring_of
from intake.storage.idempotency import IdempotencyRecord, rewrap_answer
from intake.storage.keyring import KeyRing
from intake.storage.session import Storage

BATCH = 200


@dataclass(frozen=True)
class Wrapped:
    """A table whose rows are wrapped by the ring; `ring_key` names the key."""

    model: type[Any]
    alive: ColumnElement[bool]
    rewrap: Callable[[KeyRing, Any], None]


WRAPPED = (
    Wrapped(DataKey, DataKey.wrapped.is_not(None), lambda ring, row: row.rewrap(ring)),
    Wrapped(IdempotencyRecord, IdempotencyRecord.ring_key.is_not(None), rewrap_answer),
)


def rows_by_key(session: Session) -> dict[str, int]:
    """How many rows each key of the ring wraps, keys that wrap none included."""
    counts = dict.fromkeys(ring_of(session).keys, 0)
    for kind in WRAPPED:
        key = kind.model.ring_key
        for name, rows in session.execute(select(key, func.count()).where(kind.alive).group_by(key)):
            counts[name] = counts.get(name, 0) + rows
    return counts


def rotate(storage: Storage) -> Iterator[int]:
    """Wrap everything anew with the current key; after each batch, how many rows are done so far."""
    done = 0
    for kind in WRAPPED:
        while True:
            with storage.unit_of_work() as session:
                rows = _some(session, kind)
                for row in rows:
                    kind.rewrap(ring_of(session), row)
            done += len(rows)
            yield done
            if not rows:
                break


def _some(session: Session, kind: Wrapped) -> list[Any]:
    """Waits for rows that a request holds: skipped ones would be left behind."""
    query = select(kind.model).where(kind.alive, kind.model.ring_key != ring_of(session).current).limit(BATCH)
    return list(session.scalars(query.with_for_update()))
