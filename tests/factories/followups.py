"""Intakes to promise something for, and tasks."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from intake.followups.models import Task
from intake.foundation.clock import now
from intake.intakes.models import Intake
from intake.intakes.service import WholeCall, start_intake
from intake.organisation.models import Settings
from tests.conftest import Member

NUMBER = "(561) 555-0123"


def a_desk(session: Session, time_zone: str = "America/New_York") -> Settings:
    """The desk's settings; made once."""
    found = session.get(Settings, 1) or Settings(name="Example desk", time_zone=time_zone)
    session.add(found)
    session.flush()
    return found


def an_intake(session: Session, member: Member, *, state: str = "complete", at: datetime | None = None, **told: Any) -> Intake:
    """A mother (who may be called) about her son; in `state` since `at`."""
    a_desk(session)
    mother = {
        "given_name": "Dolores",
        "time_zone": "America/New_York",
        "contact_points": [{"kind": "phone", "value": NUMBER, "may_call": True}],
    }
    call = WholeCall(**{"for_whom": "other", "relation": "mother", "caller": mother, "subject": {"given_name": "Daniel"}, **told})
    intake = start_intake(session, actor=member.actor, told=call)
    intake.state = state
    if state in ("complete", "closed"):
        intake.completed_at = at or now()
    session.flush()
    return intake


def a_task(session: Session, member: Member, intake: Intake | None = None, **changes: Any) -> Task:
    """A call back promised to the caller of an intake, due in an hour, taken by `member`."""
    intake = intake or an_intake(session, member)
    task = Task(
        **{
            "kind": "call_back",
            "intake_id": intake.id,
            "person_id": intake.caller_id,
            "data_key": intake.caller.data_key,
            "assignee_id": member.actor.id,
            "due_at": now() + timedelta(hours=1),
            "time_zone": "America/New_York",
            **changes,
        }
    )
    session.add(task)
    session.flush()
    return task
