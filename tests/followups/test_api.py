"""Promises made on the phone, through the API."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import ContactPoint
from intake.followups.models import Attempt, Task
from intake.followups.service import propose_task
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import stopped_at
from intake.intakes.models import Intake
from intake.storage.outbox import OutboxEvent
from tests.conftest import Member
from tests.factories.followups import a_desk, a_task, an_intake

# Noon in New York.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
IF_1 = {"If-Match": '"1"'}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with stopped_at(NOON):
        yield


def point_of(session: Session, intake: Intake) -> ContactPoint:
    return session.scalars(select(ContactPoint).where(ContactPoint.person_id == intake.caller_id)).one()


def an_attempt(point: ContactPoint, way: str = "call") -> dict[str, str]:
    return {"contact_point_id": str(point.id), "way": way, "outcome": "no_answer"}


def test_a_promise_is_kept_in_the_persons_zone_and_stored_in_utc(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    body = {"kind": "call_back", "due_local": "2026-12-01T09:00:00", "note": "Ask about the bed"}
    answer = alice.client.post(f"/api/v1/intakes/{intake.id}/tasks", json=body)
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    assert (answer.json["due_at"], answer.json["time_zone"]) == ("2026-12-01T14:00:00+00:00", "America/New_York")
    assert (answer.json["person_id"], answer.json["note"]) == (str(intake.caller_id), "Ask about the bed")
    task = session.scalars(select(Task)).one()
    assert b"bed" not in (task.note_sealed or b"")
    assert session.scalar(select(func.count()).where(AuditEntry.action == "followups.create_task")) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "call_back", "due_at": "2026-11-24T16:59:00+00:00"}, "/due_at"),
        ({"kind": "call_back", "due_local": "2026-11-24T11:59:00"}, "/due_local"),
        ({"kind": "call_back", "due_local": "2027-03-14T02:30:00"}, "/due_local"),
        ({"kind": "call_back", "due_at": "2026-12-01T09:00:00-05:00", "due_local": "2026-12-01T09:00:00"}, "/due_local"),
        ({"kind": "call_back", "due_at": "2026-12-01T09:00:00"}, "/due_at"),
        ({"kind": "call_back", "due_local": "9999-12-31T23:00:00"}, "/due_local"),
        ({"kind": "call_back", "due_at": "9999-12-31T23:00:00-05:00"}, "/due_at"),
        ({"kind": "call_back", "due_at": "0001-01-01T00:00:00+05:00"}, "/due_at"),
        ({"kind": "call_back", "time_zone": "America/Nowhere"}, "/time_zone"),
        ({"kind": "send_flowers"}, "/kind"),
        ({"kind": "call_back", "note": "a\0b"}, "/note"),
        ({"kind": "call_back", "person_id": str(uuid4())}, "/person_id"),
        ({"kind": "call_back", "assignee_id": str(uuid4())}, "/assignee_id"),
        ({"kind": "call_back", "colour": "red"}, "/colour"),
    ],
)
def test_a_promise_that_cannot_be_meant_is_refused(alice: Member, session: Session, body: dict[str, Any], pointer: str) -> None:
    intake = an_intake(session, alice)
    answer = alice.client.post(f"/api/v1/intakes/{intake.id}/tasks", json=body)
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, [pointer])
    assert session.scalar(select(func.count()).select_from(Task)) == 0


def test_nobody_but_who_works_on_tasks_can_be_given_one(alice: Member, erin: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    body = {"kind": "call_back", "assignee_id": str(erin.actor.id)}
    answer = alice.client.post(f"/api/v1/intakes/{intake.id}/tasks", json=body)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/assignee_id")


def test_what_nobody_promised_is_due_as_the_desk_has_set(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    a_desk(session).thresholds = {"call_back_minutes": 25}
    session.flush()
    answer = alice.client.post(f"/api/v1/intakes/{intake.id}/tasks", json={"kind": "call_back"})
    assert answer.json["due_at"] == (NOON + timedelta(minutes=25)).isoformat()


def test_who_sees_which_list(alice: Member, bob: Member, charlie: Member, session: Session) -> None:
    moment = NOON
    late = a_task(session, alice, due_at=moment - timedelta(hours=1))
    soon = a_task(session, alice, due_at=moment + timedelta(hours=1))
    free = a_task(session, alice, due_at=moment + timedelta(hours=2), assignee_id=None)
    done = a_task(session, alice, due_at=moment - timedelta(hours=2), state="done")
    session.commit()

    def ids(member: Member, query: str) -> list[str] | int:
        answer = member.client.get(f"/api/v1/tasks?{query}")
        return [row["id"] for row in answer.json["items"]] if answer.status_code == 200 else answer.status_code

    assert ids(alice, "list=mine") == [str(late.id), str(soon.id)]
    assert ids(alice, "list=mine&state=done") == [str(done.id)]
    assert ids(alice, "list=overdue") == [str(late.id)]
    assert ids(alice, "list=all") == 403
    assert ids(charlie, "list=mine") == ids(charlie, "list=overdue") == []
    assert ids(charlie, "list=unassigned") == [str(free.id)]
    assert ids(bob, "list=all") == [str(late.id), str(soon.id), str(free.id)]
    assert ids(bob, "list=overdue") == [str(late.id)]
    assert ids(bob, f"list=all&intake_id={soon.intake_id}") == [str(soon.id)]


def test_a_list_goes_on_where_the_page_ended(alice: Member, session: Session) -> None:
    tasks = [a_task(session, alice, due_at=NOON + timedelta(hours=hour // 2)) for hour in range(5)]
    first = alice.client.get("/api/v1/tasks?limit=3").json
    second = alice.client.get(f"/api/v1/tasks?limit=3&cursor={first['next_cursor']}").json
    told = [row["id"] for row in (*first["items"], *second["items"])]
    assert (told, second["next_cursor"]) == ([str(task.id) for task in tasks], None)


def test_what_is_another_counselors_looks_like_nothing(alice: Member, charlie: Member, session: Session) -> None:
    task = a_task(session, alice)
    url = f"/api/v1/tasks/{task.id}"
    requests = [
        charlie.client.get(url),
        charlie.client.get(f"{url}/ways"),
        charlie.client.post(f"{url}/finish", json={"outcome": "done"}, headers=IF_1),
        charlie.client.post(f"/api/v1/intakes/{task.intake_id}/tasks", json={"kind": "call_back"}),
    ]
    assert [answer.status_code for answer in requests] == [404, 404, 404, 404]
    assert alice.client.get(url).status_code == 200


def test_an_attempt_in_safe_hours_is_kept(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    task, point = a_task(session, alice, intake), point_of(session, intake)
    answer = alice.client.post(f"/api/v1/tasks/{task.id}/attempts", json=an_attempt(point), headers=IF_1)
    assert (answer.status_code, answer.json["version"], answer.headers["ETag"]) == (201, 2, '"2"')
    told = [(row["way"], row["outcome"], row["by"]) for row in answer.json["attempts"]]
    assert told == [("call", "no_answer", str(alice.actor.id))]


@pytest.mark.parametrize(
    ("hour", "way", "reason", "next_safe_at"),
    [
        (2, "call", "outside_calling_hours", "2026-11-24T13:00:00+00:00"),
        (17, "text", "not_agreed", None),
        (17, "voicemail", "not_agreed", None),
        (17, "email", "no_such_way", None),
    ],
)
def test_an_attempt_that_is_not_safe_is_refused_with_the_next_safe_time(
    alice: Member, session: Session, hour: int, way: str, reason: str, next_safe_at: str | None
) -> None:
    intake = an_intake(session, alice)
    task, point = a_task(session, alice, intake), point_of(session, intake)
    with stopped_at(NOON.replace(hour=hour)):
        answer = alice.client.post(f"/api/v1/tasks/{task.id}/attempts", json=an_attempt(point, way), headers=IF_1)
    assert (answer.status_code, answer.json["reason"], answer.json["next_safe_at"]) == (409, reason, next_safe_at)
    assert session.scalar(select(func.count()).select_from(Attempt)) == 0


def test_safe_hours_are_those_of_the_person_not_of_the_desk(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    intake.caller.time_zone = "Pacific/Honolulu"
    task, point = a_task(session, alice, intake), point_of(session, intake)
    with stopped_at(NOON.replace(hour=15)):  # ten in New York, five in Honolulu
        answer = alice.client.post(f"/api/v1/tasks/{task.id}/attempts", json=an_attempt(point), headers=IF_1)
    assert (answer.status_code, answer.json["next_safe_at"]) == (409, "2026-11-24T18:00:00+00:00")


def test_the_number_of_somebody_else_is_refused(alice: Member, session: Session) -> None:
    task, other = a_task(session, alice), point_of(session, an_intake(session, alice))
    answer = alice.client.post(f"/api/v1/tasks/{task.id}/attempts", json=an_attempt(other), headers=IF_1)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/contact_point_id")


def test_the_ways_to_reach_somebody_are_told_before_dialing(alice: Member, session: Session) -> None:
    task = a_task(session, alice)
    items = alice.client.get(f"/api/v1/tasks/{task.id}/ways").json["items"]
    assert [(item["way"], item["allowed"]) for item in items] == [("call", True), ("voicemail", False), ("text", False)]
    assert [item["reason"] is None for item in items] == [True, False, False]


def test_a_task_is_finished_once(alice: Member, session: Session) -> None:
    task = a_task(session, alice)
    url = f"/api/v1/tasks/{task.id}"
    assert alice.client.post(f"{url}/finish", json={"outcome": "done"}).status_code == 428
    done = alice.client.post(f"{url}/finish", json={"outcome": "in_treatment"}, headers=IF_1)
    assert (done.json["state"], done.json["outcome"], done.json["version"]) == ("done", "in_treatment", 2)
    stale = alice.client.post(f"{url}/finish", json={"outcome": "done"}, headers=IF_1)
    again = alice.client.post(f"{url}/finish", json={"outcome": "done"}, headers={"If-Match": '"2"'})
    cancelled = alice.client.post(f"{url}/cancel", json={"reason": "no_longer_needed"}, headers={"If-Match": '"2"'})
    assert (stale.status_code, again.status_code, cancelled.status_code) == (412, 409, 409)
    assert session.scalar(select(func.count()).where(OutboxEvent.name == "followups.finished")) == 1


def test_a_task_changes_hands(alice: Member, charlie: Member, session: Session) -> None:
    task = a_task(session, alice)
    url = f"/api/v1/tasks/{task.id}/assignee"
    given = alice.client.put(url, json={"assignee_id": str(charlie.actor.id)}, headers=IF_1)
    assert (given.status_code, given.json["assignee_id"]) == (200, str(charlie.actor.id))
    assert alice.client.put(url, json={"assignee_id": None}, headers={"If-Match": '"2"'}).status_code == 404
    back = charlie.client.put(url, json={"assignee_id": None}, headers={"If-Match": '"2"'})
    assert (back.status_code, back.json["assignee_id"]) == (200, None)


def test_a_promise_is_moved_to_a_time_that_is_still_to_come(alice: Member, session: Session) -> None:
    task = a_task(session, alice, due_at=NOON + timedelta(hours=1))
    url = f"/api/v1/tasks/{task.id}/due"
    empty = alice.client.put(url, json={}, headers=IF_1)
    past = alice.client.put(url, json={"due_at": "2026-11-24T16:00:00Z"}, headers=IF_1)
    moved = alice.client.put(url, json={"due_local": "2026-11-25T10:00:00", "time_zone": "America/Chicago"}, headers=IF_1)
    assert (empty.status_code, past.status_code) == (422, 422)
    assert (moved.json["due_at"], moved.json["time_zone"]) == ("2026-11-25T16:00:00+00:00", "America/Chicago")


def test_one_follow_up_is_proposed_for_an_intake(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    task = propose_task(session, actor=SYSTEM, intake_id=intake.id)
    again = propose_task(session, actor=SYSTEM, intake_id=intake.id)
    assert task is not None and again is None
    told = (task.kind, task.origin, task.person_id, task.assignee_id, task.due_at)
    assert told == ("follow_up_call", "proposed", intake.caller_id, alice.actor.id, NOON + timedelta(days=2))


def test_no_follow_up_is_proposed_where_one_was_promised(alice: Member, session: Session) -> None:
    promised = a_task(session, alice)
    assert promised.intake_id is not None
    assert propose_task(session, actor=SYSTEM, intake_id=promised.intake_id) is None


def test_a_proposal_goes_to_the_one_who_may_be_called(alice: Member, session: Session) -> None:
    points = [{"kind": "phone", "value": "(561) 555-0124", "may_call": True}]
    intake = an_intake(session, alice, caller={"given_name": "Dolores"}, subject={"contact_points": points})
    task = propose_task(session, actor=SYSTEM, intake_id=intake.id)
    assert task is not None and task.person_id == intake.subject_id


def test_opening_a_task_leaves_a_trace_without_words(alice: Member, session: Session) -> None:
    task = a_task(session, alice, note="very private")
    assert alice.client.get(f"/api/v1/tasks/{task.id}").json["note"] == "very private"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "followups.open_task")).one()
    assert (entry.person_id, entry.actor_id, entry.detail) == (task.person_id, alice.actor.id, {})
