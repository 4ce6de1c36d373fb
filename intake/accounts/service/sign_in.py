"""E-mail, password and code in, a session out. Every refusal of a password says the same and takes the same time."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.accounts import queries
from intake.accounts.models import Account, PendingSignIn, SignInSession
from intake.accounts.rules import PENDING_MINUTES
from intake.accounts.service.attempts import Attempt, Origin, begin_attempt, forget_failures, note_failure
from intake.accounts.service.passwords import hash_password, needs_rehash, verify_password
from intake.accounts.service.second_factor import confirm_factor, confirmed_factor, propose_factor, take_code
from intake.accounts.service.sessions import add_session, end_pending
from intake.audit.service import record
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import NotAllowed, NotSignedIn
from intake.foundation.words import Words
from intake.storage.encrypted import ring_of


class SignInRefused(NotSignedIn):
    """Wrong password, unknown e-mail or disabled account: nobody is told which. The failure is remembered."""

    code = "sign-in-refused"
    title = Words("The e-mail or the password is not right.")
    keeps_changes = True


class CodeNeeded(NotSignedIn):
    """The password was right; a code of the second factor must come with it."""

    code = "code-needed"
    title = Words("Send a code of your authenticator app too.")


class FactorNeeded(NotAllowed):
    """The role asks for a second factor and the account has none yet."""

    code = "second-factor-needed"
    title = Words("Your role needs a second factor. Sign in with a browser once to set it up.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """`token` is told here and never again."""

    token: str
    session: SignInSession
    account: Account


@dataclass(frozen=True, slots=True)
class Pending:
    """Not signed in yet: `token` leads to the next step only. `enroll`: a second factor must be set up first."""

    token: str
    enroll: bool


def sign_in(
    session: Session,
    *,
    email: str,
    password: str,
    origin: Origin,
    kind: str,
    hours: int,
    code: str | None = None,
    factor_roles: Collection[str] = (),
) -> SignedIn:
    """Open a session in one step. Refuses with SignInRefused, CodeNeeded, WrongCode, FactorNeeded, or TooMany when braked.

    Whatever it raises, commit: the failure must count.
    """
    account = _prove(session, email=email, password=password, code=code, origin=origin, factor_roles=factor_roles)
    return _open(session, account, kind=kind, hours=hours)


def prove(
    session: Session, *, email: str, password: str, origin: Origin, code: str | None, factor_roles: Collection[str]
) -> Actor:
    """Who stands at a command line, for what they do right now: no session is opened. Refuses what `sign_in` refuses."""
    account = _prove(session, email=email, password=password, code=code, origin=origin, factor_roles=factor_roles)
    return _actor(account)


def begin_sign_in(
    session: Session, *, email: str, password: str, origin: Origin, hours: int, factor_roles: Collection[str]
) -> SignedIn | Pending:
    """The first step in a browser: signed in where the password is enough, else what leads to the next step.

    `factor_roles`: the roles that do not get in without a second factor.
    """
    account, attempt = _check_password(session, email=email, password=password, origin=origin)
    has_factor = confirmed_factor(session, account.id) is not None
    if not has_factor and account.role not in factor_roles:
        forget_failures(session, attempt)
        return _open(session, account, kind="browser", hours=hours)
    if not has_factor:
        propose_factor(session, account)
    secret = secrets.token_urlsafe(32)
    expires_at = now() + timedelta(minutes=PENDING_MINUTES)
    session.add(PendingSignIn(account=account, token_digest=_digest(session, secret), expires_at=expires_at))
    session.flush()
    return Pending(f"pending_{secret}", enroll=not has_factor)


def pending_account(session: Session, token: str | None) -> Account | None:
    """Who has given the password and not yet the code; None when that was too long ago."""
    kind, _, secret = (token or "").partition("_")
    if kind != "pending":
        return None
    query = select(PendingSignIn).where(PendingSignIn.token_digest == _digest(session, secret), PendingSignIn.ended_at.is_(None))
    row = session.scalar(query.where(PendingSignIn.expires_at > now()))
    return None if row is None or row.account.disabled_at is not None else row.account


def finish_sign_in(session: Session, *, account: Account, code: str, origin: Origin, hours: int) -> SignedIn:
    """The second step: a code. Refuses with WrongCode, or TooMany while the brake is on."""
    take_code(session, account=account, code=code, origin=origin)
    return _finish(session, account, origin, hours)


def enroll_and_sign_in(
    session: Session, *, account: Account, code: str, origin: Origin, hours: int
) -> tuple[SignedIn, list[str]]:
    """The second step of a first sign-in: the factor is taken into use. Also the recovery codes, told only here."""
    actor = _actor(account)
    codes = confirm_factor(session, actor=actor, account=account, code=code, origin=origin)
    return _finish(session, account, origin, hours), codes


def _prove(
    session: Session, *, email: str, password: str, code: str | None, origin: Origin, factor_roles: Collection[str]
) -> Account:
    account, attempt = _check_password(session, email=email, password=password, origin=origin)
    if confirmed_factor(session, account.id) is not None:
        if not code:
            raise CodeNeeded
        take_code(session, account=account, code=code, origin=origin)
    elif account.role in factor_roles:
        raise FactorNeeded
    forget_failures(session, attempt)
    return account


def _finish(session: Session, account: Account, origin: Origin, hours: int) -> SignedIn:
    forget_failures(session, begin_attempt(session, email=account.email.lower(), origin=origin))
    # Whoever took the password away meanwhile has ended it.
    if not end_pending(session, account.id):
        raise NotSignedIn
    return _open(session, account, kind="browser", hours=hours)


def _check_password(session: Session, *, email: str, password: str, origin: Origin) -> tuple[Account, Attempt]:
    email = email.strip().lower()
    attempt = begin_attempt(session, email=email, origin=origin)
    account = queries.account_by_email(session, email)
    right = verify_password(account.password_hash if account else None, password)
    right = right and account is not None and _still_theirs(session, account)
    if account is None or not right or account.disabled_at is not None:
        note_failure(session, attempt)
        record(session, SYSTEM, "accounts.refuse_sign_in", account)
        raise SignInRefused
    if account.password_hash and needs_rehash(account.password_hash):
        account.password_hash = hash_password(password)
    return account, attempt


def _still_theirs(session: Session, account: Account) -> bool:
    """Whether the password that was right is still: who takes it away holds the account, and ends what it opened until then."""
    chosen_at = account.password_changed_at
    # No stronger a lock than the session that is opened takes by itself.
    session.refresh(account, with_for_update={"read": True, "key_share": True})
    return account.password_hash is not None and account.password_changed_at == chosen_at


def _open(session: Session, account: Account, *, kind: str, hours: int) -> SignedIn:
    row, token = add_session(session, account, kind=kind, hours=hours)
    record(session, actor_of(account, row), "accounts.sign_in", row, kind=kind)
    return SignedIn(token, row, account)


def _digest(session: Session, secret: str) -> bytes:
    return ring_of(session).digest("pending sign-in", secret)


def actor_of(account: Account, row: SignInSession) -> Actor:
    return replace(_actor(account), session_id=row.id)


def _actor(account: Account) -> Actor:
    return Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id)
