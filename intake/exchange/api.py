"""The JSON doors of this room: a file looked at, tried and brought in, and records that leave on a ground."""

from typing import Any
from uuid import UUID

from flask import Response

from intake.exchange import queries, service
from intake.exchange.formats.leaving import MEDIA_TYPES, as_file
from intake.exchange.models import Transfer
from intake.exchange.rules import ABOUT_PEOPLE
from intake.exchange.schemas import IMPORT_PAGE, JSON_BYTES, ExportIn, ImportIn, ImportOut, RunIn
from intake.exchange.service import Look
from intake.foundation.permissions import Permission
from intake.organisation.queries import today
from intake.storage.paging import Page
from intake.web.door import DECIDED, ApiDoor, Unit
from intake.web.runtime import current_runtime
from intake.web.schema import PageQuery

api = ApiDoor("exchange", __name__, "The desk's own data in and out, as CSV and NDJSON.")
USE = Permission.EXCHANGE_USE


@api.operation("GET", "/imports", permission=USE, query=PageQuery(), gives=IMPORT_PAGE)
def list_imports(unit: Unit, query: dict[str, Any]) -> Page[Transfer]:
    """Files of kinds that you may bring in, the latest first."""
    return queries.transfers(
        unit.session, unit.actor, service.kinds_for(unit.actor), cursor=query.get("cursor"), limit=query["limit"]
    )


@api.operation(
    "POST", "/imports", permission=USE, takes=ImportIn(), gives=ImportOut(), status=201, idempotent=True, body_bytes=JSON_BYTES
)
def upload_import(unit: Unit, data: dict[str, Any]) -> Look:
    """Bring a file (CSV or NDJSON) to be looked at. Nothing comes in yet; it is kept for a day at most."""
    row = service.upload(unit.session, actor=unit.actor, **data)
    return service.look_into(unit.session, actor=unit.actor, transfer_id=row.id)


@api.operation("GET", "/imports/<uuid:transfer_id>", permission=USE, gives=ImportOut())
def show_import(unit: Unit, transfer_id: UUID) -> Look:
    """Where its columns belong, with their first cells; how far it is, and what is wrong with which row."""
    return service.look_into(unit.session, actor=unit.actor, transfer_id=transfer_id)


@api.operation("POST", "/imports/<uuid:transfer_id>/runs", permission=USE, takes=RunIn(), gives=ImportOut(), status=202)
def run_import(unit: Unit, data: dict[str, Any], transfer_id: UUID) -> Look:
    """Let the worker try it (`dry_run`) or bring it in: all rows or none. Columns that you do not name stay as proposed."""
    service.ask_transfer(unit.session, actor=unit.actor, transfer_id=transfer_id, **data)
    return service.look_into(unit.session, actor=unit.actor, transfer_id=transfer_id)


@api.operation("DELETE", "/imports/<uuid:transfer_id>", permission=USE)
def drop_import(unit: Unit, transfer_id: UUID) -> None:
    """The file is gone for good; nothing of it was brought in."""
    service.drop_transfer(unit.session, actor=unit.actor, transfer_id=transfer_id)


@api.operation(
    "POST",
    "/exports",
    permission=USE,
    takes=ExportIn(),
    idempotent=True,
    fresh=True,
    discloses=DECIDED,
    sends=tuple(MEDIA_TYPES.values()),
)
def export(unit: Unit, data: dict[str, Any], once: UUID | None = None) -> Response:
    """The file. People's records need a ground; each person has it among their disclosures before their line is sent."""
    kind, format_, claim = data["kind"], data["format"], data.get("claim")
    ground = None
    if kind in ABOUT_PEOPLE:
        ground = service.ground_of(claim and claim.basis, data.get("recipient"), claim.facts if claim else {})
    service.begin_export(unit.session, actor=unit.actor, kind=kind, format=format_, ground=ground)
    return as_file(current_runtime().storage, unit.actor, kind, format_, ground, today(unit.session), once)
