"""The doors of the desk's own settings, and with them the door itself."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.organisation.models import Settings, Team
from tests.conftest import Member


def test_an_administrator_makes_a_team_once_however_often_it_is_sent(erin: Member, session: Session) -> None:
    headers = {"Idempotency-Key": "make-nights"}
    first = erin.client.post("/api/v1/teams", json={"name": "Weekend"}, headers=headers)
    again = erin.client.post("/api/v1/teams", json={"name": "Weekend"}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert session.scalar(select(func.count()).select_from(Team).where(Team.name == "Weekend")) == 1
    assert session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.actor_id == erin.actor.id)) == 1


def test_a_key_that_comes_back_with_another_request_is_refused(erin: Member) -> None:
    headers = {"Idempotency-Key": "make-nights"}
    erin.client.post("/api/v1/teams", json={"name": "Weekend"}, headers=headers)
    answer = erin.client.post("/api/v1/teams", json={"name": "Other"}, headers=headers)
    assert (answer.status_code, answer.json["type"]) == (422, "urn:intake:problem:idempotency-key-reused")


def test_every_bad_field_is_named_where_it_stands(erin: Member, session: Session) -> None:
    answer = erin.client.post("/api/v1/teams", json={"name": "Week\0end", "colour": "red"})
    assert answer.status_code == 422
    assert answer.content_type == "application/problem+json"
    assert {error["pointer"] for error in answer.json["errors"]} == {"/name", "/colour"}
    assert "end" not in answer.text
    assert session.scalar(select(func.count()).select_from(Team)) == 0


def test_a_counselor_may_not_make_a_team(alice: Member) -> None:
    answer = alice.client.post("/api/v1/teams", json={"name": "Weekend"})
    assert (answer.status_code, answer.json["type"]) == (403, "urn:intake:problem:not-allowed")


def test_a_visitor_is_asked_to_sign_in(alice: Member) -> None:
    alice.client.environ_base.pop("HTTP_AUTHORIZATION")
    answer = alice.client.get("/api/v1/settings")
    assert (answer.status_code, answer.json["type"]) == (401, "urn:intake:problem:not-signed-in")


def test_settings_carry_their_version_as_etag(alice: Member, session: Session) -> None:
    session.add(Settings(name="Test desk", time_zone="America/New_York"))
    session.commit()
    answer = alice.client.get("/api/v1/settings")
    assert (answer.status_code, answer.json["name"], answer.headers["ETag"]) == (200, "Test desk", '"1"')
