"""The person wants one place and refuses another; two are looked at side by side, and a list is taken along."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form, take_klonopin_call
from tests.browser.test_access import problems

pytestmark = pytest.mark.browser


def test_places_are_wanted_refused_compared_and_listed(directory: None, alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    alice.locator('.rail a[data-section="match"]').click()
    cards = alice.locator("#matches .place[data-place]")
    expect(alice.locator("#matches")).to_contain_text("99 places that fit")
    wanted, refused = (cards.nth(at).get_attribute("data-place") for at in (1, 0))

    # By keyboard: the button, the reason, Enter.
    alice.locator(f'[data-place="{refused}"] [data-choose="refused"]').focus()
    alice.keyboard.press("Enter")
    expect(alice.locator("#choice-reason")).to_be_focused()
    alice.keyboard.type("He was there before and left")
    alice.keyboard.press("Enter")
    apart = alice.locator(f'#matches .is-refused[data-chosen="{refused}"]')
    expect(apart).to_contain_text("“He was there before and left”")
    expect(alice.locator("#matches")).to_contain_text("98 places that fit")
    expect(alice.locator(f'#matches [data-place="{refused}"]')).to_have_count(0)
    # Who goes through the list goes on where they were, and can take it back there.
    expect(alice.locator(f'[data-place="{wanted}"] .place-name')).to_be_focused()
    alice.locator("#toasts").get_by_role("button", name="Undo").click()
    expect(alice.locator(f'#matches [data-place="{refused}"]')).to_be_visible()
    alice.locator(f'[data-place="{refused}"] [data-choose="refused"]').click()
    alice.locator("#choice-reason").fill("He was there before and left")
    alice.locator("#choice-reason").press("Enter")
    expect(apart).to_be_visible()

    alice.locator(f'[data-place="{wanted}"] [data-choose="pinned"]').click()
    alice.keyboard.press("Escape")
    expect(alice.locator("#matches .is-pinned")).to_have_count(0)
    alice.locator(f'[data-place="{wanted}"] [data-choose="pinned"]').click()
    alice.get_by_role("button", name="Note it", exact=True).click()
    first = alice.locator("#matches .place").first
    expect(first).to_have_attribute("data-chosen", wanted or "")

    # An answer changes, places are ranked anew: what the person said stays.
    form.choose(form.answer("intake", "pregnant"), "no")
    form.saved()
    alice.get_by_role("button", name="Look again").click()
    form.settled()
    expect(apart).to_be_visible()
    expect(alice.locator("#matches .is-pinned")).to_have_count(1)

    for at in (0, 1):
        cards.nth(at).locator("[data-mark]").check()
    expect(alice.locator("#marked-count")).to_have_text("2 marked")
    assert problems(alice) == []
    with alice.expect_popup() as opened:
        alice.locator("#compare-places").click()
    side = opened.value
    expect(side.locator("thead th")).to_have_count(3)
    expect(side.locator("tbody")).to_contain_text("Level 4 (ASAM 4th edition): hospital care is listed")
    assert problems(side) == []
    side.get_by_role("link", name="List to take along").click()
    expect(side.locator(".take-along li")).to_have_count(2)
    assert problems(side) == []
    side.emulate_media(media="print")
    expect(side.locator(".topbar")).to_be_hidden()
    expect(side.locator("textarea")).to_be_hidden()


def test_a_place_that_somebody_names_is_held_against_what_is_needed(directory: None, alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    alice.locator('.rail a[data-section="match"]').click()
    expect(alice.locator("#matches")).to_contain_text("99 places that fit")
    # By keyboard: part of a name of a place in another state, the first proposal, the reason.
    alice.locator("#find-place").fill("bradford health")
    expect(alice.locator("#find-place-list li").first).to_contain_text(", ")
    alice.keyboard.press("ArrowDown")
    alice.keyboard.press("Enter")
    alice.keyboard.type("Her brother was there")
    alice.keyboard.press("Enter")
    named = alice.locator("#matches .is-pinned")
    expect(named).to_contain_text("does not fit")
    expect(named.locator(".reasons .not").first).to_be_visible()
    expect(alice.locator("#matches")).to_contain_text("99 places that fit")
    assert problems(alice) == []


def test_for_how_long_it_was_taken_is_asked_while_it_decides_what_a_place_must_offer(directory: None, alice: Page) -> None:
    form = Form.begin(alice)
    form.type(form.answer("subject", "postal_code"), "33401")
    klonopin = form.add_substance("klonapin")
    for name, text in (("days_per_week", "7"), ("last_used_at", "3 days ago")):
        form.type(klonopin.locator(f'[data-field="{name}"]'), text)
    form.settled()
    alice.locator('.rail a[data-section="match"]').click()
    told = alice.locator("#matches [data-not-known]")
    expect(told).to_contain_text("Not known how old they are: ask How old is the person?")
    expect(told).to_contain_text("Not known whether withdrawal care for benzodiazepines is needed: ask")
    # Many questions are folded: the places stay in sight.
    expect(told.locator("li").first).to_be_hidden()
    expect(alice.locator("#matches .place").first).to_be_in_viewport()
    for name in ("past_withdrawal_seizure", "past_withdrawal_delirium", "seizure_disorder"):
        form.choose(form.answer("intake", name), "no")
    form.settled()
    expect(told).to_contain_text("For how many months has it been like this with Clonazepam?")
    assert problems(alice) == []
    form.type(klonopin.locator('[data-field="months_of_use"]'), "2 years")
    form.settled()
    expect(told).not_to_contain_text("withdrawal care")
    form.choose(form.answer("subject", "is_adult"), "yes")
    form.settled()
    expect(told).to_have_count(0)
