"""Signing in with a browser: its cookie, its way onward, known browsers, and one's own account."""

import re
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account, SignInSession
from intake.accounts.service.browsers import known_browser, remember_browser
from intake.organisation.models import Settings
from tests.accounts.test_sign_in import HASH, PASSWORD
from tests.conftest import Member
from tests.factories.accounts import an_account

KEY = b"only for this test, and long enough"


@pytest.fixture
def casey(session: Session) -> Account:
    account = an_account(session, "Casey", "supervisor")
    account.password_hash = HASH
    session.commit()
    return account


@pytest.fixture
def browser(app: Flask) -> FlaskClient:
    return app.test_client()


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def sign_in(browser: FlaskClient, password: str = PASSWORD, address: str = "192.0.2.1", **more: str) -> TestResponse:
    page = browser.get("/sign-in").text
    form = {"csrf_token": token(page), "email": "casey@example.org", "password": password, **more}
    return browser.post("/sign-in", data=form, environ_base={"REMOTE_ADDR": address})


def test_a_visitor_is_led_to_sign_in_and_back(browser: FlaskClient, casey: Account) -> None:
    led = browser.get("/alerts?limit=5")
    assert (led.status_code, led.location) == (302, "/sign-in?next=" + quote("/alerts?limit=5", safe="/?"))
    page = browser.get(led.location).text
    assert 'name="next" value="/alerts?limit=5"' in page
    back = sign_in(browser, next="/alerts?limit=5")
    assert (back.status_code, back.location) == (303, "/alerts?limit=5")
    assert browser.get("/alerts?limit=5").status_code == 200


def test_the_first_page_of_all_says_whose_desk_it_is(browser: FlaskClient, desk: Settings, session: Session) -> None:
    """Nothing was asked of the database before it: the name is not the one of a page shown earlier."""
    desk.name = "Night desk of the valley"
    session.commit()
    assert "Night desk of the valley</title>" in browser.get("/sign-in").text


def test_sign_in_never_leads_elsewhere(browser: FlaskClient, casey: Account) -> None:
    assert 'value="/"' in browser.get("/sign-in?next=//example.org/trap").text
    assert sign_in(browser, next="https://example.org/trap").location == "/"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: FlaskClient, casey: Account) -> None:
    cookies = [line for line in sign_in(browser).headers.getlist("Set-Cookie") if line.startswith("intake_")]
    assert len(cookies) == 2
    assert all("HttpOnly" in line and "SameSite=Lax" in line and "Path=/" in line for line in cookies)


def test_a_refusal_keeps_the_email_and_never_the_password(browser: FlaskClient, casey: Account) -> None:
    answer = sign_in(browser, "wrong and wrong")
    assert answer.status_code == 401
    assert "The e-mail or the password is not right." in answer.text
    assert 'value="casey@example.org"' in answer.text
    assert "wrong and wrong" not in answer.text


def test_a_form_of_another_site_is_refused(browser: FlaskClient, casey: Account) -> None:
    browser.get("/sign-in")
    form = {"email": "casey@example.org", "password": PASSWORD}
    assert browser.post("/sign-in", data=form).status_code == 403
    assert browser.post("/sign-in", data={**form, "csrf_token": "0" * 64}).status_code == 403


def test_a_browser_known_before_gets_in_while_its_own_address_is_braked(app: Flask, browser: FlaskClient, casey: Account) -> None:
    sign_in(browser)
    browser.post("/sign-out", data={"csrf_token": token(browser.get("/account").text)})
    stranger = app.test_client()
    assert [sign_in(stranger, "wrong and wrong").status_code for _ in range(6)] == [401] * 5 + [429]
    assert sign_in(stranger).status_code == 429
    assert sign_in(browser).status_code == 303


def test_a_known_browser_has_a_brake_of_its_own(browser: FlaskClient, casey: Account) -> None:
    sign_in(browser)
    browser.post("/sign-out", data={"csrf_token": token(browser.get("/account").text)})
    assert [sign_in(browser, "wrong and wrong").status_code for _ in range(6)] == [401] * 5 + [429]


def test_signing_out_ends_the_session_and_the_cookie(browser: FlaskClient, casey: Account, session: Session) -> None:
    sign_in(browser)
    answer = browser.post("/sign-out", data={"csrf_token": token(browser.get("/account").text)})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert session.scalars(select(SignInSession)).one().ended_at is not None
    assert browser.get("/account").status_code == 302


def test_another_person_at_the_same_browser_ends_what_was_open(browser: FlaskClient, casey: Account, session: Session) -> None:
    sign_in(browser)
    form = {"csrf_token": token(browser.get("/account").text), "email": "casey@example.org", "password": PASSWORD}
    assert browser.post("/sign-in", data=form).status_code == 303
    assert sorted(row.ended_at is None for row in session.scalars(select(SignInSession))) == [False, True]


def test_a_new_password_ends_the_other_sessions(app: Flask, browser: FlaskClient, casey: Account) -> None:
    other = app.test_client()
    sign_in(browser)
    sign_in(other)
    form = {"csrf_token": token(browser.get("/account").text), "current_password": PASSWORD, "new_password": "nine green hills"}
    assert "Your password is changed." in browser.post("/account/password", data=form).text
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 302)
    assert sign_in(other).status_code == 401
    assert sign_in(other, "nine green hills").status_code == 303


def test_a_wrong_current_password_changes_nothing_and_is_counted(browser: FlaskClient, casey: Account) -> None:
    sign_in(browser)
    form = {
        "csrf_token": token(browser.get("/account").text),
        "current_password": "a wrong one",
        "new_password": "nine green hills",
    }
    statuses = [browser.post("/account/password", data=form).status_code for _ in range(6)]
    assert statuses == [422] * 5 + [429]
    weak = {**form, "current_password": PASSWORD, "new_password": "short"}
    assert browser.post("/account/password", data=weak).status_code == 429


def test_a_weak_new_password_is_told_at_its_field(browser: FlaskClient, casey: Account) -> None:
    sign_in(browser)
    form = {"csrf_token": token(browser.get("/account").text), "current_password": PASSWORD, "new_password": "short"}
    answer = browser.post("/account/password", data=form)
    assert answer.status_code == 422
    assert "Use 12 to 200 characters." in answer.text


def test_one_ends_a_session_from_the_list(browser: FlaskClient, casey: Account, alice: Member, session: Session) -> None:
    sign_in(browser)
    page = browser.get("/account").text
    ends = re.findall(r'action="(/account/sessions/[0-9a-f-]{36}/end)"', page)
    assert len(ends) == 1
    assert browser.post(ends[0], data={"csrf_token": token(page)}).status_code == 303
    assert browser.get("/account").status_code == 302


def test_a_browser_is_known_only_for_who_signed_in_there() -> None:
    cookie = remember_browser(None, key=KEY, email="casey@example.org")
    both = remember_browser(cookie, key=KEY, email="robin@example.org")
    assert known_browser(cookie, key=KEY, email="Casey@example.org")
    assert known_browser(both, key=KEY, email="casey@example.org") == known_browser(both, key=KEY, email="robin@example.org")
    assert known_browser(cookie, key=KEY, email="robin@example.org") is None
    assert known_browser(cookie, key=b"another key", email="casey@example.org") is None
    assert known_browser("x" + cookie, key=KEY, email="casey@example.org") is None
    assert known_browser(both, key=KEY) == known_browser(cookie, key=KEY) == cookie.partition(".")[0]
    assert known_browser("x" + cookie, key=KEY) is None
