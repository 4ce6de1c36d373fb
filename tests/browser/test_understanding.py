"""How people say lengths, times and amounts, and what the form makes of it; what it does not understand it says so."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from intake.web.assets import own_version
from tests.browser.stage import Form

pytestmark = pytest.mark.browser
# A Monday afternoon in New York, which is the zone of these pages.
NOW = "2026-11-23T15:00:00-05:00"

LENGTHS = {
    "24": 24,
    "2 years": 24,
    "two yrs": 24,
    "a year": 12,
    "half a year": 6,
    "about 6 months": 6,
    "18 mos": 18,
    "6 weeks": 1,
    "10 days": 0,
    "1.5 years": 18,
    "24 months (2 years)": 24,
    "for a few months": 3,
    "long": None,
    "3 hours": None,
    "": None,
}
MOMENTS = {
    "3 days ago": "2026-11-20T20:00:00.000Z",
    "ran out three days ago": "2026-11-20T20:00:00.000Z",
    "Nov 20, 3 days ago": "2026-11-20T20:00:00.000Z",
    "yesterday": "2026-11-22T20:00:00.000Z",
    "this morning": "2026-11-23T13:00:00.000Z",
    "last night": "2026-11-23T03:00:00.000Z",
    "5 hours ago": "2026-11-23T15:00:00.000Z",
    "2026-11-20": "2026-11-20T17:00:00.000Z",
    "2026-11-20 08:30": "2026-11-20T13:30:00.000Z",
    "11/20": "2026-11-20T17:00:00.000Z",
    "11/20/2025": "2025-11-20T17:00:00.000Z",
    "2026-02-31": None,
    "2026-11-24": None,
    "12/24": None,
    "when he was young": None,
}
AMOUNTS = {
    "2": {"amount": 2, "unit": None},
    "2 mg": {"amount": 2, "unit": "mg"},
    "0.5mg": {"amount": 0.5, "unit": "mg"},
    "half": {"amount": 0.5, "unit": None},
    "2 bars": {"amount": 2, "unit": "bars"},
    "a lot": None,
    "two": None,
    "-1": None,
}


def understood(page: Page, verb: str, said: list[str]) -> list[Any]:
    module = f"/static/{own_version()}/js/desk/understand.js"
    return list(
        page.evaluate(
            "async ([module, verb, said, now]) => {"
            " const understand = await import(module);"
            " return said.map((text) => understand[verb](text, new Date(now)));"
            "}",
            [module, verb, said, NOW],
        )
    )


def test_lengths(alice: Page) -> None:
    assert dict(zip(LENGTHS, understood(alice, "months", list(LENGTHS)), strict=True)) == LENGTHS


def test_moments(alice: Page) -> None:
    found = understood(alice, "moment", list(MOMENTS))
    told = [one.strftime("%Y-%m-%dT%H:%M:%S.000Z") if one else None for one in found]
    assert dict(zip(MOMENTS, told, strict=True)) == MOMENTS


def test_amounts(alice: Page) -> None:
    assert dict(zip(AMOUNTS, understood(alice, "amount", list(AMOUNTS)), strict=True)) == AMOUNTS


def test_a_unit_typed_with_the_amount_goes_where_it_belongs(alice: Page) -> None:
    form = Form.begin(alice)
    card = form.add_substance("xanex")
    amount, unit = card.locator('[data-field="amount_per_day"]'), card.locator('[data-field="amount_unit"]')
    form.type(amount, "2 bars")
    expect(amount.locator("input")).to_have_value("2")
    expect(unit.locator("select")).to_have_value("bars")
    form.saved()
    form.type(amount, "3 handfuls")
    expect(amount).to_contain_text("choose the unit beside it")
    alice.reload()
    form.ready()
    expect(amount.locator("input")).to_have_value("2")
    expect(unit.locator("select")).to_have_value("bars")
