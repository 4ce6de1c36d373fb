"""The list under a field: what Enter, arrows, Tab, the mouse and an input method take; also while older than what was typed."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.stage import Form, intercept, until

pytestmark = pytest.mark.browser

FIELD = "#find-substance"
LINES = "#find-substance-list li"
MARKED = '#find-substance-list li[aria-selected="true"]'


def typed(page: Page, words: str, first: str) -> None:
    page.locator(FIELD).fill(words)
    expect(page.locator(LINES).first).to_contain_text(first)
    expect(page.locator(MARKED)).to_contain_text(first)
    expect(page.locator(FIELD)).to_have_attribute("aria-activedescendant", page.locator(MARKED).get_attribute("id") or "none")


def test_the_arrows_go_through_the_list_and_beyond_its_ends_back_to_what_was_typed(alice: Page) -> None:
    form = Form.begin(alice)
    typed(alice, "klonapin", "Clonazepam")
    alice.keyboard.press("ArrowDown")
    expect(alice.locator(MARKED)).to_contain_text("“klonapin”")
    alice.keyboard.press("ArrowDown")
    expect(alice.locator(MARKED)).to_have_count(0)
    expect(alice.locator(FIELD)).not_to_have_attribute("aria-activedescendant", "find-substance-list-1")
    alice.keyboard.press("ArrowDown")
    expect(alice.locator(MARKED)).to_contain_text("Clonazepam")
    alice.keyboard.press("ArrowUp")
    alice.keyboard.press("Enter")
    card = form.cards("substance-use").first
    expect(card.locator("[data-title]")).to_have_text("klonapin")
    expect(card.locator("[data-aside]")).to_have_text("not in the catalogue")
    expect(alice.locator("#find-substance-list")).to_be_hidden()
    form.saved()


def test_the_mouse_takes_the_line_under_it_and_tab_and_escape_take_none(alice: Page) -> None:
    form = Form.begin(alice)
    typed(alice, "val", "Diazepam")
    alice.keyboard.press("Escape")
    expect(alice.locator("#find-substance-list")).to_be_hidden()
    expect(alice.locator(FIELD)).to_have_value("val")
    typed(alice, "vali", "Diazepam")
    alice.keyboard.press("Tab")
    expect(alice.locator("#find-substance-list")).to_be_hidden()
    expect(form.cards("substance-use")).to_have_count(0)
    typed(alice, "val", "Diazepam")
    alice.locator(LINES).last.click()
    expect(form.cards("substance-use").locator("[data-title]")).to_have_text("val")
    form.saved()


def test_the_list_stands_where_there_is_room_for_it(alice: Page) -> None:
    Form.begin(alice).settled()
    field, whole = alice.locator(FIELD), alice.locator("#find-substance-list")
    for edge, above in (("end", True), ("start", False)):
        field.fill("")
        expect(whole).to_be_hidden()
        field.evaluate("(one, edge) => { one.focus(); one.scrollIntoView({ block: edge, behavior: 'instant' }); }", edge)
        # As a hand types: a test's own way to fill a field would scroll it.
        alice.keyboard.type("klonapin")
        expect(alice.locator(MARKED)).to_contain_text("Clonazepam")
        boxes = field.bounding_box(), whole.bounding_box(), alice.locator(".foot").bounding_box()
        around, box, foot = (one or {"y": 0, "height": 0} for one in boxes)
        assert (box["y"] < around["y"]) is above, (around, box)
        assert box["y"] + box["height"] <= foot["y"]


def test_enter_that_ends_a_word_of_an_input_method_takes_nothing(alice: Page) -> None:
    form = Form.begin(alice)
    typed(alice, "klonapin", "Clonazepam")
    devtools = alice.context.new_cdp_session(alice)
    devtools.send("Input.imeSetComposition", {"text": "é", "selectionStart": 1, "selectionEnd": 1})
    devtools.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229})
    alice.wait_for_timeout(500)
    expect(form.cards("substance-use")).to_have_count(0)
    devtools.send("Input.insertText", {"text": "é"})
    expect(alice.locator(FIELD)).to_have_value("klonapiné")


def test_enter_takes_a_hit_of_what_was_typed_and_never_of_half_of_it(alice: Page) -> None:
    form, held = Form.begin(alice), list[Route]()
    alice.locator("#find-substance").fill("val")
    expect(alice.locator("#find-substance-list li").first).to_contain_text("Diazepam")
    intercept(alice, "**/api/v1/substances?q=*", lambda route: held.append(route))
    alice.locator("#find-substance").fill("vodka")
    alice.keyboard.press("Enter")
    until(alice, lambda: held)
    expect(form.cards("substance-use")).to_have_count(0)
    for route in held:
        route.continue_()
    alice.unroute("**/api/v1/substances?q=*")
    expect(form.cards("substance-use").locator("[data-title]")).to_have_text("Alcohol")
    form.saved()


def test_what_was_marked_in_an_older_list_takes_nothing_of_the_new_one(alice: Page) -> None:
    form, held = Form.begin(alice), list[Route]()
    typed(alice, "val", "Diazepam")
    intercept(alice, "**/api/v1/substances?q=*", lambda route: held.append(route))
    alice.locator(FIELD).fill("vodka")
    alice.keyboard.press("ArrowDown")
    alice.keyboard.press("Enter")
    until(alice, lambda: held)
    for route in held:
        route.continue_()
    alice.unroute("**/api/v1/substances?q=*")
    expect(alice.locator(LINES).first).to_contain_text("Alcohol")
    expect(form.cards("substance-use")).to_have_count(0)
    alice.keyboard.press("Enter")
    expect(form.cards("substance-use").locator("[data-title]")).to_have_text("Alcohol")
    form.saved()


def test_a_list_that_comes_late_covers_nothing_once_the_field_was_left(alice: Page) -> None:
    form, held = Form.begin(alice), list[Route]()
    intercept(alice, "**/api/v1/payers?q=*", lambda route: held.append(route))
    alice.locator("#find-payer").fill("self pay")
    until(alice, lambda: held)
    button = alice.get_by_role("button", name="No insurance")
    button.focus()
    with alice.expect_response("**/api/v1/payers?q=*"):
        held[0].continue_()
    button.press("Enter")
    expect(form.cards("policy")).to_have_count(1)
    expect(alice.locator("#find-payer-list")).to_be_hidden()
    form.saved()
