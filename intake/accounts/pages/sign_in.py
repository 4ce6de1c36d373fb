"""Sign-in in its steps, and sign-out."""

from flask import jsonify, make_response, redirect, render_template, request, url_for

from intake.accounts import service
from intake.accounts.pages.browser import Page, begin, origin_of, pages, status_of, welcome, words_of
from intake.accounts.pages.factors import enroll_page
from intake.accounts.rules import own_path
from intake.accounts.schemas import AgainForm, CodeForm, NextQuery, SignInForm
from intake.foundation.errors import Invalid, NotSignedIn, TooMany
from intake.foundation.permissions import Permission
from intake.web.csrf import token_for
from intake.web.door import Unit
from intake.web.ending import session_seconds
from intake.web.login import session_cookie, token_of


@pages.page("GET", "/sign-in", permission=Permission.PUBLIC, query=NextQuery(), discloses="a form")
def sign_in(unit: Unit, query: dict[str, str]) -> Page:
    onward = own_path(query.get("next"))
    return redirect(onward) if unit.visitor else render_template("accounts/sign_in.html", onward=onward)


@pages.page("POST", "/sign-in", permission=Permission.PUBLIC, takes=SignInForm(), discloses="whether it worked")
def open_browser(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Page:
    onward, email = own_path(data.pop("next", None)), data.get("email", "")
    if problems:
        return _refused("Please fill in your e-mail and your password.", onward, email), 422
    roles, hours = unit.config.factor_roles, unit.config.session_hours
    origin = origin_of(unit, email)
    try:
        begun = service.begin_sign_in(unit.session, **data, origin=origin, hours=hours, factor_roles=roles)
    except (service.SignInRefused, TooMany) as error:
        return _refused(error.detail, onward, email), 429 if isinstance(error, TooMany) else 401
    _end_current(unit)
    if isinstance(begun, service.SignedIn):
        return welcome(unit, redirect(onward, 303), begun)
    step = "accounts.enroll" if begun.enroll else "accounts.ask_code"
    return begin(redirect(url_for(step, next=onward), 303), unit, begun.token)


def _refused(problem: str, onward: str, email: str) -> str:
    return render_template("accounts/sign_in.html", problem=problem, onward=onward, email=email)


@pages.page("GET", "/sign-in/code", permission=Permission.PUBLIC, query=NextQuery(), discloses="a form")
def ask_code(unit: Unit, query: dict[str, str]) -> Page:
    onward = own_path(query.get("next"))
    if service.pending_account(unit.session, token_of(request)) is None:
        return redirect(url_for("accounts.sign_in", next=onward))
    return render_template("accounts/code.html", onward=onward)


@pages.page("POST", "/sign-in/code", permission=Permission.PUBLIC, takes=CodeForm(), discloses="whether it worked")
def take_code(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Page:
    onward, account = own_path(data.get("next")), service.pending_account(unit.session, token_of(request))
    if account is None:
        return redirect(url_for("accounts.sign_in", next=onward), 303)
    given, origin, hours = data.get("code", ""), origin_of(unit, account.email), unit.config.session_hours
    try:
        signed_in = service.finish_sign_in(unit.session, account=account, code=given, origin=origin, hours=hours)
    except (Invalid, TooMany) as error:
        return render_template("accounts/code.html", onward=onward, problem=words_of(error)), status_of(error)
    return welcome(unit, redirect(onward, 303), signed_in)


@pages.page("GET", "/sign-in/enroll", permission=Permission.PUBLIC, query=NextQuery(), discloses="staff's own second factor")
def enroll(unit: Unit, query: dict[str, str]) -> Page:
    onward, account = own_path(query.get("next")), service.pending_account(unit.session, token_of(request))
    if account is None or service.proposed_factor(unit.session, account.id) is None:
        return redirect(url_for("accounts.sign_in", next=onward))
    return enroll_page(unit, account, "accounts.finish_enrollment", onward)


@pages.page("POST", "/sign-in/enroll", permission=Permission.PUBLIC, takes=CodeForm(), discloses="staff's own second factor")
def finish_enrollment(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Page:
    onward, account = own_path(data.get("next")), service.pending_account(unit.session, token_of(request))
    if account is None or service.proposed_factor(unit.session, account.id) is None:
        return redirect(url_for("accounts.sign_in", next=onward), 303)
    given, origin, hours = data.get("code", ""), origin_of(unit, account.email), unit.config.session_hours
    try:
        signed_in, codes = service.enroll_and_sign_in(unit.session, account=account, code=given, origin=origin, hours=hours)
    except (Invalid, TooMany) as error:
        page = enroll_page(unit, account, "accounts.finish_enrollment", onward, words_of(error))
        return page, status_of(error)
    return welcome(unit, make_response(render_template("accounts/recovery.html", codes=codes, onward=onward)), signed_in)


@pages.page("POST", "/sign-in/again", permission=Permission.PUBLIC, takes=AgainForm(), discloses="whether it worked")
def sign_in_again(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Page:
    """From a page whose session ended: the same person signs in, and the page goes on with what was typed."""
    account = service.account_of_ended(unit.session, token_of(request) or "")
    if account is None:
        raise NotSignedIn("Sign in in a new window.")
    if problems:
        raise Invalid.field("/password", "Type your password.")
    roles, hours = unit.config.factor_roles, unit.config.session_hours
    signed_in = service.sign_in(
        unit.session,
        email=account.email,
        password=data["password"],
        code=data.get("code"),
        origin=origin_of(unit, account.email),
        kind="browser",
        hours=hours,
        factor_roles=roles,
    )
    return welcome(unit, jsonify(csrf_token=token_for(signed_in.token)), signed_in)


@pages.page("GET", "/sign-in/left", permission=Permission.PUBLIC, unattended=True, discloses="how long one's own session lasts")
def session_left(unit: Unit) -> Page:
    """Asked by an open page that thinks that its session has ended; another page may have kept it awake."""
    account_id = unit.visitor.id if unit.visitor else None
    return jsonify(seconds=session_seconds(unit.visitor), account_id=account_id)


def _end_current(unit: Unit) -> None:
    """Another person signing in at the same browser ends what was open there."""
    if unit.visitor and unit.visitor.session_id:
        service.end_session(unit.session, actor=unit.visitor, session_id=unit.visitor.session_id)


@pages.page("POST", "/sign-out", permission=Permission.PUBLIC, discloses="nothing")
def sign_out(unit: Unit) -> Page:
    _end_current(unit)
    response = redirect(url_for("accounts.sign_in"), 303)
    response.delete_cookie(session_cookie(unit.config), httponly=True, samesite="Lax", secure=unit.config.production)
    return response
