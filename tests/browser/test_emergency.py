"""An emergency cannot be missed, does not stop the typing, and is not over until somebody notes what was done."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.stage import Desk, Form, intercept, sign_in, take_klonopin_call

pytestmark = pytest.mark.browser


@pytest.fixture
def form(alice: Page) -> Form:
    form = Form.begin(alice)
    take_klonopin_call(form)
    return form


def test_it_stands_first_and_leaves_the_typing_alone(form: Form) -> None:
    page = form.page
    told = form.answer("intake", "narrative").locator("textarea")
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    told.press_sequentially("She says he wrote a letter.", delay=40)
    expect(page.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    expect(page.locator("#alarm-words")).to_contain_text("988")
    expect(page.locator("#findings .finding").first).to_have_attribute("data-severity", "emergency")
    expect(told).to_be_focused()
    expect(told).to_have_value("She says he wrote a letter.")
    expect(page.locator("#emergency-first")).not_to_be_hidden()
    titles = page.locator("#findings .finding").first.locator("h4")
    expect(titles.nth(0)).to_have_text("Do now")
    expect(titles.nth(1)).to_have_text("Ask now")


def test_completing_waits_for_what_was_done(form: Form, provoked: list[str]) -> None:
    provoked.append("409")
    page = form.page
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    expect(page.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    page.get_by_role("button", name="Complete the intake").click()
    expect(page.locator("#toasts")).to_contain_text("not complete yet")
    expect(page.locator("#still-missing")).to_contain_text("Say what was done about")
    form.settled()
    page.locator("#findings .finding-done").get_by_label("Connected to 988").check()
    page.get_by_role("button", name="Note what was done").click()
    expect(page.locator("#findings .finding").first).to_contain_text("Done noted")
    expect(page.locator("#alarm")).not_to_have_attribute("data-severity", "emergency")
    expect(page.locator("#hand-over")).to_be_visible()
    page.get_by_role("button", name="Complete the intake").click()
    expect(page.locator("#intake-state")).to_have_text("complete")
    # A record is nobody's draft any more.
    expect(page.locator("#hand-over")).to_be_hidden()


def test_it_is_shown_though_the_line_was_cut_just_then(alice: Page, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    form, cut = Form.begin(alice), list[str]()
    form.settled()

    def cut_once(route: Route) -> None:
        if cut:
            return route.continue_()
        cut.append(route.request.url)
        return route.abort("connectionreset")

    intercept(alice, "**/findings", cut_once)
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    expect(alice.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    assert cut


def test_what_was_ticked_stays_when_the_answers_change_meanwhile(form: Form) -> None:
    page = form.page
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    expect(page.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    form.settled()
    rule = page.locator("#findings .finding").first.get_attribute("data-rule")
    drawn = page.locator(f'#findings [data-rule="{rule}"]')
    before = drawn.element_handle()
    box = drawn.get_by_label("Connected to 988")
    box.check()
    form.choose(form.answer("intake", "suicide_plan"), "no")
    box.focus()
    form.settled()
    page.wait_for_function("(before) => !before.isConnected", arg=before)
    expect(box).to_be_checked()
    expect(box).to_be_focused()


def test_a_supervisor_sees_it_at_once(form: Form, chromium: Browser, desk: Desk) -> None:
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    expect(form.page.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    with chromium.new_context() as context:
        page = sign_in(context, desk, "bob")
        expect(page.locator(".topbar-badge")).not_to_be_empty()
        page.get_by_role("link", name="Alerts").click()
        page.get_by_role("link", name="Open the intake").first.click()
        expect(page).to_have_url(form.page.url)
        expect(page.locator("#alarm")).to_have_attribute("data-severity", "emergency")


def test_the_emergency_path_shows_what_counts_in_the_first_minute_alone(alice: Page) -> None:
    form = Form.begin(alice)
    page = form.page
    page.keyboard.press("Alt+e")
    expect(page.locator("#emergency-path")).to_contain_text("1-800-222-1222")
    shown = page.locator("#form .sections .answer:visible")
    names = [one.get_attribute("data-field") for one in shown.all()]
    assert names == [
        "present_with_caller", "present_location", "not_waking", "slow_or_no_breathing", "blue_lips", "gurgling_or_choking",
        "seizure_now", "naloxone_given", "naloxone_at_hand",
    ]  # fmt: skip
    form.type(form.answer("intake", "present_location"), "12 Example Street, apartment 4")
    form.choose(form.answer("intake", "slow_or_no_breathing"), "yes")
    card = form.add_substance("fentanyl")
    form.type(card.locator('[data-field="last_used_at"]'), "1 hour ago")
    expect(page.locator("#emergency-left")).to_have_text("3 of 10 asked")
    form.settled()
    # Once it is known that an opioid is involved, the finding that spoke of signs alone has gone.
    expect(page.locator("#findings .finding").first).to_have_attribute("data-rule", "overdose-signs-opioid")
    page.locator("#findings .finding-done .chip", has_text="Caller calls 911").first.click()
    page.get_by_role("button", name="Note what was done").first.click()
    expect(page.locator("#findings")).to_contain_text("Done noted")
    page.get_by_role("button", name="Back to the whole form").click()
    expect(form.answer("subject", "age_years")).to_be_visible()
    form.saved()
