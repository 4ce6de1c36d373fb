"""What somebody does with their own account."""

from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.accounts.service.attempts import Origin, begin_attempt, forget_failures, note_failure
from intake.accounts.service.passwords import give_password, verify_password
from intake.accounts.service.sessions import end_all_sessions
from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.errors import BadField, Invalid, NotFound


class WrongCurrentPassword(Invalid):
    """The failure is remembered, as at sign-in."""

    keeps_changes = True


def change_password(session: Session, *, actor: Actor, current: str, new: str, origin: Origin) -> None:
    """The actor's own password; ends their other sessions. Refuses a wrong current one, counted as at sign-in."""
    account = session.get(Account, actor.id, with_for_update=True)
    if account is None:
        raise NotFound
    attempt = begin_attempt(session, email=account.email.lower(), origin=origin)
    if not verify_password(account.password_hash, current):
        note_failure(session, attempt)
        raise WrongCurrentPassword([BadField("/current_password", "This is not your current password.")])
    forget_failures(session, attempt)
    give_password(account, new, "/new_password")
    record(session, actor, "accounts.change_password", account)
    end_all_sessions(session, actor=actor, account_id=account.id, but=actor.session_id)
