"""Reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, column, func, select, table
from sqlalchemy.orm import Session

from intake.accounts.models import Account, SecondFactor, SignInSession
from intake.audit.models import AuditEntry
from intake.foundation.clock import now
from intake.storage.paging import Page, read_page

# The room that owns teams stands above this one: only its table's name is known here.
_team = table("team", column("id", Uuid()), column("name"))


@dataclass(frozen=True)
class StaffLine:
    """An account as an administrator sees it; other attributes are the account's own."""

    account: Account
    team: str | None
    has_second_factor: bool
    # When any of its sessions was last used; None for somebody who never signed in.
    last_seen_at: datetime | None

    @property
    def has_password(self) -> bool:
        return self.account.password_hash is not None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.account, name)


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


def team_names(session: Session) -> dict[UUID, str]:
    """All teams by id, in the order of their names."""
    return {row.id: row.name for row in session.execute(select(_team.c.id, _team.c.name).order_by(func.lower(_team.c.name)))}


def staff(session: Session, *, cursor: str | None = None, limit: int = 50) -> Page[StaffLine]:
    """Every account by its e-mail, disabled ones too: the e-mail is what tells two people of one name apart."""
    email = func.lower(Account.email)
    page: Page[Account] = read_page(
        session,
        select(Account),
        keys=[email, Account.id],
        values=lambda row: [row.email.lower(), row.id],
        cursor=cursor,
        limit=limit,
        descending=False,
    )
    return Page(_lines(session, page.items), page.next_cursor)


def staff_line(session: Session, account: Account) -> StaffLine:
    return _lines(session, [account])[0]


def trail_of_account(session: Session, account_id: UUID, limit: int = 30) -> list[AuditEntry]:
    """What was done with an account, the latest first."""
    query = select(AuditEntry).where(AuditEntry.record_id == account_id, AuditEntry.record == Account.__tablename__)
    return list(session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)))


def _lines(session: Session, accounts: Iterable[Account]) -> list[StaffLine]:
    ids, teams = [account.id for account in accounts], team_names(session)
    factors = set(
        session.scalars(
            select(SecondFactor.account_id).where(SecondFactor.account_id.in_(ids), SecondFactor.confirmed_at.is_not(None))
        )
    )
    seen = {
        row.account_id: row.at
        for row in session.execute(
            select(SignInSession.account_id, func.max(SignInSession.last_seen_at).label("at"))
            .where(SignInSession.account_id.in_(ids))
            .group_by(SignInSession.account_id)
        )
    }
    return [StaffLine(one, teams.get(one.team_id), one.id in factors, seen.get(one.id)) for one in accounts]  # type: ignore[arg-type]
