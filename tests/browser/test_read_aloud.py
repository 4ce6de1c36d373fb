"""What somebody hears who does not see the form: the accessibility tree of its parts, as a screen reader gets it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form

pytestmark = pytest.mark.browser


def test_the_form_is_heard_as_it_is_seen(alice: Page) -> None:
    form = Form.begin(alice)
    expect(alice.get_by_role("banner")).to_match_aria_snapshot("""
      - banner:
        - navigation "Main":
          - link "Desk"
          - link "People"
          - link "Tasks"
          - link "Places"
        - status: /[Ss]aved/
        - button "Emergency"
        - button "Keys"
    """)
    expect(alice.get_by_role("navigation", name="Sections")).to_match_aria_snapshot("""
      - navigation "Sections":
        - list:
          - listitem:
            - link /1 Caller \\d+\\/\\d+/
          - listitem:
            - link /2 What is happening/
          - listitem:
            - link /3 Substances/
          - listitem:
            - link /4 Safety and health/
    """)
    alice.locator("#find-substance").fill("klonapin")
    finder = alice.locator('[data-finder="find-substance"]')
    expect(finder).to_match_aria_snapshot("""
      - combobox "Add a substance" [expanded]: klonapin
      - listbox "Add a substance":
        - option /Clonazepam/ [selected]
    """)
    alice.keyboard.press("Enter")
    expect(form.cards("substance-use").first).to_match_aria_snapshot("""
      - article "Clonazepam":
        - heading "Clonazepam" [level=4]
        - button "Remove"
        - 'group "No answer: In a day"':
          - button "Unknown"
          - button "Declined"
        - textbox "In a day"
    """)
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    expect(form.answer("intake", "suicidal_thoughts")).to_match_aria_snapshot("""
      - radiogroup "Thoughts of ending their life":
        - radio "Yes" [checked]
        - radio "No"
        - radio "Unknown"
        - radio "Declined"
    """)
    expect(alice.locator("#alarm")).to_match_aria_snapshot("""
      - alert:
        - strong: /EMERGENCY. Thoughts of ending their life/
        - text: /988/
    """)
    expect(alice.get_by_role("article", name="Thoughts of ending their life", exact=True)).to_match_aria_snapshot("""
      - article "Thoughts of ending their life":
        - heading "Thoughts of ending their life" [level=3]
        - heading "Do now" [level=4]
        - list:
          - listitem: /988/
        - heading "Ask now" [level=4]
        - paragraph:
          - strong: /Say/
        - paragraph:
          - strong: /Never say/
        - group "What was done":
          - checkbox "I called 911"
        - button "Note what was done"
    """)
    form.saved()


def test_how_an_answer_was_understood_is_heard(alice: Page) -> None:
    form, heard = Form.begin(alice), alice.locator("#heard")
    expect(heard).to_have_role("status")
    expect(heard).to_be_empty()
    card = form.add_substance("klonapin")
    form.type(card.locator('[data-field="months_of_use"]'), "2 years")
    expect(heard).to_have_text(re.compile(r"^For how long: = 24 months \(2 years\)$"))
    form.type(card.locator('[data-field="amount_per_day"]'), "2 mg twice a day")
    expect(heard).to_have_text(re.compile(r"^In a day: .*4 mg"))
    form.type(card.locator('[data-field="last_used_at"]'), "when the moon was full")
    expect(heard).to_have_text("Last taken: Say when, like 3 days ago, yesterday or 11/20.")
    form.type(form.answer("subject", "postal_code"), "33401")
    expect(heard).to_have_text("ZIP code: West Palm Beach, FL")
    form.type(form.answer("subject", "postal_code"), "00000")
    expect(heard).to_have_text("ZIP code: Not a ZIP code that we know: check it.")
