"""Who received something about a person, as page and file, and who asked for it."""

import contextlib
import csv
import io
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for

from intake.callers.service import open_person
from intake.consents import service
from intake.consents.pages.door import Page, pages, problems_of
from intake.consents.rules import Claim, Recipient, law
from intake.consents.schemas.messages import AccountingQuery, AnsweredIn, AskedIn
from intake.foundation.cells import safe_cell
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.permissions import Permission
from intake.organisation.queries import desk_zone, names_of_staff
from intake.web.door import DECIDED, Unit

_COLUMNS = ("date", "to", "kind", "what", "why", "ground")


@pages.page("GET", "/people/<uuid:person_id>/disclosures", permission=Permission.DISCLOSURES_RECORD, query=AccountingQuery())
def disclosures(unit: Unit, query: dict[str, str], person_id: UUID) -> Page:
    """Who received what, and what they asked for."""
    return _disclosures(unit, person_id, **query)


def _disclosures(unit: Unit, person_id: UUID, kind: str = "part2", **more: Any) -> str:
    accounting = service.open_accounting(unit.session, actor=unit.actor, person_id=person_id, kind=kind)
    return render_template(
        "consents/disclosures.html",
        accounting=accounting,
        person_id=person_id,
        law=law(),
        asked=(asked := service.open_accounting_requests(unit.session, actor=unit.actor, person_id=person_id)),
        staff=names_of_staff(unit.session, {one.answered_by for one in asked if one.answered_by}),
        here=now().astimezone(desk_zone(unit.session)),
        **{"typed": {}, "problems": {}, **more},
    )


@pages.page(
    "GET",
    "/people/<uuid:person_id>/disclosures.csv",
    permission=Permission.DISCLOSURES_RECORD,
    query=AccountingQuery(),
    fresh=True,
    discloses=DECIDED,
)
def disclosures_file(unit: Unit, query: dict[str, str], person_id: UUID) -> Page:
    """The accounting as a file, for the person themself."""
    person = open_person(unit.session, actor=unit.actor, person_id=person_id)
    themself = Recipient("self", "", person.id)
    service.decide_disclosure(
        unit.session,
        subject_id=person.id,
        recipient=themself,
        purpose="own_request",
        information=["referral"],
        claim=Claim("self"),
    )
    told = service.open_accounting(unit.session, actor=unit.actor, person_id=person_id, **query)
    headers = {"Content-Disposition": "attachment; filename=disclosures.csv"}
    return FlaskResponse(_as_csv(told, desk_zone(unit.session)), content_type="text/csv; charset=utf-8", headers=headers)


def _as_csv(told: service.Accounting, zone: ZoneInfo) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_COLUMNS)
    for row in told.items:
        what, why = "; ".join(law().information[code] for code in row.information), law().purposes[row.purpose]
        cells = (row.at.astimezone(zone).isoformat(), row.recipient_name, law().recipient_kinds[row.recipient_kind], what, why)
        writer.writerow([safe_cell(str(cell)) for cell in (*cells, law().bases[row.basis].title)])
    return stream.getvalue()


@pages.page("POST", "/people/<uuid:person_id>/accounting-requests", permission=Permission.DISCLOSURES_RECORD, takes=AskedIn())
def ask(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], person_id: UUID) -> Page:
    """They asked who received something; a task and a last day come of it."""
    if not problems:
        try:
            with unit.session.begin_nested():
                asked = service.ask_accounting(unit.session, actor=unit.actor, person_id=person_id, **data)
            return redirect(url_for("consents.disclosures", person_id=person_id, kind=asked.kind, _anchor=asked.reference), 303)
        except (Conflict, Invalid) as error:
            problems = problems_of(error)
    return _disclosures(unit, person_id, typed=request.form, problems=problems), 422


@pages.page(
    "POST", "/accounting-requests/<uuid:accounting_id>/answered", permission=Permission.DISCLOSURES_RECORD, takes=AnsweredIn()
)
def answered(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], accounting_id: UUID) -> Page:
    """They have it; whoever noted it a moment earlier is shown."""
    if problems:
        raise Invalid.field("/way", "Say how they got it.")
    asked = service.open_accounting_request(unit.session, actor=unit.actor, accounting_id=accounting_id)
    with contextlib.suppress(Conflict), unit.session.begin_nested():
        service.answer_accounting(unit.session, actor=unit.actor, accounting_id=accounting_id, **data)
    return redirect(url_for("consents.disclosures", person_id=asked.subject_id, kind=asked.kind, _anchor=asked.reference), 303)
