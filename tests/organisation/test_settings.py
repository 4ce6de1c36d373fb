"""The desk's settings: by API with If-Match, by page for administrators; published ranges."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.foundation.actor import SYSTEM
from intake.organisation import queries
from intake.organisation.models import Settings
from intake.organisation.rules import THRESHOLDS
from intake.organisation.service import set_up_desk
from intake.web.login import COOKIE
from tests.conftest import Member


@pytest.fixture
def desk(session: Session) -> Settings:
    settings = set_up_desk(session, actor=SYSTEM, name="Test desk", time_zone="America/New_York")
    session.commit()
    return settings


@pytest.fixture
def browser(app: Flask, erin: Member) -> FlaskClient:
    client = app.test_client()
    client.set_cookie(COOKIE, erin.token)
    return client


def test_setting_up_twice_keeps_the_first(session: Session, desk: Settings) -> None:
    again = set_up_desk(session, actor=SYSTEM, name="Other", time_zone="UTC")
    assert (again.name, again.time_zone, again.version) == ("Test desk", "America/New_York", 1)


def test_an_administrator_changes_only_what_is_named(erin: Member, desk: Settings, session: Session) -> None:
    body = {"part2_program": True, "thresholds": {"call_back_minutes": 30}, "notices": {"privacy": "We keep it safe."}}
    answer = erin.client.patch("/api/v1/settings", json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"2"')
    assert answer.json == {
        "name": "Test desk",
        "time_zone": "America/New_York",
        "part2_program": True,
        "supervisors_see_all": False,
        "notices": {"privacy": "We keep it safe."},
        "thresholds": {"call_back_minutes": 30},
        "version": 2,
    }
    session.expire_all()
    assert queries.threshold(session, "call_back_minutes") == 30
    trail = session.query(AuditEntry).where(AuditEntry.action == "organisation.change_settings").one()
    assert trail.detail == {"fields": ["notices", "part2_program", "thresholds"], "version": 2}


def test_a_threshold_of_null_goes_back_to_the_standard(erin: Member, desk: Settings, session: Session) -> None:
    erin.client.patch("/api/v1/settings", json={"thresholds": {"call_back_minutes": 30}}, headers={"If-Match": '"1"'})
    erin.client.patch("/api/v1/settings", json={"thresholds": {"call_back_minutes": None}}, headers={"If-Match": '"2"'})
    session.expire_all()
    assert queries.threshold(session, "call_back_minutes") == THRESHOLDS["call_back_minutes"].standard


def test_a_version_that_was_overtaken_changes_nothing(erin: Member, desk: Settings, session: Session) -> None:
    first = erin.client.patch("/api/v1/settings", json={"name": "First"}, headers={"If-Match": '"1"'})
    second = erin.client.patch("/api/v1/settings", json={"name": "Second"}, headers={"If-Match": '"1"'})
    without = erin.client.patch("/api/v1/settings", json={"name": "Third"})
    assert (first.status_code, second.status_code, without.status_code) == (200, 412, 428)
    session.expire_all()
    assert desk.name == "First"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"thresholds": {"call_back_minutes": 4}}, "/thresholds/call_back_minutes"),
        ({"thresholds": {"call_back_minutes": 1441}}, "/thresholds/call_back_minutes"),
        ({"thresholds": {"call_back_minutes": "60"}}, "/thresholds/call_back_minutes"),
        ({"thresholds": {"coffee_minutes": 5}}, "/thresholds/coffee_minutes"),
        ({"notices": {"privacy": "x" * 2001}}, "/notices/privacy"),
        ({"time_zone": "Florida"}, "/time_zone"),
        ({"time_zone": "../../etc/passwd"}, "/time_zone"),
        ({"part2_program": "yes"}, "/part2_program"),
        ({"name": ""}, "/name"),
        ({"version": 9}, "/version"),
    ],
)
def test_what_is_out_of_range_is_named(erin: Member, desk: Settings, body: dict[str, object], pointer: str) -> None:
    answer = erin.client.patch("/api/v1/settings", json=body, headers={"If-Match": '"1"'})
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, [pointer])


def test_counselors_and_supervisors_read_and_do_not_change(alice: Member, bob: Member, desk: Settings) -> None:
    for member in (alice, bob):
        assert member.client.get("/api/v1/settings").status_code == 200
        assert member.client.patch("/api/v1/settings", json={}, headers={"If-Match": '"1"'}).status_code == 403
        assert member.client.get("/settings").status_code == 403


def form_of(page: str) -> dict[str, str]:
    fields = dict(re.findall(r'<input[^>]* name="([a-z_0-9]+)"[^>]* value="([^"]*)"', page))
    fields |= dict(re.findall(r'<input[^>]*type="hidden" name="([a-z_]+)" value="([^"]*)"', page))
    checked = re.findall(r'name="part2_program" value="([a-z]+)" checked', page)
    sees = re.findall(r'name="supervisors_see_all" value="([a-z]+)" checked', page)
    return {**fields, "part2_program": checked[0], "supervisors_see_all": sees[0]}


def test_the_page_saves_what_it_shows(browser: FlaskClient, desk: Settings, session: Session) -> None:
    form = form_of(browser.get("/settings").text)
    assert (form["name"], form["time_zone"], form["part2_program"], form["version"]) == (
        "Test desk",
        "America/New_York",
        "undecided",
        "1",
    )
    changed = {
        **form,
        "part2_program": "no",
        "supervisors_see_all": "yes",
        "threshold_call_back_minutes": "45",
        "notice_opening": "Hello.",
    }
    assert browser.post("/settings", data=changed).status_code == 303
    session.expire_all()
    assert desk.supervisors_see_all is True
    assert (desk.part2_program, desk.thresholds, desk.notices) == (False, {"call_back_minutes": 45}, {"opening": "Hello."})


def test_the_page_keeps_what_was_typed_when_it_refuses(browser: FlaskClient, desk: Settings, session: Session) -> None:
    form = form_of(browser.get("/settings").text)
    answer = browser.post("/settings", data={**form, "name": "New name", "threshold_call_back_minutes": "2"})
    assert answer.status_code == 422
    assert 'value="New name"' in answer.text
    assert 'id="threshold_call_back_minutes-problem"' in answer.text
    session.expire_all()
    assert desk.name == "Test desk"


def test_the_page_tells_when_somebody_was_first(browser: FlaskClient, desk: Settings) -> None:
    form = form_of(browser.get("/settings").text)
    assert browser.post("/settings", data={**form, "name": "First"}).status_code == 303
    late = browser.post("/settings", data={**form, "name": "Second"})
    assert late.status_code == 409
    assert "Somebody else changed the settings meanwhile." in late.text
    assert form_of(late.text)["version"] == "2"
