"""Reads. What the actor may not see looks like what is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Uuid, and_, column, exists, select, table
from sqlalchemy.orm import Session, joinedload

from intake.callers.queries import PersonShort, people_by_digest, unrestricted
from intake.calls.models import Call, Line
from intake.calls.rules import day_in
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.organisation.queries import settings, within_reach
from intake.storage.paging import Page, read_page

# The room that owns intakes stands above this one: a call about somebody restricted is hidden with them.
_intake = table("intake", *(column(name, Uuid()) for name in ("call_id", "caller_id", "subject_id")))


@dataclass(frozen=True)
class CallFile:
    """A call and the people known for its number; other attributes are the call's own."""

    call: Call
    known_people: Sequence[PersonShort]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.call, name)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Mine, my team's, and those that nobody has taken; for who reads records those that have ended; no restricted caller's."""
    within = within_reach(actor, Call.taken_by, Call.team_id, record=Call.ended_at.is_not(None))
    about = ~exists().where(_intake.c.call_id == Call.id, ~unrestricted(actor, _intake.c.caller_id, _intake.c.subject_id))
    return and_(within, unrestricted(actor, Call.caller_id), about)


def find_call(session: Session, actor: Actor, call_id: UUID, *, lock: bool = False) -> Call:
    """The call, held until the transaction ends when `lock`. NotFound also for one that the actor may not see."""
    query = select(Call).where(Call.id == call_id, visible_to(actor)).options(joinedload(Call.line))
    if lock:
        query = query.with_for_update(of=Call).execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def call_if_seen(session: Session, actor: Actor, call_id: UUID | None) -> Call | None:
    """The call; None also for one that the actor may not see."""
    query = select(Call).where(Call.id == call_id, visible_to(actor)).options(joinedload(Call.line))
    return session.scalars(query).one_or_none() if call_id else None


def call_of_provider(session: Session, provider: str, provider_call_id: str) -> Call | None:
    query = select(Call).filter_by(provider=provider, provider_call_id=provider_call_id).options(joinedload(Call.line))
    return session.scalars(query).one_or_none()


def call_file(session: Session, actor: Actor, call: Call) -> CallFile:
    """The call with whom its number is known for, drafts included."""
    return CallFile(call, people_by_digest(session, actor, call.from_digest) if call.from_digest else [])


def calls_of_day(
    session: Session,
    actor: Actor,
    *,
    day: date | None = None,
    mine: bool = False,
    still_open: bool = False,
    oldest: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Call]:
    """The calls that began on a day of the desk (today), the latest first. `still_open`: those that nobody has ended."""
    zone = ZoneInfo(settings(session).time_zone)
    first, following = day_in(zone, day or now().astimezone(zone).date())
    query = (
        select(Call)
        .where(Call.started_at >= first, Call.started_at < following, visible_to(actor))
        .options(joinedload(Call.line))
    )
    if mine:
        query = query.where(Call.taken_by == actor.id)
    if still_open:
        query = query.where(Call.ended_at.is_(None))
    return read_page(
        session,
        query,
        keys=[Call.started_at, Call.id],
        values=lambda row: [row.started_at, row.id],
        cursor=cursor,
        limit=limit,
        descending=not oldest,
    )


def lines(session: Session) -> Sequence[Line]:
    return session.scalars(select(Line).order_by(Line.name, Line.id)).all()


def line_by_number(session: Session, number: str) -> Line | None:
    return session.scalars(select(Line).filter_by(number=number)).one_or_none()
