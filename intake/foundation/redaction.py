"""What a log line may say: an allow-list of keys. All else is dropped: a new field is private until somebody decides."""

from collections.abc import MutableMapping
from typing import Any

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "method", "route", "status", "milliseconds", "request_id",
        "actor_id", "role", "error", "error_type", "handler", "event_id", "job_id", "attempt", "queries", "where",
    }
)  # fmt: skip


def redact(_logger: object, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the allowed keys; of an exception keep its type and where it was raised, never its message."""
    return {key: value for key, value in entry.items() if key in ALLOWED}
