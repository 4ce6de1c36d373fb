"""No page of somebody else acts for a signed-in browser."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from intake.web.login import COOKIE
from tests.conftest import Member


@pytest.fixture
def browser(probe: Flask, alice: Member) -> FlaskClient:
    """Alice's session as a cookie, as a browser sends it."""
    client = probe.test_client()
    client.set_cookie(COOKIE, alice.token)
    return client


def csrf_of(browser: FlaskClient) -> str:
    found = re.search(r'<meta name="csrf-token" content="([0-9a-f]{64})">', browser.get("/account").text)
    assert found
    return found[1]


def test_a_form_carries_its_token(browser: FlaskClient) -> None:
    assert browser.post("/probe/form", data={"name": "Weekend"}).status_code == 403
    assert browser.post("/probe/form", data={"name": "Weekend", "csrf_token": csrf_of(browser)}).text == "Weekend"


def test_a_script_sends_it_as_a_header(browser: FlaskClient) -> None:
    body = {"name": "Weekend"}
    assert browser.post("/api/v1/probe/plain", json=body).status_code == 403
    headers = {"X-CSRF-Token": csrf_of(browser)}
    assert browser.post("/api/v1/probe/plain", json=body, headers=headers).status_code == 201


@pytest.mark.parametrize("wrong", ["", "0" * 64, "é", "x" * 100_000])
def test_a_made_up_token_is_refused(browser: FlaskClient, wrong: str) -> None:
    assert browser.post("/probe/form", data={"name": "Weekend", "csrf_token": wrong}).status_code == 403


def test_the_token_of_another_session_is_refused(probe: Flask, browser: FlaskClient, charlie: Member) -> None:
    other = probe.test_client()
    other.set_cookie(COOKIE, charlie.token)
    form = {"name": "Weekend", "csrf_token": csrf_of(other)}
    assert browser.post("/probe/form", data=form).status_code == 403


def test_a_program_with_a_token_of_its_own_needs_none(probe: Flask, alice: Member) -> None:
    headers = {"Authorization": f"Bearer {alice.token}"}
    assert probe.test_client().post("/api/v1/probe/plain", json={"name": "Weekend"}, headers=headers).status_code == 201


def test_an_empty_field_of_a_form_is_one_that_was_not_filled_in(browser: FlaskClient) -> None:
    form = {"name": "  ", "csrf_token": csrf_of(browser)}
    assert browser.post("/probe/form", data=form).text == "name"
