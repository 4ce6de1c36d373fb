"""The form as a place to work: every section one key away, how far each is, how long the call lasts, all of it in sight."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from intake.desk.rules import load_form
from tests.browser.stage import Form, take_klonopin_call

pytestmark = pytest.mark.browser


def test_each_section_is_one_key_away(alice: Page) -> None:
    Form.begin(alice)
    sections = load_form()
    assert len(sections) == 8
    # From the last to the first, so that no key only stays where the one before it went.
    for section in reversed(sections):
        alice.keyboard.press(f"Alt+{section.keys}")
        expect(alice.locator(f"#section-{section.key}")).to_be_in_viewport()
        assert alice.locator(f"#section-{section.key}").evaluate("(one) => one.contains(document.activeElement)"), section.key
        expect(alice.locator('.rail a[aria-current="true"]')).to_have_attribute("data-section", section.key)


def test_each_section_tells_how_far_it_is(alice: Page) -> None:
    form = Form.begin(alice)
    told = alice.locator('.rail a[data-section="safety"] [data-progress]')
    before, of = (told.text_content() or "").split("/")
    form.choose(form.answer("intake", "suicidal_thoughts"), "no")
    expect(told).to_have_text(f"{int(before) + 1}/{of}")
    # Not known is an answer too: it was asked.
    form.choose(form.answer("intake", "safe_place_tonight"), "?unknown")
    expect(told).to_have_text(f"{int(before) + 2}/{of}")


def test_how_long_the_call_lasts_goes_on_until_it_ends(alice: Page) -> None:
    form = Form.begin(alice)
    lasts = alice.locator("#call-time")
    expect(lasts).to_have_text(re.compile(r"0:0[2-9]"))
    expect(lasts).to_have_text(re.compile(r"0:(0[5-9]|[1-5]\d)"))
    form.saved()
    alice.keyboard.press("Alt+8")
    alice.locator("#end-call select").select_option(index=1)
    alice.locator("#end-call button").click()
    expect(alice.locator("#end-call")).to_be_hidden()
    alice.wait_for_timeout(1_500)
    ended = lasts.text_content()
    alice.wait_for_timeout(2_500)
    expect(lasts).to_have_text(ended or "")


def test_nothing_that_matters_lies_below_the_fold(directory: None, alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    form.settled()
    assert alice.viewport_size == {"width": 1366, "height": 768}
    findings = alice.locator("#findings article")
    always: dict[str, Locator] = {
        "who": alice.locator("#banner-who"),
        "the number": alice.locator("#banner-reach"),
        "findings": alice.locator("#alarm"),
        "what is unsaved": alice.locator("#saved"),
        "how long": alice.locator("#call-time"),
        "emergency": alice.get_by_role("button", name="Emergency"),
        "notes": alice.locator("#note-text"),
        "what was found first": findings.first.get_by_role("heading").first,
        "the last section": alice.locator(".rail li").last,
    }
    for section in ("caller", "substances", "next"):
        alice.locator(f'.rail a[data-section="{section}"]').click()
        for name, place in always.items():
            expect(place, f"{name} in {section}").to_be_in_viewport(ratio=1)


def test_the_first_questions_of_an_emergency_are_in_sight_at_once(alice: Page) -> None:
    Form.begin(alice)
    alice.keyboard.press("Alt+E")
    for name in ("present_location", "not_waking", "slow_or_no_breathing", "blue_lips"):
        expect(alice.locator(f'.answer[data-field="{name}"]:visible').first, name).to_be_in_viewport(ratio=1)
