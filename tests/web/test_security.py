"""Headers, and what the request log may say."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask, request
from sqlalchemy.orm import Session

from intake.foundation.clock import now
from tests.conftest import Member


@pytest.mark.parametrize("path", ["/sign-in", "/nothing", "/api/v1/settings", "/api/openapi.json", "/healthz"])
def test_every_answer_is_guarded(app: Flask, path: str) -> None:
    headers = app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/sign-in", "/api/docs", "/nothing"])
def test_no_page_needs_what_the_policy_forbids(app: Flask, path: str) -> None:
    page = app.test_client().get(path).text
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert all("src=" in tag for tag in page.split("<script")[1:])


def test_the_request_log_holds_patterns_and_no_values(alice: Member, capsys: pytest.CaptureFixture[str]) -> None:
    planted = ["Zebediah", "Quillon", "5615550142", "0197a000-0000-7000-8000-000000000777", "QX99-MEMBER"]
    capsys.readouterr()
    alice.client.get(f"/api/v1/people?name={planted[0]}&phone={planted[2]}")
    alice.client.get(f"/api/v1/people/{planted[3]}")
    alice.client.get(f"/{planted[1]}/{planted[4]}?{planted[0]}={planted[2]}")
    alice.client.post("/api/v1/teams", json={planted[0]: planted[4]}, headers={"User-Agent": planted[1], "Referer": planted[0]})
    alice.client.post("/api/v1/sessions", json={"email": f"{planted[0]}@example.org", "password": planted[4]})
    logged = capsys.readouterr()
    lines = [json.loads(line) for line in logged.out.splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] != []
    assert len([line for line in lines if line["event"] == "request"]) == 5
    assert [value for value in planted if value.lower() in (logged.out + logged.err).lower()] == []
    assert {line["actor_id"] for line in lines if line.get("route") == "/api/v1/teams"} == {str(alice.actor.id)}


@pytest.mark.parametrize(("proxies", "believed"), [(0, "127.0.0.1"), (1, "198.51.100.7")])
def test_an_address_is_believed_only_of_our_own_proxies(made: Callable[..., Flask], proxies: int, believed: str) -> None:
    app = made(proxies=proxies)
    seen: list[str | None] = []
    app.before_request(lambda: seen.append(request.remote_addr))
    app.test_client().get("/sign-in", headers={"X-Forwarded-For": "203.0.113.1, 198.51.100.7"})
    assert seen == [believed]


def test_a_request_can_be_found_again_by_its_id(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    answer = app.test_client().get("/healthz")
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert answer.headers["X-Request-Id"] == line["request_id"]


def test_a_method_that_is_none_is_not_logged(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    app.test_client().open("/healthz", method="DOLORES")
    logged = capsys.readouterr().out
    assert json.loads(logged.splitlines()[-1])["method"] == "(other)"
    assert "DOLORES" not in logged


def test_who_finds_a_hole_is_told_whom_to_write_to(made: Callable[..., Flask], session: Session) -> None:
    with_one = made(security_contact="mailto:holes@example.org").test_client()
    told = with_one.get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in told.text.splitlines())
    assert (told.status_code, told.content_type) == (200, "text/plain; charset=utf-8")
    assert lines["Contact"] == "mailto:holes@example.org"
    assert now() < datetime.fromisoformat(lines["Expires"]) < now() + timedelta(days=366)
    assert made().test_client().get("/.well-known/security.txt").status_code == 404
