"""What there is to look at: the quality of the directory, and where it differs from what the desk found."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from intake.facilities import queries, service
from intake.facilities.pages.door import pages, words
from intake.facilities.rules.checking import QUALITY
from intake.facilities.schemas import SettlementForm
from intake.foundation.errors import NotFound, PreconditionFailed
from intake.foundation.permissions import Permission
from intake.organisation.queries import names_of_staff
from intake.organisation.queries import today as desk_day
from intake.web.door import Unit
from intake.web.schema import PageQuery

Page = str | tuple[str, int] | Response


@pages.page("GET", "/places/quality", permission=Permission.FACILITIES_EDIT)
def quality(unit: Unit) -> str:
    """How many places have something to look at, and what the last import could not be sure of."""
    edition = queries.newest_import(unit.session)
    return render_template(
        "facilities/quality.html",
        counts=queries.count_quality(unit.session, desk_day(unit.session)),
        kinds=QUALITY,
        listed=queries.count_listed(unit.session),
        edition=edition,
        issues=queries.issues_of(unit.session, edition.id) if edition else [],
    )


@pages.page("GET", "/places/differences", permission=Permission.FACILITIES_EDIT, query=PageQuery())
def differences(unit: Unit, query: dict[str, Any]) -> str:
    """Corrections on which the directory has a new word."""
    return _differences(unit, query)


def _differences(unit: Unit, query: dict[str, Any], problem: str = "") -> str:
    found = queries.differences(unit.session, **query)
    names = names_of_staff(unit.session, {one.by for one in found.items if one.by})
    return render_template(
        "facilities/differences.html", found=found, names=names, problem=problem, **words(queries.code_book(unit.session))
    )


@pages.page("POST", "/places/<uuid:facility_id>/settlement", permission=Permission.FACILITIES_EDIT, takes=SettlementForm())
def settle(
    unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], facility_id: UUID
) -> str | tuple[str, int] | Response:
    """Take the directory's word, or keep ours."""
    if problems:
        return _differences(unit, {}, "Choose one of the two."), 422
    try:
        service.settle_difference(unit.session, actor=unit.actor, facility_id=facility_id, **data)
    except (PreconditionFailed, NotFound):
        return _differences(unit, {}, "Somebody else changed this place meanwhile: look at it again."), 409
    return redirect(url_for("facilities.differences"), 303)
