"""The call of a worried mother, taken in a real browser from the first ring to the promised follow-up."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form, take_klonopin_call

pytestmark = pytest.mark.browser


@pytest.fixture
def form(directory: None, alice: Page) -> Form:
    form = Form.begin(alice)
    take_klonopin_call(form)
    return form


def test_the_call_becomes_findings_places_a_referral_and_a_promise(form: Form) -> None:
    page = form.page
    expect(page.locator("#banner-who")).to_have_text("Daniel · adult")
    expect(page.locator("#banner-caller")).to_have_text("Dolores · mother")
    expect(page.locator("#banner-reach")).to_contain_text("(561) 555-0123call: yesmessage: no")

    first = page.locator("#findings .finding").first
    expect(first).to_contain_text("medical assessment today")
    expect(first).to_contain_text("911")
    expect(first.locator("[data-ask]").first).to_contain_text("Past seizure, ask now")
    expect(page.locator("#alarm")).to_have_attribute("data-severity", "urgent")
    found = form.findings()
    assert found[0] == "benzodiazepine-stopped"
    assert set(found) >= {"alcohol-with-benzodiazepine", "several-prescribers", "runs-out-early"}

    page.locator('.rail a[data-section="match"]').click()
    expect(page.locator("#matches")).to_contain_text("99 places that fit")
    expect(page.locator("#matches")).to_contain_text("Call to find out: 2")
    page.get_by_role("button", name=re.compile("^Show .* more$")).first.click()
    hospital = page.locator("#matches .place").evaluate_all("(all) => all.map((one) => one.dataset.hospital === 'true')")
    assert hospital[:99] == [True] * 55 + [False] * 44
    expect(page.locator("#matches .place").first).to_contain_text("Florida Blue network not confirmed: ask")

    page.get_by_text("The nearest that do not fit, and why").click()
    left = page.locator("#matches [data-left-out]")
    expect(left).to_have_count(10)
    expect(left.first.locator(".not").first).to_be_visible()
    page.get_by_text("What could be given up so that more fit").click()
    expect(page.locator("#matches .ways")).to_contain_text("36 more, 157 to find out")
    expect(page.locator("#matches .ways")).to_contain_text("Only when a clinician says that less care is safe.")

    page.get_by_role("button", name="Complete the intake").click()
    expect(page.locator("#intake-state")).to_have_text("complete")
    page.locator("#matches [data-refer]").first.click()
    expect(page.locator("#referrals [data-referral]")).to_have_count(1)
    page.locator("#task-kind").select_option("follow_up_call")
    page.locator("#task-note").fill("Ask how the assessment went")
    page.get_by_role("button", name="Add follow-up").click()
    expect(page.locator("#tasks [data-task]")).to_contain_text("Follow-up call")
    page.locator("#disposition").select_option("intake_taken")
    page.get_by_role("button", name="End the call").click()
    expect(page.locator("#call-ended")).to_be_visible()


def test_what_was_saved_is_there_after_a_reload(form: Form) -> None:
    page = form.page
    page.reload()
    form.ready()
    expect(page.locator("#banner-who")).to_have_text("Daniel · adult")
    expect(form.answer("intake", "relation").locator("select")).to_have_value("mother")
    expect(form.answer("intake", "past_withdrawal_seizure").locator("input:checked")).to_have_value("?unknown")
    expect(form.answer("intake", "not_waking").locator("input:checked")).to_have_value("no")
    klonopin = form.cards("substance-use").first
    expect(klonopin).to_contain_text("Clonazepam")
    expect(klonopin.locator('[data-field="months_of_use"] input')).to_have_value("24 months (2 years)")
    expect(klonopin.locator('[data-field="last_used_at"] input')).to_have_value(re.compile("3 days ago"))
    expect(klonopin.locator('[data-field="amount_per_day"] input')).to_have_value("2")
    expect(form.cards("policy").first).to_contain_text("Not verified")
    assert form.findings()[0] == "benzodiazepine-stopped"
