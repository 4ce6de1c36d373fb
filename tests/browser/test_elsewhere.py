"""What is answered elsewhere meanwhile shows here too: a danger in another window at once, all else when somebody looks again."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.stage import Desk, Form, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def form(alice: Page) -> Form:
    return Form.begin(alice)


def opened(page: Page, address: str) -> Form:
    page.goto(address)
    form = Form(page).ready()
    expect(page.locator("#form[data-keeps]")).to_be_attached()
    return form


def test_an_emergency_of_another_window_shows_while_one_types_here(form: Form, context: BrowserContext) -> None:
    other = opened(context.new_page(), form.page.url)
    note = form.page.locator("#note-text")
    note.focus()
    form.page.keyboard.type("she says")
    other.choose(other.answer("intake", "slow_or_no_breathing"), "yes")
    expect(form.page.locator('#alarm[data-severity="emergency"]')).to_be_visible()
    expect(note).to_be_focused()
    expect(note).to_have_value("she says")


def test_who_looks_again_sees_what_somebody_else_answered(form: Form, chromium: Browser, desk: Desk) -> None:
    name = form.answer("caller", "family_name")
    name.locator("input").focus()
    with chromium.new_context() as elsewhere:
        other = opened(sign_in(elsewhere, desk, "bob"), form.page.url)
        other.type(other.answer("caller", "given_name"), "Dolores")
        other.choose(other.answer("intake", "slow_or_no_breathing"), "yes")
        other.saved()
    form.page.keyboard.type("Exam")
    form.saved()
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("")
    form.page.keyboard.type("pl")
    form.page.evaluate("window.dispatchEvent(new Event('focus'))")
    form.page.keyboard.type("e")
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    expect(form.answer("intake", "slow_or_no_breathing").locator('input[value="yes"]')).to_be_checked()
    expect(form.page.locator('#alarm[data-severity="emergency"]')).to_be_visible()
    expect(name.locator("input")).to_have_value("Example")
    form.saved()


def test_who_looks_away_and_back_alone_reads_the_whole_intake_no_second_time(form: Form) -> None:
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.settled()
    address, asked = f"/api/v1/intakes/{form.page.url.rsplit('/', 1)[-1]}", list[str]()
    form.page.on("request", lambda one: asked.append(one.url))
    with form.page.expect_response(f"**{address}/findings"):
        form.page.evaluate("window.dispatchEvent(new Event('focus'))")
    form.page.wait_for_timeout(300)
    assert [url for url in asked if url.endswith(address)] == []
