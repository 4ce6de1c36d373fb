"""The pages of this room."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from intake.callers import service as callers
from intake.callers.rules import hold_words
from intake.callers.schemas import HoldIn
from intake.foundation.errors import Conflict, PreconditionFailed
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.organisation.queries import names_of_staff
from intake.retention import service
from intake.retention.rules import grace_days, kept_for_good
from intake.retention.schemas import RETENTION_FORM, changes_of
from intake.web.door import PageDoor, Unit

pages = PageDoor("retention", __name__)
Page = str | tuple[str, int] | Response


@pages.page("GET", "/people/<uuid:person_id>/holds", permission=Permission.PEOPLE_HOLD)
def holds(unit: Unit, person_id: UUID) -> Page:
    """Which matters ask that this record be kept, those of the past too, and the form for a new one."""
    return _holds(unit, person_id)


def _holds(unit: Unit, person_id: UUID, **more: Any) -> str:
    found = callers.open_holds(unit.session, actor=unit.actor, person_id=person_id)
    staff = {one for hold in found for one in (hold.placed_by, hold.lifted_by) if one is not None}
    return render_template(
        "retention/holds.html",
        holds=found,
        person_id=person_id,
        names=names_of_staff(unit.session, staff),
        because=hold_words(),
        **{"typed": {}, "problems": {}, "problem": "", **more},
    )


@pages.page("POST", "/people/<uuid:person_id>/holds", permission=Permission.PEOPLE_HOLD, takes=HoldIn())
def place_hold(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], person_id: UUID) -> Page:
    """The record is held."""
    if problems:
        return _holds(unit, person_id, typed=data, problems=problems), 422
    callers.place_hold(unit.session, actor=unit.actor, person_id=person_id, **data)
    return redirect(url_for("retention.holds", person_id=person_id), 303)


@pages.page("POST", "/people/<uuid:person_id>/holds/<uuid:hold_id>/lifting", permission=Permission.PEOPLE_HOLD)
def lift_hold(unit: Unit, person_id: UUID, hold_id: UUID) -> Page:
    """This matter no longer asks for the record."""
    try:
        with unit.session.begin_nested():
            callers.lift_hold(unit.session, actor=unit.actor, person_id=person_id, hold_id=hold_id)
    except Conflict as error:
        return _holds(unit, person_id, problem=error.detail), 409
    return redirect(url_for("retention.holds", person_id=person_id), 303)


@pages.page("GET", "/retention", permission=Permission.RETENTION_READ)
def report(unit: Unit) -> Page:
    """What is kept for how long, what is over now, and what a hold keeps."""
    told = service.open_report(unit.session, actor=unit.actor)
    return render_template("retention/report.html", report=told, kept=kept_for_good())


@pages.page("GET", "/retention/change", permission=Permission.RETENTION_SET, fresh=True)
def edit(unit: Unit) -> Page:
    """The form for the years, and for switching it on or off."""
    return _edit(unit)


def _edit(unit: Unit, typed: dict[str, Any] | None = None, problems: dict[str, list[str]] | None = None) -> str:
    told = service.open_report(unit.session, actor=unit.actor)
    return render_template("retention/change.html", report=told, typed=typed or {}, problems=problems or {}, days=grace_days())


@pages.page("POST", "/retention/change", permission=Permission.RETENTION_SET, takes=RETENTION_FORM, fresh=True)
def change(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    """Set."""
    if problems:
        return _edit(unit, data, problems), 422
    try:
        service.change_retention(unit.session, actor=unit.actor, version=data["version"], **changes_of(data))
    except PreconditionFailed:
        problem = Words("Somebody else changed this meanwhile. Compare with the page and save again.")
        return _edit(unit, {"version": service.open_report(unit.session, actor=unit.actor).version}, {"_form": [problem]}), 409
    return redirect(url_for("retention.report"), 303)
