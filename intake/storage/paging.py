"""Keyset pages: a cursor says where the last page ended, so page 1,000 costs what page 1 does."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.foundation.errors import Invalid

T = TypeVar("T")
_READ: dict[str, Callable[[str], Any]] = {"t": datetime.fromisoformat, "u": UUID, "s": str, "i": int}


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items and, unless this is the last page, the cursor of the next."""

    items: Sequence[T]
    next_cursor: str | None


def read_page(
    session: Session,
    query: Select[Any],
    *,
    keys: Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]],
    values: Callable[[T], Sequence[Any]],
    cursor: str | None,
    limit: int,
    descending: bool = True,
) -> Page[T]:
    """One page of `query` ordered by `keys` (the last of which must be unique); `values` reads the keys from an item.

    Refuses a cursor that this desk did not make.
    """
    if cursor is not None:
        place = tuple_(*decode_cursor(cursor, [key.type.python_type for key in keys]))
        query = query.where(tuple_(*keys) < place if descending else tuple_(*keys) > place)
    query = query.order_by(*(key.desc() if descending else key for key in keys)).limit(limit + 1)
    rows: Sequence[T] = session.scalars(query).unique().all()
    items = rows[:limit]
    more = len(rows) > limit
    return Page(items, encode_cursor(values(items[-1])) if more else None)


def encode_cursor(values: Sequence[Any]) -> str:
    parts = [[_kind(value), value.isoformat() if isinstance(value, datetime) else str(value)] for value in values]
    return base64.urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, kinds: Sequence[type]) -> list[Any]:
    """The values in it. Refuses what this desk did not make, and the cursor of a list that is in another order."""
    try:
        parts = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        values = [_READ[kind](text) for kind, text in parts]
    except (ValueError, KeyError, TypeError):
        values = []
    # The database compares no name with a time: a cursor of another list is refused here.
    if [type(value) for value in values] != list(kinds) or any(isinstance(value, str) and "\0" in value for value in values):
        raise Invalid.field("/query/cursor", "Not a cursor of this list. Leave it out to start from the first page.")
    return values


def _kind(value: object) -> str:
    if isinstance(value, datetime):
        return "t"
    if isinstance(value, UUID):
        return "u"
    return "i" if isinstance(value, int) else "s"
