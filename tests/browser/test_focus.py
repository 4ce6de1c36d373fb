"""Where the focus is when what had it goes: with what is typed meanwhile, or at what was pressed; and what is read out twice."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Route, expect

from tests.browser.stage import Form, intercept, until

pytestmark = pytest.mark.browser


@pytest.fixture
def form(alice: Page) -> Form:
    return Form.begin(alice)


def test_hits_that_come_late_take_nothing_from_who_types_elsewhere(form: Form) -> None:
    page, held = form.page, list[Route]()
    form.settled()
    intercept(page, "**/api/v1/substances?**", lambda route: held.append(route))
    page.locator("#find-substance").fill("klonopin")
    page.keyboard.press("Enter")
    until(page, lambda: held)
    page.keyboard.press("Alt+n")
    page.keyboard.type("she says ")
    for route in held:
        route.continue_()
    card = form.cards("substance-use")
    expect(card).to_have_count(1)
    page.keyboard.type("two a day")
    expect(page.locator("#note-text")).to_have_value("she says two a day")
    expect(card.locator('[data-field="amount_per_day"] input')).to_have_value("")


SPOKEN = """() => {
  window.spoken = [];
  const alert = document.querySelector("#alarm[role=alert], #alarm [role=alert]");
  for (const place of [alert, document.querySelector("#missing")]) {
    const heard = new MutationObserver(() => window.spoken.push(place.id));
    heard.observe(place, { childList: true, characterData: true, subtree: true });
  }
}"""


def test_an_alert_is_not_read_again_by_an_answer_that_changes_nothing_of_it(form: Form) -> None:
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    expect(form.page.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    form.settled()
    form.page.evaluate(SPOKEN)
    form.type(form.answer("intake", "narrative"), "He wrote a letter.")
    form.settled()
    assert form.page.evaluate("window.spoken") == []
    form.choose(form.answer("intake", "slow_or_no_breathing"), "yes")
    form.settled()
    assert set(form.page.evaluate("window.spoken")) == {"alarm-words", "missing"}


def missing(form: Form, code: str) -> Locator:
    return form.page.locator(f'#missing [data-missing-code="{code}"]')


def test_a_question_that_is_still_to_be_asked_keeps_the_focus_and_the_next_one_gets_it(form: Form) -> None:
    form.settled()
    codes = form.page.locator("#missing [data-missing-code]").evaluate_all("(all) => all.map((one) => one.dataset.missingCode)")
    for_whom = codes.index("for_whom")
    missing(form, codes[for_whom + 1]).focus()
    form.page.evaluate(ANSWER_BESIDE, ["for_whom", "other"])
    expect(missing(form, "for_whom")).to_have_count(0)
    expect(form.page.locator("#missing :focus")).to_have_count(1)


# As by another hand: the focus stays where it is.
ANSWER_BESIDE = """([field, value]) => document.querySelector(`[data-field="${field}"] input[value="${value}"]`).click()"""


@pytest.mark.parametrize("choice", ["theirs", "mine"])
def test_who_chooses_between_two_answers_goes_on_at_the_answer(
    form: Form, context: BrowserContext, provoked: list[str], choice: str
) -> None:
    provoked.append("409")
    other = Form(context.new_page())
    other.page.goto(form.page.url)
    expect(other.ready().page.locator("#form[data-keeps]")).to_be_attached()
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.saved()
    name = other.answer("caller", "given_name")
    other.type(name, "Maria")
    name.locator(f'[data-choice="{choice}"]').press("Enter")
    expect(name.locator(".conflict")).to_have_count(0)
    expect(name.locator("input")).to_be_focused()
    other.saved()


def test_who_notes_what_was_done_goes_on_at_the_finding(form: Form) -> None:
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    form.settled()
    finding = form.page.locator("#findings .finding").first
    finding.get_by_label("Connected to 988").check()
    finding.get_by_role("button", name="Note what was done").press("Enter")
    expect(finding).to_contain_text("Done noted")
    expect(finding).to_be_focused()
