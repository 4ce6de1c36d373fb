"""Coverage as a card says it, and which one pays first; only what matters for the kind of coverage is asked."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form

pytestmark = pytest.mark.browser


def test_dates_card_numbers_and_a_budget_are_kept_and_one_coverage_pays_first(alice: Page) -> None:
    form = Form.begin(alice)
    card = form.add_payer("Florida Blue")
    field = lambda name: card.locator(f'[data-field="{name}"]')  # noqa: E731
    expect(field("medicare_parts")).to_be_hidden()
    expect(field("budget_cents")).to_be_hidden()
    expect(field("subscriber_name")).to_be_hidden()
    form.type(field("starts_on"), "2026-01-01")
    form.type(field("rx_bin"), "004336")
    form.pick(field("subscriber"), "parent")
    expect(field("subscriber_name")).to_be_visible()
    form.type(field("subscriber_name"), "Dolores Example")
    form.saved()
    alice.locator("#find-payer").fill("self pay")
    # By keyboard: the list of insurers may open above the button at any moment, and closes when the field is left.
    alice.get_by_role("button", name="No insurance").press("Enter")
    expect(form.cards("policy")).to_have_count(2)
    own = form.cards("policy").nth(1)
    form.pick(own.locator('[data-field="coverage_kind"]'), "self_pay")
    budget = own.locator('[data-field="budget_cents"]')
    expect(budget).to_be_visible()
    form.type(budget, "a lot")
    expect(budget).to_contain_text("Type an amount in dollars")
    form.type(budget, "$1,500.50")
    form.saved()
    expect(form.cards("policy").first.get_by_role("button", name="Pays first")).to_be_hidden()
    own.get_by_role("button", name="Pays first").click()
    expect(form.cards("policy").first.locator('[data-field="budget_cents"] input')).to_have_value("1500.50")
    form.saved()
    alice.reload()
    form.ready()
    first, second = form.cards("policy").nth(0), form.cards("policy").nth(1)
    expect(first.locator('[data-field="budget_cents"] input')).to_have_value("1500.50")
    expect(second.locator('[data-field="starts_on"] input')).to_have_value("2026-01-01")
    expect(second.locator('[data-field="rx_bin"] input')).to_have_value("004336")
    expect(second.locator('[data-field="subscriber_name"] input')).to_have_value("Dolores Example")
