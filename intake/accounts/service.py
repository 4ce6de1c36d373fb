"""Sign-in and sessions."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.accounts.models import Account, SignInSession
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.storage.encrypted import ring_of

# Seen again within this time costs no write.
SEEN_STEP = timedelta(minutes=1)


def open_session(session: Session, account: Account, *, kind: str, hours: int) -> str:
    """Sign `account` in; the token (`staff_…`) is told once and kept as a digest only."""
    secret = secrets.token_urlsafe(32)
    moment = now()
    session.add(
        SignInSession(
            account=account,
            kind=kind,
            token_digest=ring_of(session).digest("session", secret),
            last_seen_at=moment,
            expires_at=moment + timedelta(hours=hours),
        )
    )
    session.flush()
    return f"staff_{secret}"


def authenticate_staff(session: Session, secret: str, *, idle: timedelta) -> Actor | None:
    """The actor behind a session token; None when it ended, is too old, was idle too long, or the account is disabled."""
    moment = now()
    row = session.execute(
        select(
            SignInSession.id,
            SignInSession.last_seen_at,
            Account.id.label("account_id"),
            Account.role,
            Account.name,
            Account.team_id,
        )
        .join(Account, Account.id == SignInSession.account_id)
        .where(
            SignInSession.token_digest == ring_of(session).digest("session", secret),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > moment,
            SignInSession.last_seen_at > moment - idle,
            Account.disabled_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    if moment - row.last_seen_at > SEEN_STEP:
        _mark_seen(session, row.id)
    return Actor(role=Role(row.role), id=row.account_id, name=row.name, team_id=row.team_id, session_id=row.id)


def _mark_seen(session: Session, session_id: UUID) -> None:
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now()))
