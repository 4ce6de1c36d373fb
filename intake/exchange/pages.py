"""The pages of this room: what may leave and come in, and one file on its way."""

from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake.consents.queries import switched_on
from intake.exchange import queries, service
from intake.exchange.formats.leaving import as_file
from intake.exchange.rules import ABOUT_PEOPLE, FORMATS
from intake.exchange.schemas import EXPORT_FORM, MOST_BYTES, UploadForm, bulk_grounds, columns_of, required_of
from intake.exchange.service.exporting import Ground, ground_of
from intake.foundation.errors import Conflict, IntakeError, Invalid
from intake.foundation.permissions import Permission
from intake.organisation.queries import today
from intake.web.door import DECIDED, PageDoor, Unit
from intake.web.runtime import current_runtime

pages = PageDoor("exchange", __name__)
Page = str | tuple[str, int] | Response
_PAUSE_SECONDS = 1


@pages.page("GET", "/exchange", permission=Permission.EXCHANGE_USE)
def overview(unit: Unit) -> Page:
    """What may leave and come in, and the files of late."""
    return _overview(unit)


def _overview(unit: Unit, **more: Any) -> str:
    kinds, on = service.kinds_for(unit.actor), switched_on(unit.session)
    return render_template(
        "exchange/overview.html",
        kinds=kinds,
        about_people=ABOUT_PEOPLE,
        formats=FORMATS,
        grounds={code: basis for code, basis in bulk_grounds().items() if code in on},
        transfers=queries.transfers(unit.session, unit.actor, kinds).items,
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
    return as_file(current_runtime().storage, unit.actor, data["kind"], data["format"], ground, today(unit.session))


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
    look = service.look_into(unit.session, actor=unit.actor, transfer_id=transfer_id)
    return render_template(
        "exchange/transfer.html",
        row=look.row,
        columns=look.columns,
        sample=look.sample,
        mapping=look.mapping,
        errors=look.problems,
        ours=columns_of(look.row.kind),
        required=required_of(look.row.kind),
        pause=_PAUSE_SECONDS,
        problem=problem,
    )


@pages.page("POST", "/exchange/files/<uuid:transfer_id>", permission=Permission.EXCHANGE_USE)
def ask(unit: Unit, transfer_id: UUID) -> Page:
    """Try the file with this mapping, bring it in, or let it go."""
    # The columns are the file's own, so no schema can name them.
    look = service.look_into(unit.session, actor=unit.actor, transfer_id=transfer_id)
    mapping = {name: request.form.get(f"column_{place}", "")[:100] for place, name in enumerate(look.columns)}
    what = request.form.get("what")
    try:
        with unit.session.begin_nested():
            if what == "drop":
                service.drop_transfer(unit.session, actor=unit.actor, transfer_id=transfer_id)
            else:
                service.ask_transfer(
                    unit.session, actor=unit.actor, transfer_id=transfer_id, mapping=mapping, dry_run=what != "import"
                )
    except (Invalid, Conflict) as error:
        return _transfer(unit, transfer_id, " ".join(words for each in _told(error, "").values() for words in each)), 422
    return redirect(url_for("exchange.overview" if what == "drop" else "exchange.transfer", transfer_id=transfer_id), 303)


@pages.page("GET", "/exchange/files/<uuid:transfer_id>/progress", permission=Permission.EXCHANGE_USE, unattended=True)
def progress(unit: Unit, transfer_id: UUID) -> Page:
    """How far it is; when it has ended, the page loads itself anew."""
    row = service.look_at_transfer(unit.session, actor=unit.actor, transfer_id=transfer_id)
    response = FlaskResponse(render_template("exchange/progress.html", row=row, pause=_PAUSE_SECONDS))
    if row.state not in ("checking", "importing"):
        response.headers["HX-Refresh"] = "true"
    return response


def _told(error: IntakeError, field: str) -> dict[str, list[str]]:
    if isinstance(error, Invalid):
        named = {one.pointer.replace("/claim/facts/", "/fact_"): one.message for one in error.fields}
        return {pointer.rpartition("/")[2]: [message] for pointer, message in named.items()}
    return {field: [error.detail]}
