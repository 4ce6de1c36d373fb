"""Pages of what was before: treatment told in the form."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for

from intake.desk.pages.working import Page, pages
from intake.desk.schemas import TreatmentForm
from intake.foundation.permissions import Permission
from intake.intakes import service as intakes
from intake.substances.rules.use import treatment_kinds
from intake.web.door import Unit

pages.add_app_template_global(treatment_kinds)


@pages.page("GET", "/desk/intakes/<uuid:intake_id>/treatments", permission=Permission.INTAKES_READ)
def treatments(unit: Unit, intake_id: UUID) -> Page:
    """What was told of treatment of before, to stand in the form."""
    return _treatments(unit, intake_id)


@pages.page("POST", "/desk/intakes/<uuid:intake_id>/treatments", permission=Permission.INTAKES_EDIT, takes=TreatmentForm())
def add_treatment(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], intake_id: UUID) -> Page:
    """One more; htmx puts the answer in its place."""
    if not problems and data:
        if "completed" in data:
            data["completed"] = data["completed"] == "yes"
        intakes.add_treatment(unit.session, actor=unit.actor, intake_id=intake_id, answers=data)
    return _done(unit, intake_id, problems)


@pages.page("POST", "/desk/intakes/<uuid:intake_id>/treatments/<uuid:treatment_id>/removal", permission=Permission.INTAKES_EDIT)
def remove_treatment(unit: Unit, intake_id: UUID, treatment_id: UUID) -> Page:
    """It was told by mistake."""
    intakes.remove_treatment(unit.session, actor=unit.actor, intake_id=intake_id, treatment_id=treatment_id)
    return _done(unit, intake_id, {})


def _done(unit: Unit, intake_id: UUID, problems: dict[str, list[str]]) -> Page:
    if request.headers.get("HX-Request") == "true" or problems:
        return _treatments(unit, intake_id, problems)
    return redirect(url_for("desk.intake", intake_id=intake_id), 303)


def _treatments(unit: Unit, intake_id: UUID, problems: dict[str, list[str]] | None = None) -> str:
    told = intakes.open_treatments(unit.session, actor=unit.actor, intake_id=intake_id)
    typed = request.form if problems else {}
    return render_template("desk/treatments.html", intake_id=intake_id, told=told, problems=problems or {}, typed=typed)
