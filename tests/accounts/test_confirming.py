"""What must not be done by whoever finds an open screen asks for the password, or a code, again."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.foundation.clock import now, stopped_at
from intake.organisation.models import Settings
from tests.accounts.test_pages import casey, sign_in, token  # noqa: F401  (casey is a fixture)
from tests.accounts.test_second_factor import enrolled
from tests.accounts.test_sign_in import PASSWORD
from tests.conftest import Member

EXPORT = "/reports/desk.csv"


@pytest.fixture
def browser(app: Flask, desk: Settings) -> FlaskClient:
    return app.test_client()


def test_an_export_asks_again_after_a_while(browser: FlaskClient, casey: Account) -> None:  # noqa: F811
    sign_in(browser)
    assert browser.get(EXPORT).status_code == 200
    with stopped_at(now() + timedelta(minutes=16)):
        led = browser.get(EXPORT)
        assert (led.status_code, led.location) == (303, f"/account/confirm?next={EXPORT}")
        page = browser.get(led.location).text
        form = {"csrf_token": token(page), "password": "wrong and wrong", "next": EXPORT}
        assert browser.post("/account/confirm", data=form).status_code == 422
        assert browser.get(EXPORT).status_code == 303
        back = browser.post("/account/confirm", data={**form, "password": PASSWORD})
        assert (back.status_code, back.location) == (303, EXPORT)
        assert browser.get(EXPORT).status_code == 200


def test_guessing_there_is_braked_as_at_sign_in(browser: FlaskClient, casey: Account) -> None:  # noqa: F811
    sign_in(browser)
    form = {"csrf_token": token(browser.get("/account/confirm").text), "password": "wrong and wrong"}
    assert [browser.post("/account/confirm", data=form).status_code for _ in range(6)] == [422] * 5 + [429]


def test_it_never_leads_elsewhere(browser: FlaskClient, casey: Account) -> None:  # noqa: F811
    sign_in(browser)
    form = {"csrf_token": token(browser.get("/account/confirm").text), "password": PASSWORD, "next": "//example.org/trap"}
    assert browser.post("/account/confirm", data=form).location == "/"


def test_a_program_proves_it_by_code(bob: Member, session: Session, desk: Settings) -> None:
    account = session.get(Account, bob.actor.id)
    assert account
    _, codes = enrolled(session, account)
    with stopped_at(now() + timedelta(minutes=20)):
        confirm = "/api/v1/sessions/current/confirmation"
        assert bob.client.get(EXPORT).status_code == 303
        assert bob.client.post(confirm, json={"code": "000000"}).status_code == 422
        assert bob.client.post(confirm, json={}).status_code == 422
        assert bob.client.get(EXPORT).status_code == 303
        assert bob.client.post(confirm, json={"code": codes[0]}).status_code == 204
        assert bob.client.get(EXPORT).status_code == 200


def test_who_may_not_export_is_refused_and_not_asked(alice: Member) -> None:
    assert alice.client.get(EXPORT).status_code == 403


def test_all_other_sessions_end_and_this_one_stays(app: Flask, browser: FlaskClient, casey: Account) -> None:  # noqa: F811
    other = app.test_client()
    sign_in(browser)
    sign_in(other)
    page = browser.get("/account").text
    assert browser.post("/account/sessions/end-others", data={"csrf_token": token(page)}).status_code == 303
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 302)


def test_the_same_person_signs_in_again_in_place(browser: FlaskClient, casey: Account) -> None:  # noqa: F811
    sign_in(browser)
    page = browser.get("/account").text
    asked = {"Accept": "application/json", "X-CSRF-Token": token(page)}
    with stopped_at(now() + timedelta(minutes=40)):
        assert browser.get("/api/v1/sessions").status_code == 401
        wrong = browser.post("/sign-in/again", data={"password": "wrong and wrong"}, headers=asked)
        assert (wrong.status_code, wrong.content_type) == (401, "application/problem+json")
        done = browser.post("/sign-in/again", data={"password": PASSWORD}, headers=asked)
        assert done.status_code == 200
        assert browser.get("/api/v1/sessions").status_code == 200
        # The page goes on with the token of the new session.
        fresh = {"Accept": "application/json", "X-CSRF-Token": done.json["csrf_token"]}
        assert browser.delete("/api/v1/sessions/current", headers=fresh).status_code == 204


def test_nobody_signs_in_again_who_was_not_signed_in(app: Flask, casey: Account) -> None:  # noqa: F811
    stranger = app.test_client()
    asked = {"Accept": "application/json", "X-CSRF-Token": token(stranger.get("/sign-in").text)}
    assert stranger.post("/sign-in/again", data={"password": PASSWORD}, headers=asked).status_code == 401
