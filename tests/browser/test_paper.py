"""What comes out of a printer: one page that says where the paper is, and the paper."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form, take_klonopin_call

pytestmark = pytest.mark.browser


def sheets(page: Page) -> int:
    return page.pdf(format="Letter").count(b"/Type /Page\n")


def test_a_form_is_one_sheet_and_its_summary_few(alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    assert sheets(alice) == 1
    with alice.expect_popup() as opened:
        alice.keyboard.press("Control+p")
    summary = opened.value
    expect(summary.get_by_role("heading", name="Summary")).to_be_visible()
    assert summary.url.endswith("/summary#print")
    assert sheets(summary) in (2, 3)


def test_paper_is_light_whatever_the_screen_is(alice: Page) -> None:
    alice.emulate_media(color_scheme="dark")
    look = alice.locator("html")
    expect(look).to_have_attribute("data-bs-theme", "dark")
    alice.evaluate(
        "addEventListener('beforeprint', () => { document.body.dataset.printed = document.documentElement.dataset.bsTheme; })"
    )
    sheets(alice)
    expect(alice.locator("body")).to_have_attribute("data-printed", "light")
    expect(look).to_have_attribute("data-bs-theme", "dark")
