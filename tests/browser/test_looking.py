"""Whoever opened the wrong one of those found goes back: to the search, not to a question of the browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Desk
from tests.factories.callers import a_person

pytestmark = pytest.mark.browser


@pytest.fixture
def found(desk: Desk) -> str:
    with desk.storage.unit_of_work() as session:
        a_person(session, "Quillon", "Abara")
        return str(a_person(session, "Quillan", "Abara").id)


def test_back_from_somebody_found_is_the_search(alice: Page, desk: Desk, found: str) -> None:
    alice.goto(f"{desk.url}/desk/people")
    alice.get_by_label("Name", exact=True).fill("Quillan Abara")
    alice.keyboard.press("Enter")
    alice.get_by_role("link", name=re.compile("Quillan Abara")).click()
    expect(alice.get_by_role("heading", name="Quillan Abara")).to_be_visible()
    alice.go_back()
    expect(alice.get_by_label("Name", exact=True)).to_be_focused()


def test_what_cannot_be_looked_for_says_why_and_stays_as_it_was_typed(alice: Page, desk: Desk, provoked: list[str]) -> None:
    provoked.append("422")
    alice.goto(f"{desk.url}/desk/people")
    alice.get_by_label("or telephone number").fill("12")
    alice.keyboard.press("Enter")
    expect(alice.get_by_text("Not a telephone number")).to_be_visible()
    expect(alice.get_by_label("or telephone number")).to_have_value("12")


def test_back_from_a_comparison_is_the_search_for_the_other_record(alice: Page, desk: Desk, found: str) -> None:
    alice.goto(f"{desk.url}/desk/people/{found}/merge")
    alice.get_by_label("Name", exact=True).fill("Quillon")
    alice.keyboard.press("Enter")
    somebody = alice.get_by_role("region", name="Somebody else")
    somebody.get_by_role("link", name="Compare").first.click()
    expect(alice.get_by_role("heading", name="Are these one person?")).to_be_visible()
    alice.go_back()
    expect(alice.get_by_role("heading", name="Is Quillan Abara here twice?")).to_be_visible()
