"""Who stands around the person in need is said in the form while the call goes on; a number is made sure of."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Desk, Form

pytestmark = pytest.mark.browser


def test_a_sponsor_is_added_in_the_form_and_may_be_told_nothing(alice: Page, desk: Desk) -> None:
    form = Form.begin(alice, "561 555 0191")
    form.choose(form.answer("intake", "for_whom"), "other")
    form.saved()
    alice.get_by_text("People around them: a parent").click()
    around = alice.locator("#circle")
    around.get_by_label("What they are to the person").select_option("sponsor")
    around.get_by_label("First name").fill("Zenaida")
    around.get_by_label("may we call them").select_option("yes")
    around.get_by_role("button", name="Add them").click()
    expect(around.get_by_role("link", name="Zenaida")).to_be_visible()
    expect(around).to_contain_text("Nothing: no consent.")
    expect(form.answer("intake", "for_whom").locator("input:checked")).to_have_value("other")
    around.get_by_role("button", name="No longer around them").click()
    expect(around).to_contain_text("Nobody yet.")


def test_a_number_is_confirmed_in_the_form(alice: Page, desk: Desk) -> None:
    form = Form.begin(alice, "561 555 0192")
    card = form.cards("contact-point").first
    card.get_by_role("button", name="Still right").click()
    expect(card.locator("[data-aside]")).to_contain_text("Confirmed")
