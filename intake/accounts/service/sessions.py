"""Signed-in browsers and programs: opened, recognized, listed, ended."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.accounts.models import Account, PendingSignIn, SignInSession
from intake.audit.service import record
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.storage.encrypted import ring_of

# Seen again within this time costs no write.
SEEN_STEP = timedelta(minutes=1)


# Asked by every request, so as plain as it can be.
_ACTOR = """
select s.id, s.last_seen_at, s.expires_at, s.confirmed_at, a.id as account_id, a.role, a.name, a.team_id
from sign_in_session s join account a on a.id = s.account_id
where s.token_digest = %s and s.ended_at is null and s.expires_at > %s and s.last_seen_at > %s and a.disabled_at is null
"""


def open_session(session: Session, account: Account, *, kind: str, hours: int) -> str:
    """Sign `account` in; the token (`staff_…`) is told once and kept as a digest only."""
    return add_session(session, account, kind=kind, hours=hours)[1]


def add_session(session: Session, account: Account, *, kind: str, hours: int) -> tuple[SignInSession, str]:
    """The row and its token."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    row = SignInSession(
        account=account,
        kind=kind,
        token_digest=ring_of(session).digest("session", secret),
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment + timedelta(hours=hours),
        confirmed_at=moment,
    )
    session.add(row)
    session.flush()
    return row, f"staff_{secret}"


def authenticate_staff(session: Session, secret: str, attended: bool = True, *, idle: timedelta) -> Actor | None:
    """The actor behind a session token; None when it ended, is too old, was idle too long, or the account is disabled.

    What is not `attended` leaves the session as idle as it was: an open page that asks by itself is nobody at the desk.
    """
    moment = now()
    given = (ring_of(session).digest("session", secret), moment, moment - idle)
    row = session.connection().exec_driver_sql(_ACTOR, given).one_or_none()
    if row is None:
        return None
    seen = row.last_seen_at
    if attended and moment - seen > SEEN_STEP:
        _mark_seen(session, row.id)
        seen = moment
    return Actor(
        role=Role(row.role),
        id=row.account_id,
        name=row.name,
        team_id=row.team_id,
        session_id=row.id,
        confirmed_at=row.confirmed_at,
        ends_at=min(seen + idle, row.expires_at),
    )


def actor_of(session: Session, account_id: UUID) -> Actor | None:
    """Who acts later, in a job, for somebody who asked for it; None when their account is no longer in use."""
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        return None
    return Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id)


def account_of(session: Session, account_id: UUID) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def account_of_ended(session: Session, token: str) -> Account | None:
    """Whose session it was, though it lets nobody in any more: only to say who may sign in again in its place."""
    digest = ring_of(session).digest("session", token.removeprefix("staff_"))
    return session.scalar(select(Account).join(SignInSession).where(SignInSession.token_digest == digest))


def end_session(session: Session, *, actor: Actor, session_id: UUID) -> None:
    """End one of the actor's own sessions; one of somebody else looks as if it were not there."""
    row = session.get(SignInSession, session_id)
    if row is None or row.account_id != actor.id:
        raise NotFound
    if row.ended_at is None:
        row.ended_at = now()
        record(session, actor, "accounts.end_session", row)


def end_all_sessions(session: Session, *, actor: Actor, account_id: UUID, but: UUID | None = None) -> int:
    """End every open session of an account (except `but`); how many that were."""
    ended = session.execute(
        update(SignInSession)
        .where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None), SignInSession.id.is_distinct_from(but))
        .values(ended_at=now())
        .returning(SignInSession.id)
    ).all()
    end_pending(session, account_id)
    record(session, actor, "accounts.end_sessions", account_id=str(account_id), count=len(ended))
    return len(ended)


def end_pending(session: Session, account_id: UUID) -> bool:
    """Whoever waits for a code begins again with the password; whether anybody did."""
    ended = session.execute(
        update(PendingSignIn)
        .where(PendingSignIn.account_id == account_id, PendingSignIn.ended_at.is_(None))
        .values(ended_at=now())
        .returning(PendingSignIn.id)
    )
    return bool(ended.all())


def _mark_seen(session: Session, session_id: UUID) -> None:
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now()))
