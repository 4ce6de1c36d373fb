"""The page that a person signs on, behind a link that works once."""

from typing import Any

from flask import render_template

from intake.consents import service
from intake.consents.pages.door import Page, pages
from intake.consents.schemas.forms import SignForm, YearForm
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.web.door import DECIDED, Unit


@pages.page("GET", "/sign/<string:token>", permission=Permission.PUBLIC, discloses="a form; it does not even look the link up")
def sign(unit: Unit, token: str) -> Page:
    """Asks for the year of birth. The same for each link, so a preview learns nothing and uses nothing up."""
    return render_template("consents/sign_year.html", problem="")


@pages.page("POST", "/sign/<string:token>", permission=Permission.PUBLIC, takes=YearForm(), discloses=DECIDED)
def read_before_signing(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], token: str) -> Page:
    """What would be shared, with whom and why."""
    opened = None if problems else service.open_link(unit.session, token=token, birth_year=data["birth_year"])
    if opened is None:
        return _not_open()
    return render_template("consents/sign.html", opened=opened, token=token, year=data["birth_year"], problems={})


@pages.page("POST", "/sign/<string:token>/signature", permission=Permission.PUBLIC, takes=SignForm(), discloses=DECIDED)
def signature(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], token: str) -> Page:
    """Signed."""
    if problems:
        year = str(data.get("birth_year", ""))
        opened = service.open_link(unit.session, token=token, birth_year=int(year)) if year.isascii() and year.isdigit() else None
        if opened is None:
            return _not_open()
        return render_template("consents/sign.html", opened=opened, token=token, year=year, problems=problems), 422
    try:
        signed = service.sign_by_link(unit.session, token=token, **data)
    except service.WordsChanged as changed:
        told, year = {"shown": [changed.detail]}, data["birth_year"]
        return render_template("consents/sign.html", opened=changed.opened, token=token, year=year, problems=told), 409
    return _not_open() if signed is None else render_template("consents/signed.html", opened=signed)


def _not_open() -> tuple[str, int]:
    problem = Words("This did not work. Check the year, or ask the desk for a new link.")
    return render_template("consents/sign_year.html", problem=problem), 404
