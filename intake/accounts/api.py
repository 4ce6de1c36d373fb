"""The JSON doors of this room."""

from datetime import timedelta
from uuid import UUID

from flask import request

from intake.accounts import queries, service
from intake.accounts.models import SignInSession
from intake.accounts.schemas import BrowserKeyOut, ProofIn, SessionsOut, SignedInOut, SignInWithCode
from intake.foundation.permissions import Permission
from intake.web.door import ApiDoor, Unit

api = ApiDoor("accounts", __name__, "Sign-in for programs that act for a member of staff.")


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
    origin = service.Origin(request.remote_addr or "")
    required = unit.config.second_factor == "required"
    hours = unit.config.session_hours
    return service.sign_in(unit.session, **data, origin=origin, kind="bearer", hours=hours, factor_required=required)


@api.operation("GET", "/sessions", permission=Permission.SIGNED_IN, gives=SessionsOut())
def list_sessions(unit: Unit) -> dict[str, list[SignInSession]]:
    """Your own sessions that still let somebody in."""
    assert unit.actor.id is not None  # noqa: S101  (a session belongs to an account)
    return {"items": queries.open_sessions(unit.session, unit.actor.id, idle=timedelta(minutes=unit.config.idle_minutes))}


@api.operation("POST", "/sessions/current/confirmation", permission=Permission.SIGNED_IN, takes=ProofIn())
def confirm_session(unit: Unit, data: dict[str, str]) -> None:
    """Prove once more who you are, by password or code: some operations ask for it (403 `confirm-first`)."""
    origin = service.Origin(request.remote_addr or "")
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
