"""Sign-in, sign-out, and a person's own account: where they are signed in, and their password."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from intake.accounts import queries, service
from intake.accounts.rules import PASSWORD_LEAST, own_path
from intake.accounts.schemas import NextQuery, PasswordForm, SignInForm
from intake.accounts.service import browsers
from intake.foundation.errors import Invalid, NotFound, TooMany
from intake.foundation.permissions import Permission
from intake.web.door import PageDoor, Unit
from intake.web.login import COOKIE

pages = PageDoor("accounts", __name__)
Page = str | tuple[str, int] | Response


@pages.page("GET", "/sign-in", permission=Permission.PUBLIC, query=NextQuery())
def sign_in(unit: Unit, query: dict[str, str]) -> Page:
    onward = own_path(query.get("next"))
    return redirect(onward) if unit.visitor else render_template("accounts/sign_in.html", onward=onward)


@pages.page("POST", "/sign-in", permission=Permission.PUBLIC, takes=SignInForm())
def open_browser(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Page:
    onward, email = own_path(data.pop("next", None)), data.get("email", "")
    if problems:
        return _refused("Please fill in your e-mail and your password.", onward, email), 422
    key, cookie = unit.config.secret_key, request.cookies.get(browsers.COOKIE)
    origin = service.Origin(request.remote_addr or "", browsers.known_browser(cookie, key=key, email=email))
    try:
        signed_in = service.sign_in(unit.session, **data, origin=origin, kind="browser", hours=unit.config.session_hours)
    except (service.SignInRefused, TooMany) as error:
        return _refused(error.detail, onward, email), 429 if isinstance(error, TooMany) else 401
    _end_current(unit)
    response = redirect(onward, 303)
    known = browsers.remember_browser(cookie, key=key, email=email)
    _keep(unit, response, browsers.COOKIE, known, timedelta(days=browsers.DAYS_KEPT))
    _keep(unit, response, COOKIE, signed_in.token)
    return response


def _refused(problem: str, onward: str, email: str) -> str:
    return render_template("accounts/sign_in.html", problem=problem, onward=onward, email=email)


def _keep(unit: Unit, response: Response, name: str, value: str, age: timedelta | None = None) -> None:
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="Lax", secure=unit.config.production)


def _end_current(unit: Unit) -> None:
    """Another person signing in at the same browser ends what was open there."""
    if unit.visitor and unit.visitor.session_id:
        service.end_session(unit.session, actor=unit.visitor, session_id=unit.visitor.session_id)


@pages.page("POST", "/sign-out", permission=Permission.PUBLIC)
def sign_out(unit: Unit) -> Page:
    _end_current(unit)
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="Lax", secure=unit.config.production)
    return response


@pages.page("GET", "/account", permission=Permission.SIGNED_IN)
def sessions(unit: Unit) -> Page:
    return _account_page(unit)


def _account_page(unit: Unit, problems: dict[str, list[str]] | None = None, done: str = "") -> str:
    if unit.actor.id is None:
        raise NotFound
    idle = timedelta(minutes=unit.config.idle_minutes)
    return render_template(
        "accounts/account.html",
        sessions=queries.open_sessions(unit.session, unit.actor.id, idle=idle),
        current=unit.actor.session_id,
        least=PASSWORD_LEAST,
        problems=problems or {},
        done=done,
    )


@pages.page("POST", "/account/password", permission=Permission.SIGNED_IN, takes=PasswordForm())
def change_password(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    if problems:
        return _account_page(unit, problems), 422
    origin = service.Origin(request.remote_addr or "", f"session {unit.actor.session_id}")
    current, new = data["current_password"], data["new_password"]
    try:
        service.change_password(unit.session, actor=unit.actor, current=current, new=new, origin=origin)
    except Invalid as error:
        return _account_page(unit, {field.pointer.strip("/"): [field.message] for field in error.fields}), 422
    except TooMany as error:
        return _account_page(unit, {"current_password": [error.detail]}), 429
    return _account_page(unit, done="Your password is changed. You are signed out everywhere else.")


@pages.page("POST", "/account/sessions/<uuid:session_id>/end", permission=Permission.SIGNED_IN)
def end_session(unit: Unit, session_id: UUID) -> Page:
    service.end_session(unit.session, actor=unit.actor, session_id=session_id)
    return redirect(url_for("accounts.sessions"), 303)


@pages.page("POST", "/account/sessions/end", permission=Permission.SIGNED_IN)
def end_all_sessions(unit: Unit) -> Page:
    if unit.actor.id is not None:
        service.end_all_sessions(unit.session, actor=unit.actor, account_id=unit.actor.id)
    return make_response(redirect(url_for("accounts.sign_in"), 303))
