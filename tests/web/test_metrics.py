"""Metrics: read with their own token alone, true, and without a word about anybody."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Config
from intake.app import create_app
from intake.foundation.events import Event
from intake.foundation.identifiers import new_id
from intake.storage.outbox import record_event
from intake.storage.queue import put_jobs
from tests.conftest import Member

TOKEN = "only-for-tests-only-for-tests-only"
HEADERS = {"Authorization": f"Bearer metrics_{TOKEN}"}


@pytest.fixture
def measured(config: Config, session: Session) -> Iterator[Flask]:
    """The application with metrics, joined to the test's own transaction."""
    app = create_app(replace(config, metrics_token=TOKEN))
    own = app.extensions["intake"].storage
    own.sessions.configure(bind=session.connection(), join_transaction_mode="create_savepoint")
    yield app
    own.engine.dispose()


@pytest.fixture
def client(measured: Flask) -> FlaskClient:
    return measured.test_client()


def value(text: str, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} (\S+)$", text, re.M)
    assert found, f"{line} is not in\n{text}"
    return float(found.group(1))


def read(client: FlaskClient) -> str:
    answer = client.get("/metrics", headers=HEADERS)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_requests_are_counted_by_pattern_and_status(client: FlaskClient) -> None:
    for _ in range(3):
        client.get("/healthz")
    client.get("/no/such/place")
    text = read(client)
    assert value(text, 'intake_requests_total{method="GET",route="/healthz",status="200"}') == 3
    assert value(text, 'intake_requests_total{method="GET",route="(none)",status="404"}') == 1
    assert value(text, 'intake_request_seconds_count{method="GET",route="/healthz"}') == 3


def test_what_waits_is_told(client: FlaskClient, session: Session) -> None:
    before = read(client)
    record_event(session, Event("tests.happened", {}), Event("tests.happened", {}))
    put_jobs(session, "handle_event", [{"event_id": str(new_id()), "handler": "tests.none"}])
    session.flush()
    after = read(client)
    assert value(after, "intake_outbox_waiting") == value(before, "intake_outbox_waiting") + 2
    assert value(after, 'intake_jobs{state="todo"}') == value(before, 'intake_jobs{state="todo"}') + 1
    assert value(after, "intake_outbox_lag_seconds") > 0


def test_nobody_else_may_read(client: FlaskClient, bob: Member) -> None:
    statuses = {
        name: client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code
        for name, token in (("wrong", "metrics_wrong"), ("empty", "metrics_"), ("not ascii", "metrics_é"), ("staff", bob.token))
    }
    assert statuses == {"wrong": 401, "empty": 401, "not ascii": 401, "staff": 403}
    assert client.get("/metrics").status_code == 302


def test_the_token_opens_nothing_else(client: FlaskClient) -> None:
    for path in ("/api/v1/people/00000000-0000-7000-8000-000000000001", "/api/v1/settings", "/api/v1/intakes"):
        assert client.get(path, headers=HEADERS).status_code == 403, path


def test_without_the_setting_there_are_no_metrics(app: Flask) -> None:
    assert app.test_client().get("/metrics", headers=HEADERS).status_code == 401


def test_no_value_of_a_request_becomes_a_label(client: FlaskClient) -> None:
    planted = "Zebediah"
    client.get(f"/{planted}?{planted}={planted}")
    client.get(f"/api/v1/people/{planted}")
    client.open("/healthz", method=planted)
    client.post("/api/v1/people/search", json={"name": planted}, headers={"User-Agent": planted, "Host": f"{planted}.example"})
    assert planted.lower() not in read(client).lower()
