"""Staff, for administrators: who works here, in which role and team, and how somebody gets in again. No clinical content."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for

from intake.accounts import queries, service
from intake.accounts.pages.browser import Page, pages
from intake.accounts.rules import ROLE_WORDS, SET_UP_HOURS, TRAIL_WORDS
from intake.accounts.schemas import AccountForm
from intake.foundation.errors import IntakeError, Invalid, PreconditionFailed
from intake.foundation.permissions import Permission
from intake.foundation.words import Words
from intake.web.door import Unit
from intake.web.schema import PageQuery

MANAGE = Permission.ACCOUNTS_MANAGE
Problems = dict[str, list[str]]


@pages.page("GET", "/staff", permission=MANAGE, query=PageQuery(), fresh=True)
def staff(unit: Unit, query: dict[str, Any]) -> Page:
    return _staff_page(unit, query)


@pages.page("POST", "/staff", permission=MANAGE, takes=AccountForm(), fresh=True)
def make_account(unit: Unit, data: dict[str, Any], problems: Problems) -> Page:
    if problems:
        return _staff_page(unit, {}, data, problems), 422
    try:
        with unit.session.begin_nested():
            made = service.create_account(unit.session, actor=unit.actor, **data)
    except IntakeError as error:
        return _staff_page(unit, {}, data, _told(error)), 409
    return _link_page(service.offer_set_up(unit.session, actor=unit.actor, account_id=made.id))


def _staff_page(unit: Unit, query: dict[str, Any], typed: dict[str, Any] | None = None, problems: Problems | None = None) -> str:
    page = queries.staff(unit.session, **query)
    return render_template(
        "accounts/staff.html",
        page=page,
        teams=queries.team_names(unit.session),
        roles=ROLE_WORDS,
        needs_factor=unit.config.factor_roles,
        typed=typed or {},
        problems=problems or {},
    )


@pages.page("GET", "/staff/<uuid:account_id>", permission=MANAGE, fresh=True)
def staff_member(unit: Unit, account_id: UUID) -> Page:
    return _member_page(unit, account_id)


def _member_page(unit: Unit, account_id: UUID, typed: dict[str, Any] | None = None, problems: Problems | None = None) -> str:
    account = service.account_of(unit.session, account_id)
    idle = timedelta(minutes=unit.config.idle_minutes)
    return render_template(
        "accounts/staff_member.html",
        account=queries.staff_line(unit.session, account),
        is_own=account.id == unit.actor.id,
        sessions=queries.open_sessions(unit.session, account.id, idle=idle),
        trail=queries.trail_of_account(unit.session, account.id),
        trail_words=TRAIL_WORDS,
        teams=queries.team_names(unit.session),
        roles=ROLE_WORDS,
        needs_factor=unit.config.factor_roles,
        typed=typed or {},
        problems=problems or {},
    )


@pages.page("POST", "/staff/<uuid:account_id>", permission=MANAGE, takes=AccountForm(), fresh=True)
def save_account(unit: Unit, data: dict[str, Any], problems: Problems, account_id: UUID) -> Page:
    if problems or "version" not in data:
        return _member_page(unit, account_id, data, problems), 422
    changes = {"team_id": None, **data}
    version = changes.pop("version")
    try:
        with unit.session.begin_nested():
            service.change_account(unit.session, actor=unit.actor, account_id=account_id, version=version, changes=changes)
    except IntakeError as error:
        return _member_page(unit, account_id, data, _told(error)), 409
    return redirect(url_for("accounts.staff_member", account_id=account_id), 303)


@pages.page("POST", "/staff/<uuid:account_id>/set-up", permission=MANAGE, fresh=True)
def give_link(unit: Unit, account_id: UUID) -> Page:
    try:
        with unit.session.begin_nested():
            offered = service.offer_set_up(unit.session, actor=unit.actor, account_id=account_id)
    except IntakeError as error:
        return _member_page(unit, account_id, problems=_told(error)), 409
    return _link_page(offered)


@pages.page("POST", "/staff/<uuid:account_id>/disable", permission=MANAGE, fresh=True)
def close_account(unit: Unit, account_id: UUID) -> Page:
    return _do(unit, account_id, service.disable_account)


@pages.page("POST", "/staff/<uuid:account_id>/enable", permission=MANAGE, fresh=True)
def reopen_account(unit: Unit, account_id: UUID) -> Page:
    return _do(unit, account_id, service.enable_account)


@pages.page("POST", "/staff/<uuid:account_id>/second-factor/reset", permission=MANAGE, fresh=True)
def forget_factor(unit: Unit, account_id: UUID) -> Page:
    return _do(unit, account_id, service.reset_second_factor)


@pages.page("POST", "/staff/<uuid:account_id>/sessions/end", permission=MANAGE, fresh=True)
def sign_out_everywhere(unit: Unit, account_id: UUID) -> Page:
    return _do(unit, account_id, service.end_sessions_of)


def _do(unit: Unit, account_id: UUID, verb: Any) -> Page:
    try:
        with unit.session.begin_nested():
            verb(unit.session, actor=unit.actor, account_id=account_id)
    except IntakeError as error:
        return _member_page(unit, account_id, problems=_told(error)), 409
    return redirect(url_for("accounts.staff_member", account_id=account_id), 303)


def _link_page(offered: service.OfferedLink) -> str:
    # Behind the #, so that the token reaches no server's log and no preview.
    address = url_for("accounts.set_up", _external=True, _anchor=offered.token)
    return render_template("accounts/set_up_link.html", offered=offered, address=address, hours=SET_UP_HOURS)


def _told(error: IntakeError) -> Problems:
    if isinstance(error, PreconditionFailed):
        return {"_form": [Words("Somebody else changed this account meanwhile. Compare with the page and save again.")]}
    if isinstance(error, Invalid):
        return {field.pointer.strip("/"): [field.message] for field in error.fields}
    return {"_form": [error.detail]}
