"""Two records are compared side by side, merged, and the old address leads to the one that stays."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Desk
from tests.factories.callers import a_person

pytestmark = pytest.mark.browser


def test_two_records_are_compared_merged_and_taken_apart(alice: Page, desk: Desk) -> None:
    with desk.storage.unit_of_work() as session:
        stays = a_person(session, "Thessaly", "Oduya", phone="+15615550161", gender="female").id
        goes = a_person(session, "Thessalia", "Oduya", phone="+15615550161", gender="other", pronouns="they/them").id
    alice.goto(f"{desk.url}/desk/people/{stays}")
    alice.get_by_role("link", name="Here twice?").click()
    alice.get_by_role("listitem").filter(has_text="Thessalia").get_by_role("link", name="Compare").click()
    row = alice.get_by_role("row").filter(has_text="Gender")
    row.get_by_role("radio").nth(1).check()
    alice.get_by_role("button", name="They are one person: merge").click()
    expect(alice.get_by_role("heading", name="Merged records")).to_be_visible()
    alice.goto(f"{desk.url}/desk/people/{goes}")
    expect(alice).to_have_url(re.compile(str(stays)))
    alice.get_by_role("button", name="Undo").click()
    expect(alice.get_by_role("heading", name="Merged records")).to_have_count(0)
