"""Reads."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Uuid, column, func, select, table
from sqlalchemy.orm import Session

from intake.accounts.models import Account, SignInSession
from intake.foundation.clock import now

# The room that owns teams stands above this one: only its table's name is known here.
_team = table("team", column("id", Uuid()), column("name"))


def account_by_email(session: Session, email: str) -> Account | None:
    """The account of an e-mail in any case, disabled ones too."""
    return session.scalars(select(Account).where(func.lower(Account.email) == email.strip().lower())).one_or_none()


def open_sessions(session: Session, account_id: UUID, *, idle: timedelta) -> list[SignInSession]:
    """The sessions that still let somebody in, the last used first."""
    moment = now()
    query = select(SignInSession).where(
        SignInSession.account_id == account_id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > moment,
        SignInSession.last_seen_at > moment - idle,
    )
    return list(session.scalars(query.order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc())))


def team_id_by_name(session: Session, name: str) -> UUID | None:
    found: UUID | None = session.scalar(select(_team.c.id).where(_team.c.name == name))
    return found
