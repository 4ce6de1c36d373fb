"""The brake on guessing: counted by account and place, and widely by network address; browsers known before, apart."""

from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from intake.accounts.models import SignInFailure
from intake.accounts.rules import FAILURES_FOR_ONE_ACCOUNT, FAILURES_FROM_ONE_PLACE, WINDOW, seconds_to_wait
from intake.foundation.clock import now
from intake.foundation.errors import TooMany
from intake.foundation.words import Words
from intake.storage.encrypted import ring_of


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an attempt comes from: a network address, and the browser's id when the account was signed in there before."""

    address: str
    browser: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one account's password from one place."""

    email_digest: bytes
    source_digest: bytes


def begin_attempt(session: Session, *, email: str, origin: Origin) -> Attempt:
    """Queue behind other attempts at the same account from the same place. Refuses with TooMany while the brake is on."""
    digest = ring_of(session).digest
    kind, place = ("address", origin.address) if origin.browser is None else ("browser", origin.browser)
    attempt = Attempt(digest("sign-in email", email), digest(f"sign-in {kind}", place))
    lock = int.from_bytes(digest("sign-in lock", (attempt.email_digest + attempt.source_digest).hex())[:8], "big", signed=True)
    session.execute(select(func.pg_advisory_xact_lock(lock)))
    _refuse_too_many(session, attempt)
    return attempt


def note_failure(session: Session, attempt: Attempt) -> None:
    """Keep the failure, and forget those that count no more."""
    moment = now()
    session.execute(delete(SignInFailure).where(SignInFailure.at < moment - WINDOW))
    session.add(SignInFailure(at=moment, email_digest=attempt.email_digest, source_digest=attempt.source_digest))
    session.flush()


def forget_failures(session: Session, attempt: Attempt) -> None:
    """After a good password: this account's failures from this place count no more."""
    session.execute(
        delete(SignInFailure).where(
            SignInFailure.source_digest == attempt.source_digest, SignInFailure.email_digest == attempt.email_digest
        )
    )


def _refuse_too_many(session: Session, attempt: Attempt) -> None:
    moment = now()
    rows = session.execute(
        select(SignInFailure.at, SignInFailure.email_digest).where(
            SignInFailure.source_digest == attempt.source_digest, SignInFailure.at > moment - WINDOW
        )
    ).all()
    for_account = [row.at for row in rows if row.email_digest == attempt.email_digest]
    wait = seconds_to_wait(for_account, FAILURES_FOR_ONE_ACCOUNT, moment)
    wait = max(wait, seconds_to_wait([row.at for row in rows], FAILURES_FROM_ONE_PLACE, moment))
    if wait:
        raise TooMany(
            wait,
            Words("Too many attempts. Please try again in %(minutes)s minutes, or ask an administrator.", minutes=-(-wait // 60)),
        )
