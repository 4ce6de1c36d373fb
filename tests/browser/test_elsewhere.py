"""What is answered elsewhere meanwhile shows here too: a danger in another window at once, all else when somebody looks again."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.stage import Desk, Form, intercept, sign_in, until

pytestmark = pytest.mark.browser
AGES = """async () => {
  const told = await (await fetch(`/api/v1${location.pathname.slice(5)}`)).json();
  return [told.caller.age_years, told.subject.age_years];
}"""


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


def changed_by_bob(chromium: Browser, desk: Desk, address: str, whom: str, age: str | None = None) -> None:
    """Somebody else answers whom the call is for, on another computer."""
    with chromium.new_context() as elsewhere:
        other = opened(sign_in(elsewhere, desk, "bob"), address)
        other.choose(other.answer("intake", "for_whom"), whom)
        other.saved()
        if age:
            other.type(other.answer("subject", "age_years"), age)
        other.settled()


def test_what_is_told_of_the_person_in_need_reaches_who_that_is_by_now(form: Form, chromium: Browser, desk: Desk) -> None:
    """On a page that is behind it was saved of the caller, whose own answer stands there again."""
    form.choose(form.answer("intake", "for_whom"), "self")
    form.type(form.answer("subject", "age_years"), "61")
    form.settled()
    changed_by_bob(chromium, desk, form.page.url, "other")
    form.type(form.answer("subject", "age_years"), "24")
    expect(form.page.locator("#toasts")).to_contain_text("“Age” is told of the person in need now")
    expect(form.answer("intake", "for_whom").locator("input:checked")).to_have_value("other")
    form.settled()
    assert form.page.evaluate(AGES) == [61, 24]
    expect(form.answer("subject", "age_years").locator("input")).to_have_value("24")


def test_what_somebody_else_told_of_the_person_in_need_by_now_is_a_question(
    form: Form, chromium: Browser, desk: Desk, provoked: list[str]
) -> None:
    provoked.append("409")
    form.choose(form.answer("intake", "for_whom"), "self")
    form.settled()
    changed_by_bob(chromium, desk, form.page.url, "other", age="17")
    age = form.answer("subject", "age_years")
    form.type(age, "24")
    expect(age.locator(".conflict")).to_contain_text("Theirs: 17")
    age.locator('[data-choice="mine"]').click()
    form.settled()
    assert form.page.evaluate(AGES) == [{"missing": "not_asked"}, 24]


def test_what_is_told_of_somebody_who_is_the_caller_by_now_is_the_callers(
    form: Form, chromium: Browser, desk: Desk, provoked: list[str]
) -> None:
    provoked.append("404")
    form.choose(form.answer("intake", "for_whom"), "other")
    form.settled()
    changed_by_bob(chromium, desk, form.page.url, "self")
    form.type(form.answer("subject", "age_years"), "24")
    expect(form.answer("intake", "for_whom").locator("input:checked")).to_have_value("self")
    form.settled()
    assert form.page.evaluate(AGES) == [24, 24]


def test_who_looks_again_while_something_is_on_its_way_sees_it_too(form: Form, chromium: Browser, desk: Desk) -> None:
    with chromium.new_context() as elsewhere:
        other = opened(sign_in(elsewhere, desk, "bob"), form.page.url)
        other.type(other.answer("caller", "given_name"), "Dolores")
        other.saved()
    held: list[Route] = []
    intercept(form.page, "**/answers/**", lambda route: held.append(route))
    form.type(form.answer("caller", "family_name"), "Example")
    until(form.page, lambda: held)
    form.page.evaluate("window.dispatchEvent(new Event('focus'))")
    form.page.wait_for_timeout(500)
    held[0].continue_()
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Dolores")


def test_what_is_told_of_a_card_that_somebody_else_took_off_is_said_to_be_lost(
    form: Form, chromium: Browser, desk: Desk, provoked: list[str]
) -> None:
    provoked.append("404")
    card = form.add_substance("klonopin")
    form.settled()
    with chromium.new_context() as elsewhere:
        other = opened(sign_in(elsewhere, desk, "bob"), form.page.url)
        other.cards("substance-use").locator("[data-remove]").click()
        expect(other.cards("substance-use")).to_have_count(0)
    form.type(card.locator('[data-field="days_per_week"]'), "6")
    expect(form.page.locator("#toasts")).to_contain_text("“6” is not saved")
    expect(form.cards("substance-use")).to_have_count(0)
    form.saved()
