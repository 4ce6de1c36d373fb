"""Writing down what was found out about a place."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake.facilities import queries, service
from intake.facilities.pages.door import pages, words
from intake.facilities.queries import WholePlace
from intake.facilities.rules.checking import checking
from intake.facilities.schemas import CredentialForm, PlaceForm, ServiceForm, edit_of
from intake.facilities.schemas.forms import edit_from, text_of
from intake.foundation.errors import Conflict, Invalid, PreconditionFailed
from intake.foundation.permissions import Permission
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.organisation.queries import today as desk_day
from intake.web.door import Unit

Page = str | tuple[str, int] | Response
_MEANWHILE = Words("Somebody else changed this place meanwhile. What you typed stands below: compare, and save again.")


@pages.page("GET", "/places/<uuid:facility_id>/edit", permission=Permission.FACILITIES_EDIT)
def edit(unit: Unit, facility_id: UUID) -> str:
    """The form for one place."""
    return _form(unit, queries.whole_place(unit.session, facility_id))


def _form(unit: Unit, whole: WholePlace, typed: Any = None, problems: dict[str, list[str]] | None = None) -> str:
    book = queries.code_book(unit.session)
    return render_template(
        "facilities/edit.html",
        whole=whole,
        place=whole.place,
        value=typed if typed is not None else text_of(whole),
        problems=problems or {},
        book=book,
        bodies=checking().bodies,
        states=STATES,
        today=desk_day(unit.session),
        **words(book),
    )


@pages.page("POST", "/places/<uuid:facility_id>/edit", permission=Permission.FACILITIES_EDIT, takes=PlaceForm())
def save(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], facility_id: UUID) -> Page:
    """Only what was changed in the form is written down."""
    whole = queries.whole_place(unit.session, facility_id)
    if problems:
        return _form(unit, whole, request.form, problems), 422
    told = edit_of(edit_from(data, whole), desk_day(unit.session))
    return _write(unit, whole, data["version"], told)


@pages.page("POST", "/places/<uuid:facility_id>/service", permission=Permission.FACILITIES_EDIT, takes=ServiceForm())
def answer_service(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], facility_id: UUID) -> Page:
    """Whether one service is offered."""
    whole = queries.whole_place(unit.session, facility_id)
    if problems:
        return _form(unit, whole, {**text_of(whole), **request.form}, problems), 422
    told = edit_of({**data, "services": {data["code"]: data["answer"]}}, desk_day(unit.session))
    return _write(unit, whole, data["version"], told)


def _write(unit: Unit, whole: WholePlace, version: int, told: dict[str, Any]) -> Page:
    place, typed = whole.place, {**text_of(whole), **request.form}
    try:
        with unit.session.begin_nested():
            service.edit_place(unit.session, actor=unit.actor, facility_id=place.id, version=version, **told)
    except PreconditionFailed:
        newest = queries.whole_place(unit.session, place.id)
        return _form(unit, newest, {**typed, "version": newest.version}, {"_form": [_MEANWHILE]}), 409
    except Invalid as error:
        return _form(unit, whole, typed, {bad.pointer.split("/")[1]: [bad.message] for bad in error.fields}), 422
    except Conflict as error:
        return _form(unit, whole, typed, {"_form": [error.detail]}), 409
    return redirect(url_for("facilities.place", facility_id=place.id), 303)


@pages.page("POST", "/places/<uuid:facility_id>/credentials", permission=Permission.FACILITIES_EDIT, takes=CredentialForm())
def add_credential(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], facility_id: UUID) -> Page:
    """A licence or an accreditation with its dates."""
    whole = queries.whole_place(unit.session, facility_id)
    typed = {**text_of(whole), **request.form}
    if problems:
        return _form(unit, whole, typed, problems), 422
    told = {"checked_on": desk_day(unit.session), **data}
    try:
        with unit.session.begin_nested():
            service.add_credential(unit.session, actor=unit.actor, facility_id=facility_id, **told)
    except Invalid as error:
        return _form(unit, whole, typed, {bad.pointer.split("/")[1]: [bad.message] for bad in error.fields}), 422
    return redirect(url_for("facilities.edit", facility_id=facility_id), 303)


@pages.page(
    "POST",
    "/places/<uuid:facility_id>/credentials/<uuid:credential_id>/removal",
    permission=Permission.FACILITIES_EDIT,
)
def remove_credential(unit: Unit, facility_id: UUID, credential_id: UUID) -> Response:
    """Take it off the place."""
    service.remove_credential(unit.session, actor=unit.actor, facility_id=facility_id, credential_id=credential_id)
    return redirect(url_for("facilities.edit", facility_id=facility_id), 303)
