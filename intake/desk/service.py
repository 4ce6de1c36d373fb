"""Verbs that need many rooms: a whole call in one request, all of it or nothing; two records of one person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import service as callers
from intake.callers.models import Merge
from intake.callers.queries import PersonShort
from intake.desk.queries import TaskLine, people_in, task_lines
from intake.desk.queries.people import people_page
from intake.followups.service import Promise, promise_to_somebody
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict
from intake.foundation.permissions import Permission, may, require
from intake.intakes.models import Intake
from intake.intakes.queries import WholeIntake, drafts_page, has_draft
from intake.intakes.service import WholeCall, finish_whole_intake, keep_whole_intake, start_whole_intake
from intake.storage.paging import Page

SOME = 20


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What one goes on with."""

    drafts: Sequence[Intake]
    tasks: Sequence[TaskLine]


def record_call(
    session: Session, *, actor: Actor, told: WholeCall, follow_up: Mapping[str, Any] | None = None, complete: bool = False
) -> WholeIntake:
    """Everything that one request tells of a call.

    Refuses to complete while something required was not asked, or an emergency was found that nobody has acknowledged; a
    call in danger has to be taken step by step.
    """
    with session.no_autoflush:
        whole = start_whole_intake(session, actor=actor, told=told, origin="api")
        if follow_up is not None:
            promise = {name: value for name, value in follow_up.items() if name in ("due_at", "due_local", "time_zone")}
            about = {name: follow_up[name] for name in ("assignee_id", "note") if name in follow_up}
            promise_to_somebody(
                session, actor=actor, intake=whole.intake, kind=follow_up["kind"], promise=Promise(**promise), **about
            )
        if complete:
            finish_whole_intake(session, actor, whole)
        keep_whole_intake(session, actor, whole)
    return whole


def list_people(session: Session, *, actor: Actor, which: str, **chosen: Any) -> Page[PersonShort]:
    """One page of the people whom the actor has to do with; the trail has whom it showed."""
    require(actor, Permission.PEOPLE_READ)
    page = people_page(session, actor, which=which, **chosen)
    if page.items:
        record(session, actor, "callers.list_people", by=which, people=[str(one.id) for one in page.items])
    return page


def list_work(session: Session, *, actor: Actor) -> OwnWork:
    """What the actor has begun and promised, the latest drafts and the soonest tasks; the trail has whom it showed."""
    require(actor, Permission.INTAKES_READ)
    drafts = drafts_page(session, actor, which="mine", limit=SOME).items
    tasks = task_lines(session, actor, moment=now(), limit=SOME).items if may(actor, Permission.TASKS_READ) else []
    people = people_in(drafts, (line.task for line in tasks))
    if people:
        record(session, actor, "desk.list_work", people=sorted(str(one) for one in people))
    return OwnWork(drafts, tasks)


def merge_people(session: Session, *, actor: Actor, person_id: UUID, other_id: UUID, **told: Any) -> Merge:
    """See `callers.merge_people`. Refuses while somebody is on the phone about the record that would go: what they are just
    being told would be saved where nobody looks.
    """
    merge = callers.merge_people(session, actor=actor, person_id=person_id, other_id=other_id, **told)
    # Asked once both records are held: whoever chooses one of them in a draft does it before this, or finds it merged.
    if has_draft(session, [other_id]):
        raise Conflict("An intake about the record that would go is not complete yet. Complete it, or choose in it who it is.")
    return merge
