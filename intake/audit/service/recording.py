"""Writing the trail. Rows wait in the session and are put on a chain just before the commit, all of them at once."""

import json
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.event import listens_for
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction
from structlog.contextvars import get_contextvars

from intake.audit.models import AuditEntry
from intake.audit.rules import Row, digest_key, seal_of
from intake.foundation.actor import Actor
from intake.foundation.identifiers import new_id
from intake.storage.encrypted import ring_of
from intake.storage.keyring import KeyRing
from intake.storage.writing import as_recordset

_WAITING = "trail"
# Sent with every change and every opening of a record, so as plain as they can be.
_TAKE = "select chain, link, seal, at from take_audit_chain()"
_COLUMNS = ", ".join((*Row._fields, "seal"))
_INSERT = (
    f"insert into audit_entry ({_COLUMNS}) "  # noqa: S608  the names of our own columns
    f"select {_COLUMNS} from jsonb_populate_recordset(null::audit_entry, %s::jsonb)"
)


class Recorded(Protocol):
    """A row that the trail can name."""

    @property
    def __tablename__(self) -> str: ...
    @property
    def id(self) -> UUID: ...


@dataclass(slots=True)
class _Waiting:
    """What is to be written, and the savepoint it belongs to: undone, it was never there."""

    values: dict[str, Any]
    within: SessionTransaction | None


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
        # As it will be read again, so that its seal fits.
        "detail": json.loads(json.dumps(detail)),
        "request_id": get_contextvars().get("request_id"),
    }
    waiting: list[_Waiting] = session.info.setdefault(_WAITING, [])
    waiting.append(_Waiting(values, session.get_nested_transaction()))


def trail_key(ring: KeyRing) -> bytes:
    """The key of the chain. The look-up key stays when the others are rotated, and so do the seals."""
    return digest_key(ring.lookup, "chain")


def _write(session: Session) -> None:
    """Put what waits on one chain. Its end stays locked until the commit, so this comes after all other work."""
    waiting: list[_Waiting] | None = session.info.pop(_WAITING, None)
    if not waiting:
        return
    session.flush()
    database = session.connection()
    chain, last, seal, at = database.exec_driver_sql(_TAKE).one()
    key, rows = trail_key(ring_of(session)), []
    for link, waited in enumerate(waiting, start=last + 1):
        row = Row(chain=chain, link=link, at=at, **waited.values)
        seal = seal_of(key, seal, row)
        rows.append({**row._asdict(), "seal": seal})
    database.exec_driver_sql(_INSERT, (as_recordset(rows),))


@listens_for(Session, "before_commit")
def _before_commit(session: Session) -> None:
    savepoint = session.get_nested_transaction()
    if savepoint is None:
        _write(session)
        return
    outer = savepoint.parent if savepoint.parent is not None and savepoint.parent.nested else None
    for waited in session.info.get(_WAITING, ()):
        if waited.within is savepoint:
            waited.within = outer


@listens_for(Session, "after_soft_rollback")
def _after_rollback(session: Session, undone: SessionTransaction) -> None:
    waiting: list[_Waiting] = session.info.pop(_WAITING, [])
    if undone.nested:
        session.info[_WAITING] = [waited for waited in waiting if waited.within is not undone]


@listens_for(Session, "do_orm_execute")
def _before_reading(state: ORMExecuteState) -> None:
    """Whoever reads the trail in the same transaction sees what it has recorded so far."""
    if state.session.info.get(_WAITING) and AuditEntry.__mapper__ in state.all_mappers:
        _write(state.session)
