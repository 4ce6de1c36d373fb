"""What somebody hears who does not see the form: the accessibility tree of its parts, as a screen reader gets it."""

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
