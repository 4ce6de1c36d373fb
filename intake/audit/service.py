"""Writing the trail."""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from intake.audit.models import AuditEntry
from intake.foundation.actor import Actor


class Recorded(Protocol):
    """A row that the trail can name."""

    @property
    def __tablename__(self) -> str: ...
    @property
    def id(self) -> UUID: ...


def record(
    session: Session,
    actor: Actor,
    action: str,
    row: Recorded | None = None,
    *,
    person_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Append one row. `action` is `room.verb` (`intakes.complete`); `detail` holds field names, counts and ids only."""
    entry = AuditEntry(
        actor_role=actor.role.value,
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        record=None if row is None else row.__tablename__,
        record_id=None if row is None else row.id,
        person_id=person_id,
        detail=detail,
        request_id=get_contextvars().get("request_id"),
    )
    # With the next flush, beside the change it tells: rows of one request go in one statement.
    session.add(entry)
