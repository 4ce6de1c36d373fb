"""What is only asked when it matters is asked then; how strong an amount is, is told; the rules are one page away."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form

pytestmark = pytest.mark.browser


def test_a_question_appears_when_it_matters_and_stays_once_answered(alice: Page) -> None:
    form = Form.begin(alice)
    weeks = form.answer("intake", "pregnancy_weeks")
    expect(weeks).to_be_hidden()
    form.choose(form.answer("intake", "pregnant"), "yes")
    expect(weeks).to_be_visible()
    form.type(weeks, "30")
    form.choose(form.answer("intake", "pregnant"), "no")
    expect(weeks).to_be_visible()
    pause = form.answer("intake", "opioid_break")
    expect(pause).to_be_hidden()
    form.add_substance("oxys")
    expect(pause).to_be_visible()
    expect(form.answer("intake", "treatment_medications")).to_be_visible()
    form.saved()
    alice.reload()
    form.ready()
    expect(weeks.locator("input")).to_have_value("30")
    expect(pause).to_be_visible()


def test_pills_are_counted_with_their_strength_and_a_band_is_told(alice: Page) -> None:
    form = Form.begin(alice)
    card = form.add_substance("bars")
    strength = card.locator('[data-field="unit_strength_mg"]')
    form.type(card.locator('[data-field="amount_per_day"]'), "2 bars")
    expect(strength).to_be_visible()
    form.type(card.locator('[data-field="days_per_week"]'), "7")
    form.type(card.locator('[data-field="months_of_use"]'), "2 months")
    form.type(card.locator('[data-field="last_used_at"]'), "this morning")
    form.choose(card.locator('[data-field="stopped_abruptly"]'), "no")
    form.choose(card.locator('[data-field="illicit_source"]'), "no")
    alice.locator('#findings [data-ask="substances[alprazolam].daily_amount_mg"]').first.click()
    expect(strength.locator("input")).to_be_focused()
    form.type(strength, "2")
    told = card.locator("[data-strength]")
    expect(told).to_contain_text("High amount. The published tables of American Society of Addiction Medicine (2025)")
    expect(told).to_contain_text("40 to 80 mg of diazepam a day: to see the risk by, never to convert by")
    expect(alice.locator('#findings [data-rule="benzodiazepine-high-amount"]')).to_be_visible()
    if folder := os.environ.get("PICTURES"):
        alice.screenshot(path=f"{folder}/strength.png")


def test_a_second_card_of_one_substance_is_told_and_a_question_about_it_leads_there(alice: Page) -> None:
    """Two may be right, as from a pharmacy and from the street; their amounts are added up."""
    form = Form.begin(alice)
    asides = [form.add_substance(name).locator("[data-aside]") for name in ("xanax", "bars")]
    twice = "on more than one card: different ones, or one too many?"
    expect(asides[0]).to_have_text(f"said as “xanax” · {twice}")
    expect(asides[1]).to_have_text(f"said as “bars” · {twice}")
    first, second = (form.cards("substance-use").nth(place) for place in (0, 1))
    form.type(first.locator('[data-field="amount_per_day"]'), "2 mg")
    form.type(first.locator('[data-field="days_per_week"]'), "7")
    form.type(first.locator('[data-field="months_of_use"]'), "2 months")
    form.type(first.locator('[data-field="last_used_at"]'), "this morning")
    form.choose(first.locator('[data-field="stopped_abruptly"]'), "no")
    form.settled()
    for fact, field in (("hours_since_last_use", "last_used_at"), ("days_used_in_30", "days_used_in_30")):
        alice.locator(f'#findings [data-ask="substances[alprazolam].{fact}"]').first.click()
        expect(second.locator(f'[data-field="{field}"] input')).to_be_focused()
    second.get_by_role("button", name="Remove").click()
    expect(asides[0]).to_have_text("said as “xanax”")


def test_what_is_only_possible_is_asked_and_not_said(alice: Page) -> None:
    """Its words would tell the caller that something is so: they wait until it is."""
    form = Form.begin(alice)
    form.add_substance("xanax")
    finding = alice.locator('[data-rule="overdose-signs-sedative"]')
    expect(finding).to_have_attribute("data-status", "possible")
    expect(finding.get_by_text("Ask now")).to_be_visible()
    expect(finding.get_by_text("This is an emergency.")).to_be_hidden()
    finding.locator("summary", has_text="More words").click()
    expect(finding.get_by_text("If so, you can say")).to_be_visible()
    expect(finding.get_by_text("This is an emergency.")).to_be_visible()
    form.choose(form.answer("intake", "not_waking"), "yes")
    expect(finding).to_have_attribute("data-status", "found")
    expect(finding.get_by_text("This is an emergency.")).to_be_visible()


def test_a_finding_leads_to_its_rule(alice: Page) -> None:
    form = Form.begin(alice)
    form.choose(form.answer("intake", "chest_pain"), "yes")
    finding = alice.locator('#findings [data-rule="chest-pain"]')
    expect(finding).to_be_visible()
    with alice.expect_popup() as opened:
        finding.get_by_role("link", name="The rule").click()
    expect(opened.value.locator("#chest-pain")).to_be_in_viewport()
    opened.value.locator("#chest-pain summary").last.click()
    expect(opened.value.locator("#chest-pain")).to_contain_text("pressure in the chest")
    if folder := os.environ.get("PICTURES"):
        opened.value.screenshot(path=f"{folder}/rule.png")
        opened.value.goto(opened.value.url.split("#")[0])
        opened.value.screenshot(path=f"{folder}/rules.png")


def test_a_drug_that_was_taken_down_by_a_slip_of_the_hand_is_one_press_from_being_known(alice: Page) -> None:
    form = Form.begin(alice)
    alice.locator("#find-substance").fill("klonapin")
    expect(alice.locator("#find-substance-list li")).to_have_count(2)
    # The second line: as they say it.
    alice.keyboard.press("ArrowDown")
    alice.keyboard.press("Enter")
    card = form.cards("substance-use").first
    expect(card.locator("[data-aside]")).to_have_text("not in the catalogue")
    form.choose(card.locator('[data-field="stopped_abruptly"]'), "yes")
    card.get_by_role("button", name="Clonazepam (Klonopin)").click()
    expect(card.locator("[data-title]")).to_have_text("Clonazepam")
    expect(card.locator("[data-may-be]")).to_be_hidden()
    expect(card.locator('[data-field="amount_unit"] select')).to_have_value("mg")
    expect(alice.locator('#findings [data-rule^="benzodiazepine"]').first).to_be_visible()
    form.saved()
    alice.keyboard.press("Alt+z")
    expect(card.locator("[data-aside]")).to_have_text("not in the catalogue")
    form.saved()
    alice.reload()
    form.ready()
    expect(card.get_by_role("button", name="Clonazepam (Klonopin)")).to_be_visible()


def test_nobody_is_asked_who_prescribed_the_vodka(alice: Page) -> None:
    form = Form.begin(alice)
    vodka, klonopin, unheard_of = (form.add_substance(name) for name in ("vodka", "klonopin", "zzblorp"))
    asked = [card.locator('[data-field="prescribed"]') for card in (vodka, klonopin, unheard_of)]
    expect(asked[0]).to_be_hidden()
    expect(asked[1]).to_be_visible()
    expect(asked[2]).to_be_visible()
