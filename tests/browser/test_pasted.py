"""What is pasted from elsewhere: signs that nobody sees stop no answer, and no word is wider than its page."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Desk, Form

pytestmark = pytest.mark.browser

STATE = "async () => (await (await fetch(`/api/v1${location.pathname.slice(5)}`)).json())"
WIDER = "() => document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def form(alice: Page) -> Form:
    return Form.begin(alice)


def test_signs_that_nobody_sees_stop_no_answer(form: Form) -> None:
    form.type(form.answer("intake", "narrative"), "He fell\x0b\x07 down,\n\ttwice \u202eevil\u202c")
    form.type(form.answer("caller", "given_name"), "\u2066Jose\u0301\u2069\x00")
    form.add_substance("klonopin\x0b")
    form.page.locator("#note-text").fill("Said\x0bso")
    form.page.locator("#note-text").press("Enter")
    form.settled()
    expect(form.page.locator('.answer[data-state="refused"], [data-note][data-state="refused"]')).to_have_count(0)
    told: dict[str, Any] = form.page.evaluate(STATE)
    assert told["situation"]["narrative"] == "He fell  down,\n\ttwice evil"
    assert (told["caller"]["given_name"], told["substances"][0]["said_as"]) == ("José", "klonopin")


@pytest.mark.parametrize("width", [1366, 342])
def test_no_word_is_wider_than_its_page(form: Form, desk: Desk, width: int) -> None:
    form.type(form.answer("caller", "family_name"), "W" * 100)
    form.choose(form.answer("intake", "for_whom"), "other")
    form.type(form.answer("subject", "given_name"), "M" * 100)
    form.type(form.answer("intake", "present_location"), "x" * 300)
    form.type(form.answer("intake", "narrative"), "y" * 1000)
    form.page.locator("#note-text").fill("z" * 300)
    form.page.locator("#note-text").press("Enter")
    form.settled()
    form.page.set_viewport_size({"width": width, "height": 768})
    here = form.page.url
    for address in (here, f"{here}/summary", f"{here}/history", f"{desk.url}/desk", f"{desk.url}/desk/drafts"):
        form.page.goto(address)
        form.page.locator("h1").first.wait_for(state="attached")
        assert not form.page.evaluate(WIDER), address
