"""The door: one transaction a request, committed before the answer, gone on any error."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import Member

Names = Callable[[], list[str]]


@pytest.fixture
def client(probe: Flask, alice: Member) -> FlaskClient:
    client = probe.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {alice.token}"
    return client


def test_what_a_view_did_is_kept_when_it_answers(client: FlaskClient, teams: Names) -> None:
    assert client.post("/api/v1/probe/plain", json={"name": "Weekend"}).status_code == 201
    assert teams() == ["Days", "Weekend"]


def test_a_commit_that_fails_is_an_error_and_never_a_success(client: FlaskClient, teams: Names) -> None:
    answer = client.post("/api/v1/probe/twice", json={"name": "Weekend"})
    assert (answer.status_code, answer.json["type"]) == (409, "urn:intake:problem:conflict")
    assert teams() == ["Days"]


@pytest.mark.parametrize(("path", "status"), [("refused", 404), ("broken/x", 500)])
def test_an_error_leaves_nothing_behind(client: FlaskClient, teams: Names, path: str, status: int) -> None:
    assert client.post(f"/api/v1/probe/{path}", json={"name": "Weekend"}).status_code == status
    assert teams() == ["Days"]


def test_a_refusal_that_must_be_remembered_is(client: FlaskClient, teams: Names) -> None:
    answer = client.post("/api/v1/probe/remembered", json={"name": "Weekend"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert teams() == ["Days", "Weekend"]


def test_a_token_that_is_no_longer_good_is_told_so(probe: Flask, alice: Member) -> None:
    for header in (f"Bearer {alice.token}x", "Bearer staff_", "Bearer nobody_x", "Basic x", "Bearer", "x"):
        answer = probe.test_client().get("/api/v1/settings", headers={"Authorization": header})
        assert (answer.status_code, answer.headers.get("WWW-Authenticate")) == (401, "Bearer"), header
