"""Writing the trail."""

from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.orm import Session
from structlog.contextvars import get_contextvars

from intake.audit.models import AuditEntry
from intake.foundation.actor import Actor
from intake.foundation.identifiers import new_id


class Recorded(Protocol):
    """A row that the trail can name."""

    __tablename__: str
    id: UUID


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
    values = {
        "id": new_id(),
        "actor_role": actor.role.value,
        "actor_id": actor.id,
        "actor_name": actor.name,
        "action": action,
        "record": None if row is None else row.__tablename__,
        "record_id": None if row is None else row.id,
        "person_id": person_id,
        "detail": detail,
        "request_id": get_contextvars().get("request_id"),
    }
    session.execute(insert(AuditEntry), values)
