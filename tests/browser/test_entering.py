"""A substance, an insurer or a number that was typed and not added: it is told where it was left, and outlives the window."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stage import Form

pytestmark = pytest.mark.browser

FIELDS = {"find-substance": "perc 30s", "find-payer": "florida bl", "new-number": "561 555 01"}
LEFT = "Not added yet: press Enter here."


@pytest.fixture
def form(alice: Page) -> Form:
    return Form.begin(alice)


@pytest.mark.parametrize("field", FIELDS)
def test_what_was_not_added_is_told_and_is_there_again(form: Form, context: BrowserContext, field: str) -> None:
    expect(form.page.locator("#form[data-keeps]")).to_be_attached()
    form.page.locator(f"#{field}").fill(FIELDS[field])
    expect(form.page.locator(f"#{field}-left")).to_be_empty()
    form.page.locator("#note-text").focus()
    expect(form.page.locator(f"#{field}-left")).to_have_text(LEFT)
    form.kept()
    address = form.page.url
    form.page.close()
    other = Form(context.new_page())
    other.page.goto(address)
    expect(other.ready().page.locator(f"#{field}")).to_have_value(FIELDS[field])
    expect(other.page.locator(f"#{field}-left")).to_have_text(LEFT)
    other.page.locator(f"#{field}").fill("")
    other.page.locator("#note-text").focus()
    expect(other.page.locator(f"#{field}-left")).to_be_empty()
    other.kept()
    other.page.reload()
    expect(other.ready().page.locator("#form[data-keeps]")).to_be_attached()
    expect(other.page.locator(f"#{field}")).to_have_value("")


def test_what_is_added_is_kept_as_a_card_and_nothing_else(form: Form) -> None:
    expect(form.page.locator("#form[data-keeps]")).to_be_attached()
    form.add_substance("klonopin")
    form.page.locator("#note-text").focus()
    expect(form.page.locator("#find-substance-left")).to_be_empty()
    form.settled()
    form.page.reload()
    expect(form.ready().page.locator("#form[data-keeps]")).to_be_attached()
    expect(form.page.locator("#find-substance")).to_have_value("")
    expect(form.cards("substance-use")).to_have_count(1)


def test_an_intake_is_not_completed_over_what_was_not_added(form: Form) -> None:
    form.page.locator("#find-substance").fill("vodka")
    form.page.locator("#complete").click()
    expect(form.page.locator("#toasts")).to_contain_text("“vodka” is typed here and not added yet.")
    expect(form.page.locator("#find-substance")).to_be_focused()


def test_a_number_that_is_none_says_how_to_mend_it(form: Form, provoked: list[str]) -> None:
    provoked.append("422")
    form.page.locator("#new-number").fill("911")
    form.page.locator("#new-number").press("Enter")
    expect(form.page.locator("#toasts")).to_contain_text("Not a telephone number. Type it with its area code")
    expect(form.page.locator("#new-number")).to_have_value("911")
