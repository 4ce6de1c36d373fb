"""Reads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import Session, aliased, selectinload

from intake.accounts.models import Account
from intake.callers.queries import named_for_good, unrestricted
from intake.followups.models import Task
from intake.foundation.actor import Actor
from intake.foundation.errors import NotAllowed, NotFound
from intake.foundation.permissions import Permission, Reach, may, reach_of
from intake.intakes.models import Intake
from intake.organisation.queries import supervisors_see_all
from intake.storage.paging import Page, read_page

_WORKS = and_(Account.disabled_at.is_(None), Account.role.in_(("counselor", "supervisor")))
MINE, UNASSIGNED, OVERDUE, ALL = LISTS = ("mine", "unassigned", "overdue", "all")


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """One's own tasks and those that nobody has taken yet; for supervisors those of whom they oversee; nobody restricted's."""
    whole = aliased(Intake)
    with_intake = ~exists().where(whole.id == Task.intake_id, ~unrestricted(actor, whole.caller_id, whole.subject_id))
    return and_(_within_reach(actor), unrestricted(actor, Task.person_id), with_intake)


def _within_reach(actor: Actor) -> ColumnElement[bool]:
    reach = reach_of(actor)
    if reach in (Reach.EVERYTHING, Reach.NOTHING):
        return true() if reach is Reach.EVERYTHING else false()
    if reach is Reach.RECORDS:
        return Task.intake_id.in_(select(Intake.id).where(Intake.state.in_(("complete", "closed"))))
    theirs = [Task.assignee_id == actor.id, Task.assignee_id.is_(None)]
    if reach is Reach.TEAM:
        team = select(Account.id).where(Account.team_id.is_not_distinct_from(actor.team_id))
        theirs += [Task.assignee_id.in_(team), supervisors_see_all()]
    return or_(*theirs)


def task(session: Session, actor: Actor, task_id: UUID) -> Task:
    """The task with its attempts; NotFound also for what the actor may not see."""
    found = session.scalars(
        select(Task).where(Task.id == task_id, visible_to(actor)).options(selectinload(Task.attempts))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def tasks(
    session: Session,
    actor: Actor,
    *,
    moment: datetime,
    which: str = MINE,
    state: str = "open",
    intake_id: UUID | None = None,
    kind: str | None = None,
    latest: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Task]:
    """One page, the soonest due first (or the latest). Refuses the list of all to whom it is not granted."""
    query = _listed(select(Task).where(visible_to(actor), Task.state == state), actor, which, moment)
    if intake_id is not None:
        query = query.where(Task.intake_id == intake_id)
    if kind is not None:
        query = query.where(Task.kind == kind)
    keys = [Task.due_at, Task.id]
    return read_page(
        session,
        query,
        keys=keys,
        values=lambda row: [row.due_at, row.id],
        cursor=cursor,
        limit=limit,
        descending=latest,
    )


def _listed(query: Select[Any], actor: Actor, which: str, moment: datetime) -> Select[Any]:
    if which == ALL and not may(actor, Permission.TASKS_READ_ALL):
        raise NotAllowed
    if which == MINE:
        return query.where(Task.assignee_id == actor.id)
    if which == UNASSIGNED:
        return query.where(Task.assignee_id.is_(None))
    if which == OVERDUE:
        return query.where(Task.state == "open", Task.due_at < moment)
    return query


def has_task(session: Session, intake_id: UUID) -> bool:
    """True when somebody on the staff still means to do something for this intake, or a follow-up was proposed once.

    A promise that is over was kept or dropped before anybody could ask how it went; a partner's is the first call, which this
    intake is; and what the desk made of a letter that did not leave is about the letter. None of them is a follow-up.
    """
    promised = and_(Task.origin == "staff", Task.state == "open")
    kept = Task.intake_id == intake_id, or_(promised, Task.origin == "proposed")
    return session.scalars(select(Task.id).where(*kept).limit(1)).first() is not None


def duty(session: Session, *, notice_id: UUID | None = None, accounting_id: UUID | None = None) -> Task | None:
    """The task about this, held until the transaction ends."""
    about = Task.notice_id == notice_id if notice_id else Task.accounting_id == accounting_id
    return session.scalars(select(Task).where(about).with_for_update(of=Task)).one_or_none()


def can_work(session: Session, account_id: UUID) -> bool:
    """True for an account in use whose role works on tasks."""
    return session.scalars(select(Account.id).where(Account.id == account_id, _WORKS)).one_or_none() is not None


def workers(session: Session, *, but: UUID | None = None) -> dict[UUID, str]:
    """Whose role works on tasks, by name; whether they may see whom one is about is checked when it is given to them."""
    rows = session.execute(
        select(Account.id, Account.name).where(_WORKS, Account.id.is_distinct_from(but)).order_by(Account.name)
    )
    return {row.id: row.name for row in rows}


def is_held_in_vain(session: Session, task_id: UUID) -> bool:
    """True when the task lies with somebody who cannot do it, or will not see it."""
    return session.scalars(select(Task.id).where(Task.id == task_id, _held_in_vain())).one_or_none() is not None


def held_in_vain(session: Session) -> Sequence[Task]:
    """Every such task that is open, held until the transaction ends."""
    query = select(Task).where(Task.state == "open", _held_in_vain()).order_by(Task.id).with_for_update(of=Task)
    return session.scalars(query.execution_options(populate_existing=True)).all()


def _held_in_vain() -> ColumnElement[bool]:
    """What `visible_to` would say to the assignee, of anybody's task at once."""
    whole, who = aliased(Intake), Task.assignee_id
    works = exists().where(Account.id == who, _WORKS).correlate(Task)
    hidden = exists().where(whole.id == Task.intake_id, ~named_for_good(who, whole.caller_id, whole.subject_id)).correlate(Task)
    return and_(who.is_not(None), or_(~works, ~named_for_good(who, Task.person_id), hidden))
