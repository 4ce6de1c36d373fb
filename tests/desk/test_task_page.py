"""A task on its page: another time, another colleague, or not at all; each told when it cannot be."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from intake.foundation.clock import now
from tests.conftest import Member
from tests.factories.followups import a_task, an_intake


def post(member: Member, task: Any, step: str, **told: str) -> Any:
    return member.client.post(f"/desk/tasks/{task.id}/{step}", data={"version": str(task.version), **told})


def test_another_time_is_promised_on_their_clock(session: Session, alice: Member) -> None:
    task = a_task(session, alice, time_zone="America/Chicago")
    session.commit()
    day = (now() + timedelta(days=3)).date()
    assert post(alice, task, "due", due_local=f"{day}T09:30").status_code == 303
    session.refresh(task)
    assert task.due_at == datetime(day.year, day.month, day.day, 9, 30, tzinfo=ZoneInfo("America/Chicago"))
    assert "9:30" in alice.client.get(f"/desk/tasks/{task.id}").text


def test_a_time_that_is_over_or_half_said_is_refused_and_changes_nothing(session: Session, alice: Member) -> None:
    task = a_task(session, alice)
    session.commit()
    due = task.due_at
    for wrong, words in (({"due_local": "2020-01-01T09:00"}, "passed"), ({}, "Say the day and the hour.")):
        answer = post(alice, task, "due", **wrong)
        assert (answer.status_code, words in answer.text) == (422, True), wrong
    session.refresh(task)
    assert task.due_at == due


def test_a_colleague_gets_it_or_whoever_takes_it(session: Session, alice: Member, bob: Member) -> None:
    task = a_task(session, alice)
    session.commit()
    assert 'value=""' in alice.client.get(f"/desk/tasks/{task.id}").text
    given = post(alice, task, "assignee", assignee_id=str(bob.actor.id))
    assert (given.status_code, given.headers["Location"]) == (303, "/desk/tasks")
    session.refresh(task)
    assert task.assignee_id == bob.actor.id
    assert post(bob, task, "assignee").status_code == 303
    session.refresh(task)
    assert task.assignee_id is None


def test_nobody_gets_it_who_cannot_do_it_and_an_old_page_says_so(session: Session, alice: Member, erin: Member) -> None:
    task = a_task(session, alice)
    session.commit()
    for who in (erin.actor.id, uuid4()):
        answer = post(alice, task, "assignee", assignee_id=str(who))
        assert (answer.status_code, "Nobody who works on tasks has this id." in answer.text) == (422, True)
    assert str(erin.actor.id) not in alice.client.get(f"/desk/tasks/{task.id}").text
    old = alice.client.post(f"/desk/tasks/{task.id}/assignee", data={"version": str(task.version + 1)})
    assert (old.status_code, "This is how it stands now." in old.text) == (409, True)
    session.refresh(task)
    assert task.assignee_id == alice.actor.id


def test_it_is_called_off_with_a_reason_and_then_nothing_can_be_done(session: Session, alice: Member) -> None:
    task = a_task(session, alice, an_intake(session, alice))
    session.commit()
    assert post(alice, task, "cancel").status_code == 422
    assert post(alice, task, "cancel", reason="entered_in_error").status_code == 303
    session.refresh(task)
    assert (task.state, task.outcome) == ("cancelled", "entered_in_error")
    page = alice.client.get(f"/desk/tasks/{task.id}").text
    assert "Call it off" not in page and "Promise this time" not in page
    assert post(alice, task, "due", due_local=f"{(now() + timedelta(days=3)).date()}T09:30").status_code == 409
