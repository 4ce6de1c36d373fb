"""What the law asks of the desk stands among the tasks until it is done, and ends by itself."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.models import RevocationNotice
from intake.consents.service import answer_accounting, tell_recipient
from intake.followups import jobs
from intake.followups.models import Task
from intake.foundation.clock import stopped_at
from intake.foundation.events import Event, event
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import a_notice, an_accounting_request

# Noon in New York.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with stopped_at(NOON):
        yield


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    desk.time_zone = "America/New_York"
    return a_person(session, "Rosa", "Marin")


def taken_back(notice: RevocationNotice) -> Event:
    return event("consents.revoked", consent_id=notice.consent_id)


def test_whoever_noted_the_taking_back_is_asked_to_tell_each_recipient(alice: Member, rosa: Person, session: Session) -> None:
    notice = a_notice(session, alice, rosa)
    for _ in range(2):
        jobs.tell_recipients(session, taken_back(notice))
    task = session.scalars(select(Task)).one()
    told = (task.kind, task.origin, task.person_id, task.notice_id, task.assignee_id, task.due_at.isoformat())
    assert told == ("tell_recipient", "duty", rosa.id, notice.id, alice.actor.id, "2026-11-24T21:00:00+00:00")
    session.commit()
    page = alice.client.get("/desk/tasks").text
    assert "Tell a recipient that a consent was taken back" in page
    assert "Tell Example Clinic that the consent" in alice.client.get(f"/desk/tasks/{task.id}").text


def test_it_ends_when_it_is_noted_how_they_were_told_and_in_no_other_way(alice: Member, rosa: Person, session: Session) -> None:
    notice = a_notice(session, alice, rosa)
    jobs.tell_recipients(session, taken_back(notice))
    task = session.scalars(select(Task)).one()
    session.commit()
    url, if_1 = f"/api/v1/tasks/{task.id}", {"If-Match": '"1"'}
    tried = [
        alice.client.post(f"{url}/finish", json={"outcome": "done"}, headers=if_1),
        alice.client.post(f"{url}/cancel", json={"reason": "no_longer_needed"}, headers=if_1),
        alice.client.put(f"{url}/due", json={"due_local": "2027-06-01T09:00:00"}, headers=if_1),
        alice.client.post(f"{url}/finish", json={"outcome": "recipient_told"}, headers=if_1),
    ]
    assert [answer.status_code for answer in tried] == [409, 409, 409, 422]
    assert alice.client.get(f"{url}/ways").json["items"] == []
    tell_recipient(session, actor=alice.actor, notice_id=notice.id, way="phone")
    for _ in range(2):
        jobs.end_telling(session, event("consents.recipient_told", notice_id=notice.id))
    assert (task.state, task.outcome, task.version) == ("done", "recipient_told", 2)


def test_who_was_told_before_the_task_was_made_gets_none(alice: Member, rosa: Person, session: Session) -> None:
    notice = a_notice(session, alice, rosa)
    tell_recipient(session, actor=alice.actor, notice_id=notice.id, way="phone")
    jobs.end_telling(session, event("consents.recipient_told", notice_id=notice.id))
    jobs.tell_recipients(session, taken_back(notice))
    assert session.scalars(select(Task)).all() == []


def test_an_accounting_is_a_task_due_in_good_time_before_its_last_day(alice: Member, rosa: Person, session: Session) -> None:
    asked = an_accounting_request(session, alice, rosa, "intermediary")
    about = event("consents.accounting_asked", accounting_id=asked.id)
    for _ in range(2):
        jobs.promise_accounting(session, about)
    task = session.scalars(select(Task)).one()
    assert (task.kind, task.accounting_id, task.due_at.isoformat()) == (
        "answer_accounting",
        asked.id,
        "2026-12-10T14:00:00+00:00",
    )
    answer_accounting(session, actor=alice.actor, accounting_id=asked.id, way="letter")
    jobs.end_accounting(session, event("consents.accounting_answered", accounting_id=asked.id))
    assert (task.state, task.outcome) == ("done", "accounting_answered")
    session.commit()
    assert "Asked on Nov 24, 2026" in alice.client.get(f"/desk/tasks/{task.id}").text


def test_what_is_late_already_is_due_within_a_day(alice: Member, rosa: Person, session: Session) -> None:
    asked = an_accounting_request(session, alice, rosa)
    with stopped_at(datetime(2027, 6, 1, 17, tzinfo=UTC)):
        jobs.promise_accounting(session, event("consents.accounting_asked", accounting_id=asked.id))
    assert session.scalars(select(Task)).one().due_at.isoformat() == "2027-06-02T17:00:00+00:00"


@pytest.mark.parametrize("kind", ["tell_recipient", "answer_accounting"])
def test_nobody_promises_a_duty_by_hand(alice: Member, session: Session, rosa: Person, kind: str) -> None:
    session.commit()
    answer = alice.client.post(f"/api/v1/intakes/{rosa.id}/tasks", json={"kind": kind})
    assert answer.status_code in (404, 422)
    assert kind not in alice.client.get("/api/openapi.json").text.split('"TaskIn"')[1][:2000]
