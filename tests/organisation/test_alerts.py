"""Alerts: raised with the change that they tell of, seen by supervisors, closed by saying what was done."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.foundation.clock import now, stopped_at
from intake.organisation.models import Alert, Team
from intake.organisation.service import raise_alert
from intake.storage.outbox import OutboxEvent
from intake.web.login import COOKIE
from tests.conftest import Member, QueryCount
from tests.factories.accounts import a_team


@pytest.fixture
def alert(session: Session, alice: Member, days: Team) -> Alert:
    raised = raise_alert(session, actor=alice.actor, kind="emergency_finding", row=days, rule="overdose.now")
    session.commit()
    return raised


@pytest.fixture
def browser(app: Flask, bob: Member) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, bob.token)
    return client


def test_an_alert_is_told_and_leaves_its_trail(session: Session, alert: Alert, alice: Member, days: Team) -> None:
    told = session.scalars(select(OutboxEvent)).one()
    assert (told.name, told.ids) == (
        "organisation.alert_raised",
        {"alert_id": str(alert.id), "record_id": str(days.id)},
    )
    trail = session.scalars(select(AuditEntry)).one()
    assert (trail.action, trail.record_id, trail.actor_id) == ("organisation.raise_alert", alert.id, alice.actor.id)


def test_the_same_danger_is_not_raised_twice_until_it_is_closed(
    session: Session, alert: Alert, alice: Member, bob: Member, days: Team
) -> None:
    again = raise_alert(session, actor=alice.actor, kind="emergency_finding", row=days)
    other = raise_alert(session, actor=alice.actor, kind="promise_missed", row=days)
    assert (again.id, other.id != alert.id) == (alert.id, True)
    bob.client.post(f"/api/v1/alerts/{alert.id}/closing", json={"outcome": "help_sent"})
    session.expire_all()
    assert raise_alert(session, actor=alice.actor, kind="emergency_finding", row=days).id not in (alert.id, other.id)


def test_supervisors_see_it_and_counselors_do_not(alert: Alert, bob: Member, alice: Member, erin: Member) -> None:
    listed = bob.client.get("/api/v1/alerts").json["items"]
    assert [(row["id"], row["kind"], row["closed_at"]) for row in listed] == [(str(alert.id), "emergency_finding", None)]
    for member in (alice, erin):
        assert member.client.get("/api/v1/alerts").status_code == 403
        assert member.client.get("/alerts/count").status_code == 403
        assert member.client.post(f"/api/v1/alerts/{alert.id}/closing", json={"outcome": "help_sent"}).status_code == 403


def test_closing_needs_what_was_done_and_happens_once(alert: Alert, bob: Member, session: Session) -> None:
    path = f"/api/v1/alerts/{alert.id}/closing"
    assert bob.client.post(path, json={}).status_code == 422
    assert bob.client.post(path, json={"outcome": "whatever"}).status_code == 422
    closed = bob.client.post(path, json={"outcome": "help_sent"})
    assert (closed.status_code, closed.json["outcome"], closed.json["closed_by"]) == (200, "help_sent", str(bob.actor.id))
    assert bob.client.post(path, json={"outcome": "help_sent"}).status_code == 409
    assert bob.client.get("/api/v1/alerts").json == {"items": [], "next_cursor": None}
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == bob.actor.id)).all() == [
        "organisation.close_alert"
    ]


def test_an_alert_that_is_not_there_is_not_found(bob: Member) -> None:
    path = "/api/v1/alerts/01900000-0000-7000-8000-000000000000/closing"
    assert bob.client.post(path, json={"outcome": "help_sent"}).status_code == 404


def test_the_badge_is_empty_or_a_number(browser: FlaskClient, alert: Alert, bob: Member) -> None:
    page = browser.get("/alerts/count").text
    assert page.strip().startswith("1")
    assert "late" not in page
    with stopped_at(now() + timedelta(minutes=6)):
        assert "1 of them late" in browser.get("/alerts/count").text
    bob.client.post(f"/api/v1/alerts/{alert.id}/closing", json={"outcome": "help_sent"})
    assert browser.get("/alerts/count").text == ""


def test_the_page_lists_and_closes(browser: FlaskClient, alert: Alert) -> None:
    page = browser.get("/alerts").text
    assert "Emergency finding" in page
    assert "Alice" in page
    token = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert token
    path = f"/alerts/{alert.id}/closing"
    assert "Say what was done" in browser.post(path, data={"csrf_token": token[1]}).text
    assert browser.post(path, data={"csrf_token": token[1], "outcome": "called_back"}).status_code == 303
    assert "No open alerts" in browser.get("/alerts").text
    late = browser.post(path, data={"csrf_token": token[1], "outcome": "called_back"})
    assert late.status_code == 409
    assert "Somebody has closed this alert already." in late.text


def test_a_list_of_three_costs_what_a_list_of_one_costs(
    session: Session, alert: Alert, alice: Member, bob: Member, browser: FlaskClient, queries: QueryCount
) -> None:
    browser.get("/alerts")
    before = len(queries)
    browser.get("/alerts")
    for_one = len(queries) - before
    for number in range(2):
        raise_alert(session, actor=bob.actor, kind="emergency_finding", row=a_team(session, f"Team {number}"))
    session.commit()
    before = len(queries)
    page = browser.get("/alerts").text
    assert (page.count("Emergency finding"), len(queries) - before) == (3, for_one)
