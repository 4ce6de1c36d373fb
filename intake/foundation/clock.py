"""The only place that asks what time it is: aware UTC, and still for a while when a test says so."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_still: ContextVar[datetime | None] = ContextVar("still", default=None)


def now() -> datetime:
    """The present moment in UTC."""
    return _still.get() or datetime.now(UTC)


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at `moment`, which must be aware."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    token = _still.set(moment)
    try:
        yield
    finally:
        _still.reset(token)
