"""Whom a call is for is pressed wrongly, too: nothing told of the person in need is lost by it, or stays with the caller."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form

pytestmark = pytest.mark.browser

STATE = "async () => (await (await fetch(`/api/v1${location.pathname.slice(5)}`)).json())"
TOLD = {"given_name": "Ben", "age_years": "17", "postal_code": "33401"}


@pytest.fixture
def form(alice: Page) -> Form:
    form = Form.begin(alice)
    form.type(form.answer("caller", "family_name"), "Exampleman")
    form.choose(form.answer("intake", "for_whom"), "other")
    for name, text in TOLD.items():
        form.type(form.answer("subject", name), text)
    form.saved()
    form.choose(form.answer("intake", "for_whom"), "self")
    form.settled()
    expect(form.page.locator("#banner-who")).to_contain_text("calls for themself")
    return form


def told(form: Form) -> tuple[dict[str, Any], dict[str, Any]]:
    form.settled()
    state = form.page.evaluate(STATE)
    fields = (*TOLD, "family_name")
    return tuple(
        {name: state[who][name] for name in fields if isinstance(state[who][name], str | int)} for who in ("caller", "subject")
    )  # type: ignore[return-value]


def test_a_slip_is_taken_back_whole(form: Form) -> None:
    form.page.keyboard.press("Alt+z")
    expect(form.page.locator("#banner-who")).to_contain_text("Ben · 17 years")
    assert told(form) == ({"family_name": "Exampleman"}, {"given_name": "Ben", "age_years": 17, "postal_code": "33401"})


def test_pressed_again_it_is_as_it_was_and_what_was_told_since_stays(form: Form) -> None:
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "other")
    expect(form.page.locator("#banner-who")).to_contain_text("Ben · 17 years")
    expected = (
        {"given_name": "Dolores", "family_name": "Exampleman"},
        {"given_name": "Ben", "age_years": 17, "postal_code": "33401"},
    )
    assert told(form) == expected
