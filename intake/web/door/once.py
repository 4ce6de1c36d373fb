"""A request that was sent again is answered as before, and done once."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, request

from intake.foundation.errors import BadField, Invalid, NotFound
from intake.foundation.identifiers import new_id
from intake.storage.idempotency import IdempotencyRecord, claim_key, ids_in, keep_answer, read_answer
from intake.web.door.declaration import DECIDED, Declaration, Unit
from intake.web.runtime import current_runtime


def once(unit: Unit, declared: Declaration, perform: Callable[..., Response]) -> Response:
    """Perform it, or give the kept answer when this Idempotency-Key was answered before."""
    key = request.headers.get("Idempotency-Key") if declared.idempotent else None
    if key is None or unit.actor.id is None:
        return perform()
    if not 1 <= len(key) <= 255:
        raise Invalid([BadField("/header/Idempotency-Key", "Use 1 to 255 characters.")])
    asked = b"\0".join((request.method.encode(), request.full_path.encode(), request.get_data()))
    record = claim_key(unit.session, actor_id=unit.actor.id, key=key, request=asked)
    if declared.discloses == DECIDED:
        return _decided_again(unit, record, perform)
    if record.status is not None:
        return _told_again(unit, record, record.status)
    response = perform()
    keep_answer(unit.session, record, response.status_code, response.get_data())
    return response


def _decided_again(unit: Unit, record: IdempotencyRecord, perform: Callable[..., Response]) -> Response:
    """What leaves the house is decided on each time, and no copy of it is kept: only by which id its record is known again."""
    if record.status is not None:
        response = perform(once=UUID(read_answer(unit.session, record).decode()))
        response.headers["Idempotency-Replayed"] = "true"
        return response
    done = new_id()
    response = perform(once=done)
    keep_answer(unit.session, record, response.status_code, str(done).encode())
    return response


def _told_again(unit: Unit, record: IdempotencyRecord, status: int) -> Response:
    """The kept answer; NotFound when it, or the path that was asked, names a record that the actor may not see any more."""
    _refuse_hidden(unit, frozenset(one for one in (request.view_args or {}).values() if isinstance(one, UUID)))
    body = read_answer(unit.session, record)
    _refuse_hidden(unit, ids_in(body))
    kept = Response(body, status, content_type="application/json")
    kept.headers["Idempotency-Replayed"] = "true"
    return kept


def _refuse_hidden(unit: Unit, ids: frozenset[UUID]) -> None:
    if current_runtime().hides_any(unit.session, unit.actor, ids):
        raise NotFound
