"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from intake.calls import queries, rules, service
from intake.calls.models import Call, Line
from intake.calls.schemas import (
    CALL_PAGE,
    CallEndIn,
    CallFileOut,
    CallIn,
    CallOut,
    CallQuery,
    Dispositions,
    LineIn,
    LineOut,
    Lines,
)
from intake.foundation.permissions import Permission
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit, WithStatus

api = ApiDoor("calls", __name__, "Lines and calls.")


@api.operation(
    "POST",
    "/calls",
    permission=Permission.CALLS_TAKE,
    takes=CallIn(),
    gives=CallOut(),
    status=201,
    or_status=200,
    idempotent=True,
)
def start_call(unit: Unit, data: dict[str, Any]) -> Call | WithStatus:
    """A call begins. A provider's repeat of one is answered with the first, and with 200."""
    started = service.start_call(unit.session, actor=unit.actor, **data)
    return WithStatus(started.call, 200) if started.repeated else started.call


@api.operation("GET", "/calls", permission=Permission.CALLS_READ, query=CallQuery(), gives=CALL_PAGE)
def list_calls(unit: Unit, query: dict[str, Any]) -> Page[Call]:
    """The calls of a day of the desk, the latest first."""
    return queries.calls_of_day(unit.session, unit.actor, **query)


@api.operation("GET", "/calls/<uuid:call_id>", permission=Permission.CALLS_READ, gives=CallFileOut())
def open_call(unit: Unit, call_id: UUID) -> queries.CallFile:
    """A call, and the people known for its number."""
    return service.open_call(unit.session, actor=unit.actor, call_id=call_id)


@api.operation(
    "POST",
    "/calls/<uuid:call_id>/end",
    permission=Permission.CALLS_TAKE,
    takes=CallEndIn(),
    gives=CallOut(),
    idempotent=True,
)
def end_call(unit: Unit, data: dict[str, Any], call_id: UUID) -> Call:
    """The call ends, with how it ended."""
    return service.end_call(unit.session, actor=unit.actor, call_id=call_id, **data)


@api.operation("GET", "/dispositions", permission=Permission.CATALOGUE_READ, gives=Dispositions())
def list_dispositions(unit: Unit) -> dict[str, Any]:
    """How a call may end."""
    return {"items": list(rules.dispositions().values())}


@api.operation("GET", "/lines", permission=Permission.SIGNED_IN, gives=Lines())
def list_lines(unit: Unit) -> dict[str, Any]:
    """The numbers that people call."""
    return {"items": queries.lines(unit.session)}


@api.operation(
    "POST", "/lines", permission=Permission.SETTINGS_EDIT, takes=LineIn(), gives=LineOut(), status=201, idempotent=True
)
def add_line(unit: Unit, data: dict[str, str]) -> Line:
    """Add a number that people call."""
    return service.add_line(unit.session, actor=unit.actor, **data)
