"""Who asks who received something about them is answered in time, and it is seen whether they were."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.models import AccountingRequest
from intake.foundation.clock import stopped_at
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import an_accounting_request

# Still the evening of the 23rd at the desk, in New York.
NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC)


@pytest.fixture(autouse=True)
def night() -> Iterator[None]:
    with stopped_at(NIGHT):
        yield


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    desk.time_zone = "America/New_York"
    return a_person(session, "Rosa", "Marin")


def ask(member: Member, person: Person, **told: str) -> tuple[int, dict[str, str]]:
    answer = member.client.post(f"/api/v1/people/{person.id}/accounting-requests", json=told)
    return answer.status_code, answer.get_json()


@pytest.mark.parametrize(("kind", "due"), [("part2", "2027-01-22"), ("intermediary", "2026-12-23"), ("hipaa", "2027-01-22")])
def test_each_kind_has_its_own_last_day_counted_on_the_desks_calendar(
    alice: Member, rosa: Person, session: Session, kind: str, due: str
) -> None:
    session.commit()
    status, made = ask(alice, rosa, kind=kind)
    assert (status, made["asked_on"], made["due_on"], made["answered_at"]) == (201, "2026-11-23", due, None)


def test_a_desk_sets_a_shorter_time_and_never_a_longer_one(alice: Member, erin: Member, rosa: Person, session: Session) -> None:
    session.commit()
    changed = {name: {"thresholds": {"accounting_intermediary_days": days}} for name, days in (("ok", 10), ("late", 31))}
    etag = erin.client.get("/api/v1/settings").headers["ETag"]
    assert erin.client.patch("/api/v1/settings", json=changed["late"], headers={"If-Match": etag}).status_code == 422
    assert erin.client.patch("/api/v1/settings", json=changed["ok"], headers={"If-Match": etag}).status_code == 200
    assert ask(alice, rosa, kind="intermediary", asked_on="2026-11-20")[1]["due_on"] == "2026-11-30"
    told = alice.client.get(f"/api/v1/people/{rosa.id}/disclosures?kind=intermediary").json
    assert told["due_on"] == "2026-12-03"


def test_one_open_request_of_a_kind(alice: Member, bob: Member, rosa: Person, session: Session) -> None:
    session.commit()
    _, first = ask(alice, rosa, kind="part2")
    assert ask(bob, rosa, kind="part2")[0] == 409 and ask(bob, rosa, kind="hipaa")[0] == 201
    path = f"/api/v1/accounting-requests/{first['id']}/answered"
    answered = bob.client.post(path, json={"way": "letter"})
    assert (answered.status_code, answered.json["way"], answered.json["answered_by"]) == (200, "letter", str(bob.actor.id))
    assert alice.client.post(path, json={"way": "handed_over"}).status_code == 409
    assert ask(alice, rosa, kind="part2")[0] == 201
    items = alice.client.get(f"/api/v1/people/{rosa.id}/accounting-requests").json["items"]
    assert [(one["kind"], one["way"]) for one in items] == [("part2", None), ("hipaa", None), ("part2", "letter")]


@pytest.mark.parametrize("day", ["2026-11-24", "2025-11-01", "0001-01-01"])
def test_a_day_that_nobody_can_mean_is_refused(alice: Member, rosa: Person, session: Session, day: str) -> None:
    session.commit()
    assert ask(alice, rosa, kind="part2", asked_on=day)[0] == 422
    assert session.scalars(select(AccountingRequest)).all() == []


def test_the_page_shows_what_is_due_what_is_late_and_what_is_answered(alice: Member, rosa: Person, session: Session) -> None:
    session.commit()
    asked = f"/people/{rosa.id}/accounting-requests"
    assert alice.client.post(asked, data={"kind": "part2", "asked_on": "2026-11-20"}).status_code == 303
    assert alice.client.post(asked, data={"kind": "part2", "asked_on": "2026-11-21"}).status_code == 422
    page = f"/people/{rosa.id}/disclosures"
    assert "due Jan 19, 2027" in alice.client.get(page).text
    assert alice.client.post(asked, data={"kind": "hipaa", "asked_on": "2025-12-01"}).status_code == 303
    assert "was due Jan 30, 2026" in alice.client.get(page).text
    one = session.scalars(select(AccountingRequest).where(AccountingRequest.kind == "part2")).one()
    assert alice.client.post(f"/accounting-requests/{one.id}/answered", data={"way": "handed_over"}).status_code == 303
    told = alice.client.get(page).text
    assert "Handed over" in told and "due Jan 19, 2027" not in told.replace("is due", "")


def test_who_may_not_see_the_person_finds_no_request(
    app: Flask, alice: Member, charlie: Member, session: Session, desk: Settings
) -> None:
    person = a_person(session, "Rosa", "Marin", recorder=alice.actor, confirmed=False)
    request = an_accounting_request(session, alice, person)
    session.commit()
    assert ask(charlie, person, kind="hipaa")[0] == 404
    assert charlie.client.get(f"/api/v1/people/{person.id}/accounting-requests").status_code == 404
    path = f"accounting-requests/{request.id}/answered"
    assert charlie.client.post(f"/api/v1/{path}", json={"way": "letter"}).status_code == 404
    assert charlie.client.post(f"/{path}", data={"way": "letter"}).status_code == 404
