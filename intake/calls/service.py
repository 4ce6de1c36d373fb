"""Verbs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.queries import digest
from intake.calls import queries
from intake.calls.models import Call, Line
from intake.calls.rules import dispositions
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.foundation.phone import to_e164
from intake.storage.encrypted import new_data_key
from intake.storage.erasure import destroy_keys
from intake.storage.outbox import record_event

# A telephone system's clock may run a little ahead of ours.
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Started:
    """`repeated`: the provider told of this call before, and it is the first one again."""

    call: Call
    repeated: bool


def start_call(
    session: Session,
    *,
    actor: Actor,
    from_number: str | None = None,
    line_number: str | None = None,
    direction: str = "inbound",
    started_at: datetime | None = None,
    provider: str | None = None,
    provider_call_id: str | None = None,
) -> Started:
    """A call, taken by the actor. Without `from_number` it was withheld. A provider's repeat gives the first call.

    Refuses a line that the desk does not have, a start in the future, and a repeat of a call that is another team's.
    """
    require(actor, Permission.CALLS_TAKE)
    if (provider is None) != (provider_call_id is None):
        raise Invalid.field("/provider_call_id", "Needed together with provider, to know a repeat.")
    if first := _first(session, actor, provider, provider_call_id):
        return Started(first, repeated=True)
    started_at = _past(started_at)
    line = _line(session, line_number)
    try:
        with session.begin_nested():
            call = Call(
                data_key=new_data_key(session),
                line=line,
                direction=direction,
                provider=provider,
                provider_call_id=provider_call_id,
                taken_by=actor.id,
                team_id=actor.team_id,
                started_at=started_at,
            )
            _keep_number(session, call, from_number)
            session.add(call)
    except IntegrityError:
        # The same call was told of at the same moment, and the other one came first.
        if first := _first(session, actor, provider, provider_call_id):
            return Started(first, repeated=True)
        raise
    record(session, actor, "calls.start_call", call, withheld=from_number is None)
    record_event(session, event("calls.started", call_id=call.id))
    return Started(call, repeated=False)


def open_call(session: Session, *, actor: Actor, call_id: UUID) -> queries.CallFile:
    """The call and whom its number is known for, with a row in the trail. NotFound also for another team's."""
    require(actor, Permission.CALLS_READ)
    opened = queries.call_file(session, actor, queries.find_call(session, actor, call_id))
    known = [str(person.id) for person in opened.known_people]
    record(session, actor, "calls.open_call", opened.call, person_id=opened.call.caller_id, known_people=known)
    return opened


def end_call(session: Session, *, actor: Actor, call_id: UUID, disposition: str, note: str | None = None) -> Call:
    """The call, ended. Refuses an ending that is not on the list, and ending twice."""
    require(actor, Permission.CALLS_TAKE)
    if disposition not in dispositions():
        raise Invalid.field("/disposition", "Not an ending of the list. GET /api/v1/dispositions tells it.")
    call = queries.find_call(session, actor, call_id, lock=True)
    if call.ended_at is not None:
        raise Conflict("This call has ended already.")
    call.ended_at = max(now(), call.started_at)
    call.disposition = disposition
    call.note = note
    record(session, actor, "calls.end_call", call, person_id=call.caller_id, disposition=disposition)
    record_event(session, event("calls.ended", call_id=call.id))
    return call


def erase_calls(session: Session, *, actor: Actor, call_ids: Collection[UUID]) -> int:
    """How many calls that belong to nobody's record were emptied for good: number, note and the provider's id."""
    require(actor, Permission.PEOPLE_ERASE)
    free = select(Call).where(Call.id.in_(call_ids), Call.caller_id.is_(None)).order_by(Call.id)
    calls = session.scalars(free.with_for_update(of=Call, skip_locked=True).execution_options(populate_existing=True)).all()
    destroy_keys(session, {call.data_key_id for call in calls})
    for call in calls:
        record(session, actor, "calls.erase_call", call)
    return len(calls)


def add_line(session: Session, *, actor: Actor, number: str, name: str) -> Line:
    """A number that people call. Refuses one that is there already."""
    require(actor, Permission.SETTINGS_EDIT)
    number = to_e164(number, pointer="/number")
    if queries.line_by_number(session, number):
        raise Conflict("There is a line with this number already.")
    line = Line(number=number, name=name)
    session.add(line)
    session.flush()
    record(session, actor, "calls.add_line", line)
    return line


def _first(session: Session, actor: Actor, provider: str | None, provider_call_id: str | None) -> Call | None:
    if provider is None or provider_call_id is None:
        return None
    first = queries.call_of_provider(session, provider, provider_call_id)
    if first is not None and queries.call_if_seen(session, actor, first.id) is None:
        raise Conflict("Another team has taken this call.")
    return first


def _keep_number(session: Session, call: Call, from_number: str | None) -> None:
    if from_number is not None:
        call.from_number = to_e164(from_number, pointer="/from_number")
        call.from_digest = digest(session, "phone", call.from_number)


def _line(session: Session, number: str | None) -> Line | None:
    if number is None:
        return None
    line = queries.line_by_number(session, to_e164(number, pointer="/line_number"))
    if line is None:
        raise Invalid.field("/line_number", "The desk has no line with this number. An administrator can add it.")
    return line


def _past(started_at: datetime | None) -> datetime:
    moment = now()
    if started_at is not None and not moment - timedelta(days=366) < started_at <= moment + _AHEAD:
        raise Invalid.field("/started_at", "A call begins now or earlier, within the last year. Check the time and its offset.")
    return started_at or moment
