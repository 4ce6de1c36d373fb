"""The JSON doors of this room."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import request

from intake.accounts import queries, service
from intake.accounts.models import SignInSession
from intake.accounts.schemas import (
    ACCOUNT_PAGE,
    AccountChangesIn,
    AccountIn,
    AccountOut,
    BrowserKeyOut,
    ProofIn,
    SessionsOut,
    SetUpOut,
    SignedInOut,
    SignInWithCode,
)
from intake.foundation.permissions import Permission
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit
from intake.web.login import address_of
from intake.web.schema import PageQuery

api = ApiDoor("accounts", __name__, "Sign-in for programs that act for a member of staff, and the accounts of the staff.")
MANAGE = Permission.ACCOUNTS_MANAGE


@api.operation(
    "POST",
    "/sessions",
    permission=Permission.PUBLIC,
    takes=SignInWithCode(),
    gives=SignedInOut(),
    status=201,
    discloses="their own session",
)
def sign_in(unit: Unit, data: dict[str, str]) -> service.SignedIn:
    """Sign in with e-mail and password, and a code where the account has a second factor (401 `code-needed` without).

    The answer's token acts for this member of staff. After repeated failures it refuses for a while (429).
    """
    origin = service.Origin(address_of(request))
    hours, roles = unit.config.session_hours, unit.config.factor_roles
    return service.sign_in(unit.session, **data, origin=origin, kind="bearer", hours=hours, factor_roles=roles)


@api.operation("GET", "/sessions", permission=Permission.SIGNED_IN, gives=SessionsOut())
def list_sessions(unit: Unit) -> dict[str, list[SignInSession]]:
    """Your own sessions that still let somebody in."""
    assert unit.actor.id is not None  # noqa: S101  (a session belongs to an account)
    return {"items": queries.open_sessions(unit.session, unit.actor.id, idle=timedelta(minutes=unit.config.idle_minutes))}


@api.operation("POST", "/sessions/current/confirmation", permission=Permission.SIGNED_IN, takes=ProofIn())
def confirm_session(unit: Unit, data: dict[str, str]) -> None:
    """Prove once more who you are, by password or code: some operations ask for it (403 `confirm-first`)."""
    # A stranger's failures at this account never count against somebody who is signed in.
    origin = service.Origin(address_of(request), f"session {unit.actor.session_id}")
    proof = {"password": data.get("password"), "code": data.get("code")}
    service.confirm_session(unit.session, actor=unit.actor, origin=origin, **proof)


@api.operation("GET", "/sessions/current/browser-key", permission=Permission.SIGNED_IN, gives=BrowserKeyOut())
def browser_key(unit: Unit) -> service.BrowserKey:
    """The account's part of the key to what a browser keeps until the desk has it; nothing opens without the browser's part."""
    return service.browser_key(unit.session, actor=unit.actor)


@api.operation("DELETE", "/sessions/current", permission=Permission.SIGNED_IN)
def sign_out(unit: Unit) -> None:
    """Sign out: the token that was sent is good no more."""
    assert unit.actor.session_id is not None  # noqa: S101
    service.end_session(unit.session, actor=unit.actor, session_id=unit.actor.session_id)


@api.operation("DELETE", "/sessions/<uuid:session_id>", permission=Permission.SIGNED_IN)
def end_session(unit: Unit, session_id: UUID) -> None:
    """End one of your own sessions."""
    service.end_session(unit.session, actor=unit.actor, session_id=session_id)


@api.operation("DELETE", "/sessions", permission=Permission.SIGNED_IN)
def end_all_sessions(unit: Unit) -> None:
    """End all of your own sessions, this one too."""
    assert unit.actor.id is not None  # noqa: S101
    service.end_all_sessions(unit.session, actor=unit.actor, account_id=unit.actor.id)


@api.operation("GET", "/accounts", permission=MANAGE, query=PageQuery(), gives=ACCOUNT_PAGE)
def list_accounts(unit: Unit, query: dict[str, Any]) -> Page[queries.StaffLine]:
    """All accounts of staff by e-mail, disabled ones too."""
    return queries.staff(unit.session, **query)


@api.operation("POST", "/accounts", permission=MANAGE, takes=AccountIn(), gives=SetUpOut(), status=201, fresh=True)
def create_account(unit: Unit, data: dict[str, Any]) -> service.OfferedLink:
    """Make an account. The answer's link lets its owner choose a password, once."""
    made = service.create_account(unit.session, actor=unit.actor, **data)
    return service.offer_set_up(unit.session, actor=unit.actor, account_id=made.id)


@api.operation("GET", "/accounts/<uuid:account_id>", permission=MANAGE, gives=AccountOut(), versioned=True)
def show_account(unit: Unit, account_id: UUID) -> queries.StaffLine:
    """One account."""
    return queries.staff_line(unit.session, service.account_of(unit.session, account_id))


@api.operation(
    "PATCH",
    "/accounts/<uuid:account_id>",
    permission=MANAGE,
    takes=AccountChangesIn(),
    gives=AccountOut(),
    versioned=True,
    if_match=True,
    fresh=True,
)
def change_account(unit: Unit, data: dict[str, Any], version: int, account_id: UUID) -> queries.StaffLine:
    """Change name, e-mail, role or team. Another role ends the account's sessions; nobody changes their own."""
    changed = service.change_account(unit.session, actor=unit.actor, account_id=account_id, version=version, changes=data)
    return queries.staff_line(unit.session, changed)


@api.operation("POST", "/accounts/<uuid:account_id>/disable", permission=MANAGE, gives=AccountOut(), versioned=True, fresh=True)
def disable_account(unit: Unit, account_id: UUID) -> queries.StaffLine:
    """Close an account and end its sessions at once. One administrator who can sign in always stays."""
    return queries.staff_line(unit.session, service.disable_account(unit.session, actor=unit.actor, account_id=account_id))


@api.operation("POST", "/accounts/<uuid:account_id>/enable", permission=MANAGE, gives=AccountOut(), versioned=True, fresh=True)
def enable_account(unit: Unit, account_id: UUID) -> queries.StaffLine:
    """Open a disabled account again."""
    return queries.staff_line(unit.session, service.enable_account(unit.session, actor=unit.actor, account_id=account_id))


@api.operation("POST", "/accounts/<uuid:account_id>/set-up", permission=MANAGE, gives=SetUpOut(), status=201, fresh=True)
def offer_set_up(unit: Unit, account_id: UUID) -> service.OfferedLink:
    """A new password, chosen by its owner by the link that is told here, once. The old one is good no more."""
    return service.offer_set_up(unit.session, actor=unit.actor, account_id=account_id)


@api.operation("DELETE", "/accounts/<uuid:account_id>/second-factor", permission=MANAGE, fresh=True)
def reset_second_factor(unit: Unit, account_id: UUID) -> None:
    """Forget a lost second factor."""
    service.reset_second_factor(unit.session, actor=unit.actor, account_id=account_id)


@api.operation("DELETE", "/accounts/<uuid:account_id>/sessions", permission=MANAGE, fresh=True)
def end_sessions_of(unit: Unit, account_id: UUID) -> None:
    """Sign an account out everywhere."""
    service.end_sessions_of(unit.session, actor=unit.actor, account_id=account_id)
