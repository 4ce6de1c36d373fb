"""E-mail and password in, a session out. Every refusal says the same and takes the same time."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from intake.accounts import queries
from intake.accounts.models import Account, SignInSession
from intake.accounts.service.attempts import Origin, begin_attempt, forget_failures, note_failure
from intake.accounts.service.passwords import hash_password, needs_rehash, verify_password
from intake.accounts.service.sessions import add_session
from intake.audit.service import record
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.errors import NotSignedIn


class SignInRefused(NotSignedIn):
    """Wrong password, unknown e-mail or disabled account: nobody is told which. The failure is remembered."""

    code = "sign-in-refused"
    title = "The e-mail or the password is not right."
    keeps_changes = True


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is told here and never again."""

    token: str
    session: SignInSession
    account: Account


def sign_in(session: Session, *, email: str, password: str, origin: Origin, kind: str, hours: int) -> SignedIn:
    """Open a session (`kind`: browser, bearer). Refuses with SignInRefused or, while the brake is on, with TooMany.

    Whatever it raises, commit: the failure must count.
    """
    email = email.strip().lower()
    attempt = begin_attempt(session, email=email, origin=origin)
    account = queries.account_by_email(session, email)
    right = verify_password(account.password_hash if account else None, password)
    if account is None or not right or account.disabled_at is not None:
        note_failure(session, attempt)
        record(session, SYSTEM, "accounts.refuse_sign_in", account)
        raise SignInRefused
    forget_failures(session, attempt)
    if account.password_hash and needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    row, token = add_session(session, account, kind=kind, hours=hours)
    record(session, actor_of(account, row), "accounts.sign_in", row, kind=kind)
    return SignedIn(token, row, account)


def actor_of(account: Account, row: SignInSession) -> Actor:
    return Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id, session_id=row.id)
