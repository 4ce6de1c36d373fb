"""Reads."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.foundation.errors import NotFound
from intake.organisation.models import Alert, Settings, Team
from intake.organisation.rules import THRESHOLDS, threshold_of
from intake.storage.paging import Page, read_page


def settings(session: Session) -> Settings:
    """The desk's settings; NotFound on a desk that was never set up."""
    found = session.get(Settings, 1)
    if found is None:
        raise NotFound("This desk is not set up yet: run `flask desk prepare`.")
    return found


def threshold(session: Session, key: str) -> int:
    """One threshold (`call_back_minutes`): what the desk has set, or the standard value."""
    kept = session.get(Settings, 1)
    return threshold_of(kept.thresholds if kept else {}, THRESHOLDS[key].key)


def teams(session: Session) -> list[Team]:
    return list(session.scalars(select(Team).order_by(func.lower(Team.name))))


def alert(session: Session, alert_id: UUID) -> Alert:
    found = session.get(Alert, alert_id)
    if found is None:
        raise NotFound
    return found


def open_alerts(session: Session, *, cursor: str | None = None, limit: int = 50) -> Page[Alert]:
    """Alerts that nobody has closed, the newest first."""
    query = select(Alert).where(Alert.closed_at.is_(None))
    return read_page(session, query, keys=[Alert.id], values=lambda row: [row.id], cursor=cursor, limit=limit)


def count_open_alerts(session: Session, *, before: datetime | None = None) -> int:
    """How many are open; with `before`, how many of those were raised before it."""
    query = select(func.count()).select_from(Alert).where(Alert.closed_at.is_(None))
    if before is not None:
        query = query.where(Alert.created_at < before)
    return session.scalar(query) or 0


def names_of_staff(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    """Who raised what, for a page."""
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in rows}
