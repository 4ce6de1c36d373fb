"""Reads."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.foundation.permissions import Reach, reach_of
from intake.organisation.models import Alert, Settings, Team
from intake.organisation.rules import THRESHOLDS, threshold_of
from intake.storage.paging import Page, read_page


def settings(session: Session) -> Settings:
    """The desk's settings; NotFound on a desk that was never set up."""
    found = session.get(Settings, 1)
    if found is None:
        raise NotFound("This desk is not set up yet: run `flask desk prepare`.")
    return found


def zone_of_times(session: Session) -> str:
    """The zone in which pages tell times; UTC on a desk that was never set up."""
    return session.scalar(select(Settings.time_zone).where(Settings.id == 1)) or "UTC"


def desk_zone(session: Session) -> ZoneInfo:
    """The zone in which the desk's days begin and end; UTC's on a desk that was never set up."""
    # Held by the session, so that a list asks for it once.
    kept = session.info["desk"] = session.get(Settings, 1)
    return ZoneInfo(kept.time_zone if kept else "UTC")


def today(session: Session) -> date:
    """The day at the desk: what ends after a day, or is due on one, is counted in its days."""
    return now().astimezone(desk_zone(session)).date()


# Asked with each promise; the whole row is not.
_THRESHOLDS = select(Settings.thresholds).where(Settings.id == 1)


def threshold(session: Session, key: str) -> int:
    """One threshold (`call_back_minutes`): what the desk has set, or the standard value."""
    kept = session.connection().execute(_THRESHOLDS).scalar()
    return threshold_of(kept or {}, THRESHOLDS[key].key)


def notices(session: Session) -> dict[str, str]:
    """The desk's own words, by key; those that it has not written are not there."""
    kept = session.get(Settings, 1)
    return dict(kept.notices) if kept else {}


def within_reach(actor: Actor, owner: Any, team: Any, *, record: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a row with this owner and team is the actor's to see; `record`: it is no draft. Says nothing of restrictions."""
    reach = reach_of(actor)
    if reach in (Reach.EVERYTHING, Reach.NOTHING):
        return true() if reach is Reach.EVERYTHING else false()
    if reach is Reach.RECORDS:
        return record
    theirs = [owner == actor.id, owner.is_(None)]
    if reach is Reach.TEAM:
        # Without a team of their own they oversee those who have none.
        return or_(*theirs, team.is_not_distinct_from(actor.team_id), supervisors_see_all())
    return or_(*theirs) if actor.team_id is None else or_(*theirs, team == actor.team_id)


def supervisors_see_all() -> ColumnElement[bool]:
    """The desk's own setting, read inside the statement that needs it."""
    return select(Settings.supervisors_see_all).where(Settings.id == 1).scalar_subquery()


def teams(session: Session) -> list[Team]:
    return list(session.scalars(select(Team).order_by(func.lower(Team.name))))


def open_alerts(session: Session, seen: ColumnElement[bool], *, cursor: str | None = None, limit: int = 50) -> Page[Alert]:
    """Alerts that nobody has closed, the newest first. `seen`: the clause of those that are for who asks."""
    query = select(Alert).where(Alert.closed_at.is_(None), seen)
    return read_page(session, query, keys=[Alert.id], values=lambda row: [row.id], cursor=cursor, limit=limit)


def count_open_alerts(session: Session, seen: ColumnElement[bool], *, before: datetime | None = None) -> int:
    """How many are open; with `before`, how many of those were raised before it."""
    query = select(func.count()).select_from(Alert).where(Alert.closed_at.is_(None), seen)
    if before is not None:
        query = query.where(Alert.created_at < before)
    return session.scalar(query) or 0


def names_of_staff(session: Session, ids: set[UUID]) -> dict[UUID, str]:
    """Who raised what, for a page."""
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in rows}
