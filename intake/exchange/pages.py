"""The pages of this room: what may leave and come in, and one file on its way."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake.consents.queries import switched_on
from intake.exchange import queries, service
from intake.exchange.formats import write_rows
from intake.exchange.rules import ABOUT_PEOPLE, FORMATS, KINDS
from intake.exchange.schemas import EXPORT_FORM, MOST_BYTES, UploadForm, bulk_grounds, columns_of, required_of
from intake.exchange.service.exporting import Ground, dump_rows, ground_of
from intake.exchange.service.transferring import mapping_of
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, IntakeError, Invalid
from intake.foundation.permissions import Permission, may
from intake.storage.session import Storage
from intake.web.door import DECIDED, PageDoor, Unit
from intake.web.runtime import current_runtime

pages = PageDoor("exchange", __name__)
Page = str | tuple[str, int] | Response
_PAUSE_SECONDS = 1


def kinds_for(actor: Actor) -> list[str]:
    """What this role may bring in and let leave."""
    people = may(actor, Permission.EXCHANGE_PEOPLE)
    places = may(actor, Permission.FACILITIES_EDIT)
    return [kind for kind in KINDS if (people if kind in ABOUT_PEOPLE else places)]


@pages.page("GET", "/exchange", permission=Permission.EXCHANGE_USE)
def overview(unit: Unit) -> Page:
    """What may leave and come in, and the files of late."""
    return _overview(unit)


def _overview(unit: Unit, **more: Any) -> str:
    kinds, on = kinds_for(unit.actor), switched_on(unit.session)
    return render_template(
        "exchange/overview.html",
        kinds=kinds,
        about_people=ABOUT_PEOPLE,
        formats=FORMATS,
        grounds={code: basis for code, basis in bulk_grounds().items() if code in on},
        transfers=queries.transfers(unit.session, kinds),
        most_megabytes=MOST_BYTES // 1_000_000,
        **{"typed": {}, "problems": {}, "upload_problems": {}, **more},
    )


@pages.page("POST", "/exchange/export", permission=Permission.EXCHANGE_USE, takes=EXPORT_FORM, fresh=True, discloses=DECIDED)
def export(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    """The file. What it tells of each person is recorded as a disclosure before it is sent, batch by batch."""
    ground: Ground | None = None
    if not problems:
        facts = {name.removeprefix("fact_"): value for name, value in data.items() if name.startswith("fact_")}
        try:
            if data["kind"] in ABOUT_PEOPLE:
                ground = ground_of(data.get("basis"), data.get("recipient"), facts)
            with unit.session.begin_nested():
                service.begin_export(unit.session, actor=unit.actor, kind=data["kind"], format=data["format"], ground=ground)
        except (Invalid, Conflict) as error:
            problems = _told(error, "basis")
    if problems:
        return _overview(unit, typed=data, problems=problems), 422
    kind, format_ = data["kind"], data["format"]
    body = write_rows(kind, format_, _records(current_runtime().storage, unit.actor, kind, ground))
    response = FlaskResponse(body, content_type=f"{'text/csv' if format_ == 'csv' else 'application/x-ndjson'}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}-{now():%Y-%m-%d}.{format_}"'
    return response


def _records(storage: Storage, actor: Actor, kind: str, ground: Ground | None) -> Iterator[dict[str, Any]]:
    """Batch by batch, each in a transaction of its own that is committed before its lines leave."""
    after: UUID | None = None
    while True:
        with storage.unit_of_work() as session:
            found = service.export_rows(session, actor=actor, kind=kind, after=after, ground=ground)
            told = list(dump_rows(session, kind, found))
        if not found:
            return
        after = found[-1].id
        yield from told


@pages.page("POST", "/exchange/files", permission=Permission.EXCHANGE_USE, takes=UploadForm(), body_bytes=MOST_BYTES + 100_000)
def upload(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    """A file that somebody wants to bring in."""
    if not problems:
        file = data["content"]
        try:
            with unit.session.begin_nested():
                row = service.upload(unit.session, actor=unit.actor, kind=data["kind"], content=file.content, label=file.name)
        except (Invalid, Conflict) as error:
            problems = _told(error, "content")
        else:
            return redirect(url_for("exchange.transfer", transfer_id=row.id), 303)
    return _overview(unit, upload_problems=problems), 422


@pages.page("GET", "/exchange/files/<uuid:transfer_id>", permission=Permission.EXCHANGE_USE)
def transfer(unit: Unit, transfer_id: UUID) -> Page:
    """One file: where its columns belong, how far it is, what is wrong with it."""
    return _transfer(unit, transfer_id)


def _transfer(unit: Unit, transfer_id: UUID, problem: str = "") -> str:
    row, source = service.open_transfer(unit.session, actor=unit.actor, transfer_id=transfer_id)
    return render_template(
        "exchange/transfer.html",
        row=row,
        columns=source.columns if source else (),
        sample=source.sample() if source else [],
        mapping=mapping_of(row),
        ours=columns_of(row.kind),
        required=required_of(row.kind),
        pause=_PAUSE_SECONDS,
        problem=problem,
    )


@pages.page("POST", "/exchange/files/<uuid:transfer_id>", permission=Permission.EXCHANGE_USE)
def ask(unit: Unit, transfer_id: UUID) -> Page:
    """Try the file with this mapping, bring it in, or let it go."""
    # The columns are the file's own, so no schema can name them.
    row, source = service.open_transfer(unit.session, actor=unit.actor, transfer_id=transfer_id)
    columns = source.columns if source else ()
    mapping = {name: request.form.get(f"column_{place}", "")[:100] for place, name in enumerate(columns)}
    what = request.form.get("what")
    try:
        with unit.session.begin_nested():
            if what == "drop":
                service.drop_transfer(unit.session, actor=unit.actor, transfer_id=row.id)
            else:
                service.ask_transfer(
                    unit.session, actor=unit.actor, transfer_id=row.id, mapping=mapping, dry_run=what != "import"
                )
    except (Invalid, Conflict) as error:
        return _transfer(unit, transfer_id, " ".join(words for each in _told(error, "").values() for words in each)), 422
    return redirect(url_for("exchange.overview" if what == "drop" else "exchange.transfer", transfer_id=row.id), 303)


@pages.page("GET", "/exchange/files/<uuid:transfer_id>/progress", permission=Permission.EXCHANGE_USE)
def progress(unit: Unit, transfer_id: UUID) -> Page:
    """How far it is; when it has ended, the page loads itself anew."""
    row = service.look_at_transfer(unit.session, actor=unit.actor, transfer_id=transfer_id)
    response = FlaskResponse(render_template("exchange/progress.html", row=row, pause=_PAUSE_SECONDS))
    if row.state not in ("checking", "importing"):
        response.headers["HX-Refresh"] = "true"
    return response


def _told(error: IntakeError, field: str) -> dict[str, list[str]]:
    if isinstance(error, Invalid):
        return {one.pointer.strip("/"): [one.message] for one in error.fields}
    return {field: [error.detail]}
