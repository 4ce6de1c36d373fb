"""Findings and places are drawn anew while somebody works in them: what was typed, unfolded, marked and chosen there stays."""

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from intake.referrals.models import Referral
from tests.browser.stage import Desk, Form, intercept, take_klonopin_call, until

pytestmark = pytest.mark.browser


def test_a_reason_that_is_being_typed_outlives_what_an_answer_changes(alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    finding = alice.locator('#findings .finding[data-rule="benzodiazepine-stopped"]')
    finding.get_by_text("More words, and why").click()
    finding.get_by_text("It does not hold here").click()
    finding.locator('[name="reason"]').select_option("already_in_care")
    finding.locator('[name="words"]').press_sequentially("A nurse is wi")
    finding.evaluate("(one) => one.setAttribute('data-old', '')")
    # Somewhere else an answer comes in, and the finding is another drawing.
    alice.evaluate(
        """async ([path, body]) => {
          const token = document.querySelector('meta[name="csrf-token"]').content;
          const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
          await fetch(path, { method: "PUT", headers, body: JSON.stringify(body) });
        }""",
        [days_path(form), {"answer": 5, "version": 1}],
    )
    form.choose(form.answer("intake", "seizure_disorder"), "no")
    form.settled()
    expect(finding).not_to_have_attribute("data-old", "")
    expect(finding.locator('[name="words"]')).to_have_value("A nurse is wi")
    expect(finding.locator('[name="reason"]')).to_have_value("already_in_care")
    expect(finding.locator("details", has_text="More words, and why")).to_have_attribute("open", "")


def days_path(form: Form) -> str:
    card = form.cards("substance-use").first.get_attribute("data-record-id")
    return f"/api/v1/intakes/{form.page.url[-36:]}/answers/substance-use/{card}/days_per_week"


def test_the_long_list_what_is_unfolded_and_what_is_marked_outlive_a_new_ranking(directory: None, alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    alice.locator('.rail a[data-section="match"]').click()
    expect(alice.locator("#matches")).to_contain_text("99 places that fit")
    alice.get_by_role("button", name="Show 89 more").click()
    places = alice.locator("#matches .place[data-place]")
    expect(alice.locator("#matches .place .place-rank", has_text="99")).to_be_visible()
    alice.get_by_text("The nearest that do not fit, and why").click()
    places.nth(40).locator("[data-mark]").check()
    marked = places.nth(40).get_attribute("data-place")
    places.first.evaluate("(one) => one.setAttribute('data-old', '')")
    alice.get_by_role("button", name="Look again").click()
    expect(alice.locator("#matches [data-old]")).to_have_count(0)
    form.settled()
    expect(alice.locator("#matches .place .place-rank", has_text="99")).to_be_visible()
    expect(alice.locator("details.left-out-near")).to_have_attribute("open", "")
    expect(alice.locator(f'[data-mark="{marked}"]')).to_be_checked()
    expect(alice.locator("#marked-count")).to_have_text("1 marked")


def test_a_place_that_an_answer_brought_is_marked_as_new(directory: None, alice: Page) -> None:
    form = Form.begin(alice)
    form.type(form.answer("subject", "postal_code"), "33401")
    form.type(form.answer("intake", "search_radius_miles"), "5")
    places, new = alice.locator("#matches .place[data-place]"), alice.locator("#matches .place .tag-new")
    expect(alice.locator("#matches")).to_contain_text("that fit")
    expect(alice.locator('#matches[aria-busy="false"]')).to_be_visible()
    alice.get_by_role("button", name="Show", exact=False).first.click()
    earlier = {one.get_attribute("data-place") for one in places.all()}
    expect(new).to_have_count(0)
    # Farther away there are more, and those of before are still the nearest: what is new stands after them.
    form.type(form.answer("intake", "search_radius_miles"), "8")
    expect(new.first).to_be_attached()
    expect(alice.locator("#matches .row-line .tag-new")).to_have_text(f"{new.count()} new")
    later = {one.get_attribute("data-place") for one in places.filter(has=alice.locator(".tag-new")).all()}
    assert later and earlier and not earlier & later
    # Looked at again with the same answers, nothing in it is new any more.
    alice.locator("#match-now").click()
    expect(new).to_have_count(0)


def test_what_is_said_of_a_place_waits_in_its_dialog_until_the_desk_has_it(
    directory: None, alice: Page, provoked: list[str]
) -> None:
    provoked.append("net::ERR_FAILED")
    form = Form.begin(alice)
    take_klonopin_call(form)
    place = alice.locator("#matches .place[data-place]").first.get_attribute("data-place")

    def fail(route: Route) -> None:
        route.abort()

    intercept(alice, "**/choices/*", fail)
    alice.locator(f'[data-place="{place}"] [data-choose="refused"]').click()
    alice.locator("#choice-reason").fill("He was there before")
    alice.get_by_role("button", name="Note it", exact=True).click()
    expect(alice.locator("#choice-problem")).to_contain_text("No connection")
    expect(alice.locator("#choice-reason")).to_have_value("He was there before")
    alice.unroute("**/choices/*")
    alice.locator("#choice-reason").press("Enter")
    expect(alice.locator(f'#matches .is-refused[data-chosen="{place}"]')).to_contain_text("“He was there before”")
    alice.locator(f'[data-take-back="{place}"]').click()
    expect(alice.locator(f'#matches [data-place="{place}"]')).to_be_visible()
    expect(alice.locator("#matches .is-refused")).to_have_count(0)


def test_the_policy_that_pays_first_is_first_and_typing_on_it_goes_on(alice: Page) -> None:
    form = Form.begin(alice)
    form.add_payer("florida blue")
    alice.locator("#find-payer").fill("medicaid")
    expect(alice.locator("#find-payer-list li").first).to_be_visible()
    alice.keyboard.press("Enter")
    expect(form.cards("policy")).to_have_count(2)
    form.saved()
    ids = [form.cards("policy").nth(at).get_attribute("data-record-id") for at in (0, 1)]
    other = alice.locator(f'[data-record="policy"][data-record-id="{ids[1]}"]')
    held: list[Route] = []
    intercept(alice, "**/first", lambda route: held.append(route))
    other.get_by_role("button", name="Pays first").click()
    number = other.locator('[data-field="member_id"] input')
    number.press_sequentially("XYZ")
    until(alice, lambda: held)
    held[0].continue_()
    expect(form.cards("policy").first).to_have_attribute("data-record-id", ids[1] or "")
    expect(number).to_be_focused()
    alice.keyboard.type("123")
    alice.keyboard.press("Tab")
    form.saved()
    alice.reload()
    form.ready()
    assert [form.cards("policy").nth(at).get_attribute("data-record-id") for at in (0, 1)] == ids[::-1]
    expect(form.cards("policy").first.locator('[data-field="member_id"] input')).to_have_value("XYZ123")
    expect(form.cards("policy").first.get_by_role("button", name="Pays first")).to_be_hidden()
    expect(form.cards("policy").nth(1).get_by_role("button", name="Pays first")).to_be_visible()


def test_a_referral_that_is_asked_for_twice_on_a_slow_line_is_drafted_once(directory: None, alice: Page, desk: Desk) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    alice.get_by_role("button", name="Complete the intake").click()
    expect(alice.locator("#intake-state")).to_have_text("complete")
    button = alice.locator("#matches [data-refer]").first
    place = button.get_attribute("data-refer")
    held: list[Route] = []
    intercept(alice, "**/referrals", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    button.click()
    alice.locator(f'[data-refer="{place}"]').click()
    until(alice, lambda: len(held) == 2)
    for route in held:
        route.continue_()
    expect(alice.locator("#referrals [data-referral]")).to_have_count(1)
    expect(alice.locator(f'[data-refer="{place}"]')).to_be_disabled()
    with desk.storage.unit_of_work() as session:
        drafted = select(func.count()).select_from(Referral).where(Referral.intake_id == alice.url[-36:])
        assert session.scalar(drafted) == 1
