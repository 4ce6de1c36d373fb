"""A person's own account: where they are signed in, their password, and proving once more who they are."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import make_response, redirect, render_template, url_for

from intake.accounts import queries, service
from intake.accounts.pages.browser import Page, own_origin, pages, status_of, words_of
from intake.accounts.rules import PASSWORD_LEAST, own_path
from intake.accounts.schemas import NextQuery, PasswordForm, ProofForm
from intake.foundation.errors import Invalid, NotFound, TooMany
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.web.door import Unit


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
        factor=service.confirmed_factor(unit.session, unit.actor.id),
        codes_left=service.codes_left(unit.session, unit.actor.id),
        problems=problems or {},
        done=done,
    )


@pages.page("POST", "/account/password", permission=Permission.SIGNED_IN, takes=PasswordForm())
def change_password(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> Page:
    if problems:
        return _account_page(unit, problems), 422
    origin = own_origin(unit)
    current, new = data["current_password"], data["new_password"]
    try:
        service.change_password(unit.session, actor=unit.actor, current=current, new=new, origin=origin)
    except Invalid as error:
        return _account_page(unit, {field.pointer.strip("/"): [field.message] for field in error.fields}), 422
    except TooMany as error:
        return _account_page(unit, {"current_password": [error.detail]}), 429
    return _account_page(unit, done=Words("Your password is changed. You are signed out everywhere else."))


@pages.page("POST", "/account/sessions/<uuid:session_id>/end", permission=Permission.SIGNED_IN)
def end_session(unit: Unit, session_id: UUID) -> Page:
    service.end_session(unit.session, actor=unit.actor, session_id=session_id)
    return redirect(url_for("accounts.sessions"), 303)


@pages.page("POST", "/account/sessions/end-others", permission=Permission.SIGNED_IN)
def end_other_sessions(unit: Unit) -> Page:
    if unit.actor.id is not None:
        own, this = unit.actor.id, unit.actor.session_id
        service.end_all_sessions(unit.session, actor=unit.actor, account_id=own, but=this)
    return redirect(url_for("accounts.sessions"), 303)


@pages.page("POST", "/account/sessions/end", permission=Permission.SIGNED_IN)
def end_all_sessions(unit: Unit) -> Page:
    if unit.actor.id is not None:
        service.end_all_sessions(unit.session, actor=unit.actor, account_id=unit.actor.id)
    return make_response(redirect(url_for("accounts.sign_in"), 303))


@pages.page("GET", "/account/confirm", permission=Permission.SIGNED_IN, query=NextQuery())
def ask_confirmation(unit: Unit, query: dict[str, str]) -> Page:
    return _confirm_page(unit, own_path(query.get("next")))


@pages.page("POST", "/account/confirm", permission=Permission.SIGNED_IN, takes=ProofForm())
def confirm(unit: Unit, data: dict[str, str], problems: dict[str, list[str]]) -> Page:
    onward = own_path(data.get("next"))
    if problems:
        return _confirm_page(unit, onward, "Type your password or a code."), 422
    origin, proof = own_origin(unit), {"password": data.get("password"), "code": data.get("code")}
    try:
        service.confirm_session(unit.session, actor=unit.actor, origin=origin, **proof)
    except (Invalid, TooMany) as error:
        return _confirm_page(unit, onward, words_of(error)), status_of(error)
    return redirect(onward, 303)


def _confirm_page(unit: Unit, onward: str, problem: str = "") -> str:
    has_factor = unit.actor.id is not None and service.confirmed_factor(unit.session, unit.actor.id) is not None
    return render_template("accounts/confirm.html", onward=onward, problem=problem, has_factor=has_factor)
