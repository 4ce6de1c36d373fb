"""What becomes of a draft: kept for later and resumed, handed over once; what was taken off comes back, or says why not."""

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.stage import Desk, Form, intercept, sign_in, take_klonopin_call, until

pytestmark = pytest.mark.browser

# Nothing scrolls any more.
RESTS = "async () => { const y = scrollY; await new Promise((done) => setTimeout(done, 300)); return y === scrollY; }"


def test_a_call_that_broke_off_is_kept_for_later_and_resumed(alice: Page) -> None:
    form = Form.begin(alice)
    form.type(form.answer("caller", "given_name"), "Dolores")
    alice.locator("#abandon").press("Enter")
    expect(alice.locator("#toasts")).to_contain_text("Kept for later")
    expect(alice.locator("#intake-state")).to_have_attribute("data-state", "abandoned")
    expect(alice.locator("#intake-state")).to_have_text("kept for later")
    expect(alice.locator("#abandon")).to_be_hidden()
    expect(alice.locator("#section-next")).to_be_focused()
    until(alice, lambda: alice.evaluate(RESTS))
    expect(alice.locator("#resume")).to_be_in_viewport()
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    alice.locator("#resume").press("Enter")
    expect(alice.locator("#intake-state")).to_have_attribute("data-state", "draft")
    expect(alice.locator("#resume")).to_be_hidden()
    form.type(form.answer("caller", "family_name"), "Example")
    form.saved()


def test_what_was_kept_for_later_is_in_the_lists_and_all_of_it_works_again(alice: Page, desk: Desk) -> None:
    form = Form.begin(alice)
    form.type(form.answer("caller", "given_name"), "Ottoline")
    form.settled()
    intake = alice.url.rsplit("/", 1)[-1]
    alice.locator("#abandon").click()
    expect(alice.locator("#note-text")).to_be_disabled()
    alice.goto(f"{desk.url}/desk/drafts")
    row = alice.locator(f'a[href$="{intake}"]')
    expect(row).to_contain_text("kept for later")
    alice.keyboard.press("Control+k")
    alice.locator("#go-to-text").fill("kept later")
    expect(alice.get_by_role("group", name="My drafts").get_by_role("option", name="kept for later").first).to_be_visible()
    alice.keyboard.press("Escape")
    row.click()
    form.ready()
    expect(alice.locator("#hand-over")).to_be_hidden()
    alice.locator("#resume").click()
    expect(alice.locator("#hand-over")).to_be_visible()
    alice.locator("#note-text").fill("She rang again.")
    alice.locator("#note-text").press("Enter")
    expect(alice.locator("#notes [data-note]")).to_contain_text("She rang again.")
    form.saved()


HALF_WRITTEN = {"#note-text": "The note is not kept yet", "#task-note": "The follow-up is not added yet"}


@pytest.mark.parametrize("step", ["#complete", "#abandon", "#hand-over button"])
@pytest.mark.parametrize("field", HALF_WRITTEN)
def test_no_step_is_taken_over_half_a_note_or_half_a_promise(alice: Page, field: str, step: str) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    alice.locator("#receiver").select_option(label="Bob Demo")
    here = alice.url
    alice.locator(field).fill("mother says he has a gun")
    alice.locator(step).click()
    expect(alice.locator("#toasts")).to_contain_text(HALF_WRITTEN[field])
    expect(alice.locator(field)).to_be_focused()
    assert alice.url == here
    alice.keyboard.press("Enter")
    expect(alice.locator(field)).to_have_value("")
    form.settled()
    alice.locator(step).click()
    if "hand" in step:
        alice.wait_for_url(lambda url: url != here)
    else:
        expect(alice.locator("#intake-state")).not_to_have_attribute("data-state", "draft")


def test_a_draft_is_handed_over_once_with_what_was_typed_last(alice: Page, chromium: Browser, desk: Desk) -> None:
    form = Form.begin(alice)
    intake, sent = alice.url.rsplit("/", 1)[-1], list[str]()
    held: list[Route] | None = []
    alice.on("request", lambda one: sent.append(one.url) if one.method == "POST" and "hand-over" in one.url else None)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.settled()
    alice.locator("#receiver").select_option(label="Bob Demo")
    alice.locator("#hand-note").fill("She will call back at four.")
    intercept(alice, "**/answers/**", lambda route: route.continue_() if held is None else held.append(route))
    alice.locator('[data-holder="caller"] [data-field="family_name"] input').fill("Example")
    # On a slow line people press again.
    for _ in range(2):
        alice.locator("#hand-over button").click()
    until(alice, lambda: held)
    alice.wait_for_timeout(300)
    assert sent == []
    waiting, held = held, None
    with alice.expect_navigation(url=lambda url: intake not in url):
        for route in waiting:
            route.continue_()
    expect(alice.locator("h1")).to_be_visible()
    assert len(sent) == 1
    bob = sign_in(chromium.new_context(), desk, "bob")
    bob.goto(f"{desk.url}/desk/intakes/{intake}")
    theirs = Form(bob).ready()
    expect(theirs.answer("caller", "family_name").locator("input")).to_have_value("Example")
    expect(bob.locator("body")).to_contain_text("She will call back at four.")
    bob.context.close()


@pytest.mark.parametrize("step", ["#complete", "#abandon", "#hand-over button"])
def test_no_step_is_taken_over_what_is_not_saved(alice: Page, provoked: list[str], step: str) -> None:
    provoked.append("Failed to load resource")
    form = Form.begin(alice)
    take_klonopin_call(form)
    form.settled()
    alice.locator("#receiver").select_option(label="Bob Demo")
    name = form.answer("caller", "family_name")
    here, toasts = alice.url, alice.locator("#toasts")
    intercept(alice, "**/answers/**", lambda route: route.abort("connectionrefused"))
    form.type(name, "Example")
    expect(alice.locator("#saved")).to_contain_text("Not saved: will retry")
    alice.locator(step).click()
    expect(toasts).to_contain_text("“Last name” is not saved: look at it first.")
    expect(name.locator("input")).to_be_focused()
    alice.unroute("**/answers/**")
    form.saved()
    last = form.cards("substance-use").first.locator('[data-field="last_used_at"]')
    form.type(last, "some time or other")
    alice.locator(step).click()
    expect(toasts).to_contain_text("“Last taken” is not saved: look at it first.")
    expect(last.locator("input")).to_be_focused()
    expect(alice.locator("#intake-state")).to_have_attribute("data-state", "draft")
    assert alice.url == here
    form.type(last, "2 days ago")
    form.settled()
    alice.locator(step).click()
    if "hand" in step:
        alice.wait_for_url(lambda url: url != here)
    else:
        expect(alice.locator("#intake-state")).not_to_have_attribute("data-state", "draft")


def test_what_was_taken_off_comes_back_or_says_why_it_does_not(alice: Page, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    form = Form.begin(alice)
    card = form.add_substance("klonapin")
    form.type(card.locator('[data-field="days_per_week"]'), "7")
    form.saved()
    card.get_by_role("button", name="Remove").click()
    expect(form.cards("substance-use")).to_have_count(0)
    intercept(alice, "**/restore", lambda route: route.abort("connectionrefused"))
    undo = alice.locator("#toasts").get_by_role("button", name="Undo")
    undo.click()
    expect(alice.locator("#toasts")).to_contain_text("Not put back: No connection")
    expect(form.cards("substance-use")).to_have_count(0)
    alice.unroute("**/restore")
    alice.keyboard.press("Alt+z")
    expect(form.cards("substance-use")).to_have_count(1)
    expect(form.cards("substance-use").locator('[data-field="days_per_week"] input')).to_have_value("7")
    form.saved()


def test_none_of_these_and_the_others_exclude_each_other(alice: Page) -> None:
    form = Form.begin(alice)
    together = form.add_substance("klonapin").locator('[data-field="taken_with"]')
    for name in ("Alcohol", "Opioids"):
        together.locator("label", has_text=name).click()
    expect(together.locator("input:checked")).to_have_count(2)
    together.locator("label", has_text="Nothing else").click()
    expect(together.locator("input:checked")).to_have_count(1)
    expect(together.locator("[data-none]")).to_be_checked()
    form.saved()
    together.locator("label", has_text="Alcohol").click()
    expect(together.locator("[data-none]")).not_to_be_checked()
    form.saved()
    alice.reload()
    form.ready()
    expect(form.cards("substance-use").locator('[data-field="taken_with"] input:checked')).to_have_count(1)
