"""Signing in by program: one answer for every refusal, a brake that hits the guesser alone, sessions that end."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account, SignInFailure, SignInSession
from intake.accounts.service import passwords
from intake.accounts.service.passwords import hash_password
from intake.audit.models import AuditEntry
from intake.foundation.clock import now, stopped_at
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.accounts import an_account

PASSWORD = "seven small boats"
HASH = hash_password(PASSWORD)


@pytest.fixture
def casey(session: Session) -> Account:
    account = an_account(session, "Casey")
    account.password_hash = HASH
    session.commit()
    return account


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def sign_in(client: FlaskClient, password: str, email: str = "casey@example.org", address: str = "192.0.2.1") -> TestResponse:
    body = {"email": email, "password": password}
    return client.post("/api/v1/sessions", json=body, environ_base={"REMOTE_ADDR": address})


def failures(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(SignInFailure)) or 0


def test_a_good_password_gives_a_token_that_acts_for_the_account(client: FlaskClient, casey: Account, session: Session) -> None:
    answer = sign_in(client, PASSWORD, email=" Casey@Example.org ")
    assert (answer.status_code, answer.json["name"], answer.json["role"]) == (201, "Casey", "counselor")
    listed = client.get("/api/v1/sessions", headers={"Authorization": f"Bearer {answer.json['token']}"})
    assert [row["kind"] for row in listed.json["items"]] == ["bearer"]
    assert session.scalars(select(AuditEntry.action)).all() == ["accounts.sign_in"]
    assert answer.json["token"].removeprefix("staff_").encode() not in session.scalars(select(SignInSession)).one().token_digest


def test_every_refusal_says_the_same(client: FlaskClient, casey: Account, session: Session) -> None:
    an_account(session, "Nopassword")
    gone = an_account(session, "Gone")
    gone.password_hash, gone.disabled_at = HASH, now()
    session.commit()
    answers = [
        sign_in(client, "wrong and wrong"),
        sign_in(client, PASSWORD, email="nobody@example.org"),
        sign_in(client, PASSWORD, email="nopassword@example.org"),
        sign_in(client, PASSWORD, email="gone@example.org"),
    ]
    assert {(answer.status_code, answer.text) for answer in answers} == {(401, answers[0].text)}
    assert answers[0].json["type"] == "urn:intake:problem:sign-in-refused"
    assert failures(session) == 4
    assert session.scalars(select(AuditEntry.action)).all() == ["accounts.refuse_sign_in"] * 4


def test_an_unknown_email_costs_the_same_check_of_a_password(
    client: FlaskClient, casey: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = []
    verify = passwords._HASHER.verify

    class Noting:
        def verify(self, kept: str, password: bytes) -> bool:
            checked.append(kept.split("$")[3])
            return bool(verify(kept, password))

        def __getattr__(self, name: str) -> object:
            return getattr(hasher, name)

    hasher = passwords._HASHER
    monkeypatch.setattr(passwords, "_HASHER", Noting())
    sign_in(client, "wrong and wrong")
    sign_in(client, "wrong and wrong", email="nobody@example.org")
    assert checked == [HASH.split("$")[3]] * 2


def test_after_five_failures_it_waits_even_for_the_right_password(client: FlaskClient, casey: Account, session: Session) -> None:
    with stopped_at(now()):
        statuses = [sign_in(client, "wrong and wrong").status_code for _ in range(6)]
        refused = sign_in(client, PASSWORD)
    assert statuses == [401] * 5 + [429]
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert failures(session) == 5
    with stopped_at(now() + timedelta(minutes=16)):
        assert sign_in(client, PASSWORD).status_code == 201


def test_an_unknown_email_meets_the_same_brake(client: FlaskClient, session: Session) -> None:
    statuses = [sign_in(client, "wrong and wrong", email="nobody@example.org").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_somebody_elsewhere_cannot_lock_the_account(client: FlaskClient, casey: Account) -> None:
    for _ in range(7):
        sign_in(client, "wrong and wrong", address="203.0.113.9")
    assert sign_in(client, PASSWORD, address="192.0.2.1").status_code == 201


def test_one_address_trying_many_accounts_is_braked_as_a_whole(
    client: FlaskClient, casey: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intake.accounts.service.attempts.FAILURES_FROM_ONE_PLACE", 4)
    statuses = [sign_in(client, "wrong and wrong", email=f"guess{n}@example.org").status_code for n in range(5)]
    assert statuses == [401] * 4 + [429]
    assert sign_in(client, PASSWORD).status_code == 429
    assert sign_in(client, PASSWORD, address="192.0.2.77").status_code == 201


def test_a_good_password_forgets_the_failures_before_it(client: FlaskClient, casey: Account, session: Session) -> None:
    for _ in range(4):
        sign_in(client, "wrong and wrong")
    assert sign_in(client, PASSWORD).status_code == 201
    assert failures(session) == 0


def test_a_hash_with_old_numbers_is_made_anew(client: FlaskClient, casey: Account, session: Session) -> None:
    from argon2 import PasswordHasher

    casey.password_hash = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    session.commit()
    assert sign_in(client, PASSWORD).status_code == 201
    session.refresh(casey)
    assert casey.password_hash.split("$")[3] == HASH.split("$")[3]
    assert sign_in(client, PASSWORD).status_code == 201


@pytest.mark.parametrize("password", ["", "x" * 201, 7, None, ["a"], {"a": 1}])
def test_what_can_be_no_password_is_a_bad_field(client: FlaskClient, casey: Account, session: Session, password: object) -> None:
    answer = client.post("/api/v1/sessions", json={"email": "casey@example.org", "password": password})
    assert (answer.status_code, [error["pointer"] for error in answer.json["errors"]]) == (422, ["/password"])
    assert failures(session) == 0


def test_a_password_that_is_no_text_is_refused_with_the_body(client: FlaskClient, casey: Account, session: Session) -> None:
    sent = json.dumps({"email": "casey@example.org", "password": "lone \ud800 surrogate"})
    answer = client.post("/api/v1/sessions", data=sent, content_type="application/json")
    assert (answer.status_code, answer.content_type, failures(session)) == (400, "application/problem+json", 0)


def test_an_ended_session_lets_nobody_in(alice: Member) -> None:
    assert alice.client.delete("/api/v1/sessions/current").status_code == 204
    assert alice.client.get("/api/v1/sessions").status_code == 401


def test_one_ends_ones_own_sessions_and_no_others(alice: Member, charlie: Member) -> None:
    own = alice.client.get("/api/v1/sessions").json["items"][0]["id"]
    assert charlie.client.delete(f"/api/v1/sessions/{own}").status_code == 404
    assert alice.client.get("/api/v1/sessions").status_code == 200
    assert alice.client.delete("/api/v1/sessions").status_code == 204
    assert alice.client.get("/api/v1/sessions").status_code == 401
    assert charlie.client.get("/api/v1/sessions").status_code == 200


def test_a_session_ends_idle_and_ends_for_good(alice: Member) -> None:
    start = now()
    with stopped_at(start + timedelta(minutes=31)):
        assert alice.client.get("/api/v1/sessions").status_code == 401
    for minutes in range(20, 12 * 60, 20):
        with stopped_at(start + timedelta(minutes=minutes)):
            assert alice.client.get("/api/v1/sessions").status_code == 200
    with stopped_at(start + timedelta(hours=12, minutes=1)):
        assert alice.client.get("/api/v1/sessions").status_code == 401


def test_an_open_page_that_asks_by_itself_keeps_no_session_awake(bob: Member, desk: Settings) -> None:
    start = now()
    for minutes in range(5, 30, 5):
        with stopped_at(start + timedelta(minutes=minutes)):
            assert bob.client.get("/alerts/count", headers={"HX-Request": "true"}).status_code == 200
    with stopped_at(start + timedelta(minutes=31)):
        assert bob.client.get("/alerts/count", headers={"HX-Request": "true"}).status_code == 401


def test_each_answer_tells_an_open_page_how_long_the_session_lasts(app: Flask, bob: Member, desk: Settings) -> None:
    start, browser = now(), app.test_client()
    browser.set_cookie("intake_session", bob.token)

    def told(path: str, minutes: int) -> str:
        with stopped_at(start + timedelta(minutes=minutes)):
            return browser.get(path).headers["Session-Seconds"]

    assert told("/desk", 10) == "1800"
    # What an open page asks by itself tells it as well, and adds nothing.
    assert told("/alerts/count", 20) == "1200"
    assert told("/desk", 20) == "1800"
    for minutes in range(40, 12 * 60, 20):
        told("/desk", minutes)
    # Whoever works on all day is signed out after twelve hours all the same.
    assert told("/desk", 12 * 60 - 5) == "300"


def test_a_page_that_thinks_its_session_is_over_asks_and_learns_whose_it_is(app: Flask, bob: Member) -> None:
    start, path, browser = now(), "/sign-in/left", app.test_client()
    assert browser.get(path).json == {"seconds": 0, "account_id": None}
    browser.set_cookie("intake_session", bob.token)
    with stopped_at(start + timedelta(minutes=29)):
        assert browser.get(path).json == {"seconds": 60, "account_id": str(bob.actor.id)}
    with stopped_at(start + timedelta(minutes=31)):
        assert browser.get(path).json == {"seconds": 0, "account_id": None}


def test_a_part_of_a_page_is_no_place_to_sign_in(app: Flask) -> None:
    visitor = app.test_client()
    assert visitor.get("/alerts/count").status_code == 302
    refused = visitor.get("/alerts/count", headers={"HX-Request": "true"})
    assert (refused.status_code, "Location" in refused.headers) == (401, False)
