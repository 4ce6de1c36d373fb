"""Proving once more to be who one is, before what must not be done by whoever finds an open screen."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from intake.accounts.models import Account, SignInSession
from intake.accounts.service.attempts import Origin, begin_attempt, forget_failures, note_failure
from intake.accounts.service.passwords import verify_password
from intake.accounts.service.second_factor import take_code
from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import BadField, Invalid, NotFound


class WrongProof(Invalid):
    """The failure is remembered, as at sign-in."""

    keeps_changes = True


def confirm_session(session: Session, *, actor: Actor, origin: Origin, password: str | None, code: str | None) -> None:
    """Mark the actor's session as proven now, by password or by a code. Refuses a wrong one, counted as at sign-in."""
    account = session.get(Account, actor.id, with_for_update=True) if actor.id else None
    if account is None or actor.session_id is None:
        raise NotFound
    if code:
        take_code(session, account=account, code=code, origin=origin)
    else:
        _check(session, account, password or "", origin)
    session.execute(update(SignInSession).where(SignInSession.id == actor.session_id).values(confirmed_at=now()))
    record(session, actor, "accounts.confirm_session", account)


def _check(session: Session, account: Account, password: str, origin: Origin) -> None:
    attempt = begin_attempt(session, email=account.email.lower(), origin=origin)
    if not verify_password(account.password_hash, password):
        note_failure(session, attempt)
        raise WrongProof([BadField("/password", "This is not your password.")])
    forget_failures(session, attempt)
