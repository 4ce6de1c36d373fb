"""Pages of who stands around a person: on a page of its own, and in the counselor's form. And: this number is still right."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake.callers import service as callers
from intake.callers.queries import Duplicate, PersonTold
from intake.callers.rules import duplicate_words, relation_words
from intake.consents.rules import nothing_words
from intake.consents.service import circle_of
from intake.desk.pages.working import pages
from intake.desk.schemas import CircleForm
from intake.foundation.errors import Invalid, NotFound
from intake.foundation.permissions import Permission
from intake.intakes.queries import find_intake
from intake.web.door import Unit

for words in (relation_words, nothing_words, duplicate_words):
    pages.add_app_template_global(words)
Page = str | tuple[str, int] | Response
Problems = dict[str, list[str]]


@pages.page("GET", "/desk/people/<uuid:person_id>/circle", permission=Permission.PEOPLE_READ)
def circle(unit: Unit, person_id: UUID) -> Page:
    """Who stands around a person and around whom they stand: what each may be told, who may be called, and adding somebody."""
    return _circle(unit, person_id)


@pages.page("GET", "/desk/intakes/<uuid:intake_id>/circle", permission=Permission.INTAKES_READ)
def circle_in_form(unit: Unit, intake_id: UUID) -> Page:
    """The same of the person in need, to stand in the form."""
    return _circle(unit, find_intake(unit.session, unit.actor, intake_id).subject_id, intake_id=intake_id)


@pages.page("POST", "/desk/people/<uuid:person_id>/circle", permission=Permission.PEOPLE_EDIT, takes=CircleForm())
def add_to_circle(unit: Unit, data: dict[str, Any], problems: Problems, person_id: UUID) -> Page:
    """Add somebody; first it is asked whether they are somebody who is known."""
    return _add(unit, data, problems, person_id)


@pages.page("POST", "/desk/intakes/<uuid:intake_id>/circle", permission=Permission.PEOPLE_EDIT, takes=CircleForm())
def add_to_circle_in_form(unit: Unit, data: dict[str, Any], problems: Problems, intake_id: UUID) -> Page:
    """The same around whoever is in need by now: that may be another than when the form was shown."""
    return _add(unit, data, problems, _in_need(unit, intake_id), intake_id=intake_id)


def _in_need(unit: Unit, intake_id: UUID) -> UUID:
    """Who that is until the answer is given: the intake is held."""
    return find_intake(unit.session, unit.actor, intake_id, lock=True).subject_id


def _add(unit: Unit, data: dict[str, Any], problems: Problems, person_id: UUID, **more: Any) -> Page:
    if problems:
        return _circle(unit, person_id, status=422, typed=request.form, problems=problems, **more)
    chosen, is_new, relation = data.pop("who", None), data.pop("is_new", None), data.pop("relation")
    agreed, phone = data.pop("may_be_called", None), data.pop("phone", None)
    if chosen is None and is_new is None and (known := _known(unit, person_id, data, phone)):
        return _circle(unit, person_id, typed=request.form, known=known, **more)
    try:
        with unit.session.begin_nested():
            callers.relate_person(
                unit.session,
                actor=unit.actor,
                person_id=person_id,
                relation=relation,
                other=chosen or callers.Newcomer(data, phone),
                may_be_called=None if agreed is None else agreed == "yes",
            )
    except Invalid as error:
        told = {"_form": [each.message for each in error.fields]}
        return _circle(unit, person_id, status=422, typed=request.form, problems=told, **more)
    return _done(unit, person_id, **more)


@pages.page("POST", "/desk/people/<uuid:person_id>/circle/<uuid:other_id>/ending", permission=Permission.PEOPLE_EDIT)
def end_relation(unit: Unit, person_id: UUID, other_id: UUID) -> Page:
    """They no longer stand around this person."""
    _end(unit, person_id, other_id)
    return _done(unit, person_id)


@pages.page("POST", "/desk/intakes/<uuid:intake_id>/circle/<uuid:other_id>/ending", permission=Permission.PEOPLE_EDIT)
def end_relation_in_form(unit: Unit, intake_id: UUID, other_id: UUID) -> Page:
    """They no longer stand around the person in need."""
    person_id = _in_need(unit, intake_id)
    _end(unit, person_id, other_id)
    return _done(unit, person_id, intake_id=intake_id)


@pages.page(
    "POST", "/desk/people/<uuid:person_id>/contact-points/<uuid:point_id>/confirmation", permission=Permission.PEOPLE_EDIT
)
def confirm_contact_point(unit: Unit, person_id: UUID, point_id: UUID) -> Page:
    """The number, and what is safe there, are still right."""
    callers.confirm_contact_point(unit.session, actor=unit.actor, person_id=person_id, point_id=point_id)
    return redirect(url_for("desk.person", person_id=person_id), 303)


def _known(unit: Unit, person_id: UUID, names: dict[str, Any], phone: str | None) -> list[Duplicate]:
    told = PersonTold(names.get("given_name"), None, names.get("family_name"), None, [phone] if phone else [])
    return callers.propose_duplicates(unit.session, actor=unit.actor, told=told, leave_out=[person_id])


def _end(unit: Unit, person_id: UUID, other_id: UUID) -> None:
    try:
        callers.end_relation(unit.session, actor=unit.actor, person_id=person_id, other_id=other_id)
    except NotFound:
        # In another window it ended a moment ago: then all is as it should be, for whoever sees the person.
        callers.open_person(unit.session, actor=unit.actor, person_id=person_id)


def _done(unit: Unit, person_id: UUID, **more: Any) -> Page:
    """What stands in a page is answered with how it stands now, so that nothing else on that page is lost."""
    return _circle(unit, person_id, **more) if _stands_in_a_page() else redirect(url_for("desk.circle", person_id=person_id), 303)


def _circle(unit: Unit, person_id: UUID, *, status: int = 200, known: list[Duplicate] | None = None, **more: Any) -> Page:
    person = callers.open_person(unit.session, actor=unit.actor, person_id=person_id)
    page = render_template(
        "desk/circle_add.html" if _stands_in_a_page() else "desk/circle_page.html",
        person=person,
        circle=circle_of(unit.session, actor=unit.actor, person=person),
        known=known,
        **{"typed": {}, "problems": {}, "intake_id": None, **more},
    )
    # htmx puts nothing but a good answer in its place.
    return page if status == 200 or _stands_in_a_page() else (page, status)


def _stands_in_a_page() -> bool:
    return request.headers.get("HX-Request") == "true"
