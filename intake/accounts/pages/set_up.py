"""Choosing a password by the link of an administrator. The page is the same for each link, so a preview uses nothing up."""

from typing import Any

from flask import render_template

from intake.accounts import service
from intake.accounts.pages.browser import Page, pages
from intake.accounts.rules import PASSWORD_LEAST
from intake.accounts.schemas import SetUpForm
from intake.foundation.errors import Invalid, NotFound
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.web.door import Unit


@pages.page("GET", "/set-up", permission=Permission.PUBLIC, discloses="a form; it does not even look the link up")
def set_up(unit: Unit) -> Page:
    return _page({}, "")


@pages.page("POST", "/set-up", permission=Permission.PUBLIC, takes=SetUpForm(), discloses="whether it worked")
def choose_password(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    if problems:
        return _page(data, Words("Type the password that you want.")), 422
    try:
        account = service.set_password(unit.session, **data)
    except Invalid as error:
        return _page(data, " ".join(field.message for field in error.fields)), 422
    except NotFound as error:
        return _page({}, error.detail), 404
    return render_template(
        "accounts/sign_in.html", onward="/", email=account.email, done=Words("Your password is set. Sign in with it.")
    )


def _page(typed: dict[str, Any], problem: str) -> str:
    return render_template("accounts/set_up.html", token=typed.get("token", ""), problem=problem, least=PASSWORD_LEAST)
