"""People by what the desk has to do with them: whose calls one took, to whom one promised something, who bears a flag."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select, union
from sqlalchemy.orm import Session, aliased

from intake.callers.models import Flag, Person
from intake.callers.queries import PersonShort, shown, stands, visible_to
from intake.followups import queries as followups
from intake.followups.models import Task
from intake.foundation.actor import Actor
from intake.intakes import queries as intakes
from intake.intakes.models import Intake
from intake.storage.paging import Page, read_page


def people_page(
    session: Session,
    actor: Actor,
    *,
    which: str,
    state: str | None = None,
    oldest: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PersonShort]:
    """One page of people who are on record, the latest first; `which`: `mine`, `promised` or `flagged`."""
    told = aliased(Person)
    # Of a record that was merged, the one that stays.
    staying = select(func.coalesce(told.merged_into_id, told.id)).where(told.id.in_(_who(actor, which)))
    query = select(Person.id).where(Person.standing == "confirmed", visible_to(actor), Person.id.in_(staying))
    if state is not None:
        query = query.where(Person.state == state)
    page: Page[UUID] = read_page(
        session, query, keys=[Person.id], values=lambda one: [one], cursor=cursor, limit=limit, descending=not oldest
    )
    found = shown(session, actor, page.items)
    return Page([found[one] for one in page.items if one in found], page.next_cursor)


def _who(actor: Actor, which: str) -> Any:
    if which == "promised":
        return select(Task.person_id).where(Task.assignee_id == actor.id, Task.state == "open", followups.visible_to(actor))
    if which == "flagged":
        return select(Flag.person_id).where(stands())
    mine = Intake.owner_id == actor.id, intakes.visible_to(actor)
    return union(select(Intake.caller_id).where(*mine), select(Intake.subject_id).where(*mine))
