"""Worked calls of docs/examples/calls, taken in a real browser: what was typed is found, and the places of the page appear."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.stage import Form, take_klonopin_call
from tests.examples.calls import page_of

pytestmark = pytest.mark.browser
SUBSTANCES = {"fentanyl": "fentanyl", "alcohol": "beer", "gabapentin": "gabapentin", "cannabis": "weed", "heroin": "heroin",
              "xylazine": "tranq", "butalbital": "butalbital"}  # fmt: skip


def answer(form: Form, place: Locator, value: Any) -> None:
    """As one would: yes and no are pressed, a list is chosen from, all else is typed."""
    if isinstance(value, bool):
        form.choose(place, "yes" if value else "no")
    elif place.locator("select").count():
        form.pick(place, value)
    else:
        form.type(place, str(value))


def take(form: Form, call: dict[str, Any]) -> None:
    form.choose(form.answer("intake", "for_whom"), call["for_whom"])
    if "relation" in call:
        form.pick(form.answer("intake", "relation"), call["relation"])
    # The caller who is in need is asked as the person in need.
    person = call.get("subject") or {name: value for name, value in call["caller"].items() if name != "contact_points"}
    for name, value in person.items():
        if name != "family_name":
            answer(form, form.answer("subject", name), value)
    for name, value in call.get("situation", {}).items():
        answer(form, form.answer("intake", name), value)
    for use in call.get("substances", []):
        card = form.add_substance(SUBSTANCES[use["substance_code"]])
        if "hours_ago" in use:
            form.type(card.locator('[data-field="last_used_at"]'), f"{use['hours_ago']} hours ago")
        for name, value in use.items():
            if name not in ("substance_code", "hours_ago"):
                answer(form, card.locator(f'[data-field="{name}"]'), value)
    form.settled()


@pytest.mark.parametrize("number", [2, 4, 11, 21, 25])
def test_the_call_is_found_and_its_places_appear(directory: None, alice: Page, number: int) -> None:
    told = page_of(number)
    form, expected, places = Form.begin(alice), told["expect"], told["places"]
    take(form, told["call"])
    page = form.page
    for rule in expected["found"]:
        expect(page.locator(f'#findings .finding[data-rule="{rule}"][data-status="found"]')).to_be_visible()
    assert set(form.findings()) == set(expected["found"])
    assert form.findings()[0] == expected.get("first", form.findings()[0])
    if "emergency" in expected["found"].values():
        expect(page.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    page.locator('.rail a[data-section="match"]').click()
    expect(page.locator("#matches")).to_contain_text(f"{places['match_count']} place")
    for place in places["listed"]:
        expect(page.locator("#matches .place", has_text=place["name"]).first).to_be_visible()
    for place in places.get("left_out", []):
        expect(page.locator("#matches .place", has_text=place["name"])).to_have_count(0)


def test_what_is_set_aside_stays_marked_and_what_went_is_told(alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    page = form.page
    first = page.locator('#findings .finding[data-rule="benzodiazepine-stopped"]')
    first.get_by_text("It does not hold here").click()
    first.locator('[name="reason"]').select_option("already_in_care")
    first.locator('[name="words"]').fill("A nurse is with him already.")
    first.get_by_role("button", name="Set it aside").click()
    expect(first.locator("[data-aside]")).to_have_text("Set aside: They are with medical people already")
    # Other days a week: what it rests on is not what it was.
    klonopin = form.cards("substance-use").first
    form.type(klonopin.locator('[data-field="days_per_week"]'), "5")
    expect(first.locator("[data-aside]")).to_have_count(0)
    expect(first.locator(".tag-new")).to_be_visible()
    form.type(klonopin.locator('[data-field="days_per_week"]'), "1")
    expect(page.locator("#toasts")).to_contain_text("What was advised still holds")
    expect(first).to_have_count(0)
    page.get_by_text(re.compile("^No longer found: \\d+$")).click()
    expect(page.locator('#findings-gone [data-gone="benzodiazepine-stopped"]')).to_be_visible()


def test_what_is_typed_of_the_person_right_after_whom_it_is_about_reaches_the_right_one(alice: Page) -> None:
    form = Form.begin(alice)
    form.choose(form.answer("intake", "for_whom"), "self")
    form.type(form.answer("subject", "age_years"), "44")
    expect(form.page.locator("#banner-who")).to_contain_text("44")
    form.choose(form.answer("intake", "for_whom"), "other")
    form.type(form.answer("subject", "given_name"), "Daniel")
    expect(form.page.locator("#banner-who")).to_contain_text("Daniel")
    form.saved()
    expect(form.page.locator("#banner-caller")).not_to_contain_text("Daniel")


def test_what_is_complete_is_corrected_in_the_form_with_a_reason(directory: None, alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    page = form.page
    page.get_by_role("button", name="Complete the intake").click()
    expect(page.locator("#intake-state")).to_have_text("complete")
    expect(page.locator("#section-next")).to_be_focused()
    safe = form.answer("intake", "safe_place_tonight")
    expect(safe).to_have_attribute("inert", "")
    page.locator("#amend-reason").fill("The mother called again: he was put out.")
    form.choose(safe, "no")
    expect(page.locator('#findings [data-rule="no-safe-place-tonight"]')).to_be_visible()
    oxycodone = form.add_substance("oxycodone")
    form.type(oxycodone.locator('[data-field="days_per_week"]'), "2")
    form.saved()
    expect(page.locator('#findings [data-rule="opioid-with-benzodiazepine"][data-status="found"]')).to_be_visible()
    oxycodone.get_by_role("button", name="Remove").click()
    expect(page.locator("#toasts")).to_contain_text("Oxycodone was removed.")
    expect(form.answer("intake", "for_whom")).to_have_attribute("inert", "")
    # A place is asked about, and the insurance card found, after the call.
    expect(page.locator("#find-place")).to_be_enabled()
    page.locator("#find-payer").fill("medicaid")
    expect(page.locator("#find-payer-list li").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(form.cards("policy")).to_have_count(2)
    form.saved()
    form.cards("policy").first.get_by_role("button", name="Remove").click()
    expect(form.cards("policy")).to_have_count(1)
    page.get_by_role("link", name="What was changed").click()
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(6)
    expect(page.locator("tbody")).to_contain_text("Florida Blue")
    expect(page.locator("tbody")).to_contain_text("The mother called again: he was put out.")
    expect(page.locator("tbody")).to_contain_text("Oxycodone")
