"""A bare number for how long: never sent as it is, asked of what once the field is left, and kept until somebody says."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Request, expect

from tests.browser.stage import Form, until

pytestmark = pytest.mark.browser
NEVER_RESTS = (
    "() => { const later = window.setTimeout; window.setTimeout = (work, wait) => later(work, wait === 350 ? 60000 : wait); }"
)


def of_what(place: Locator) -> Locator:
    return place.get_by_role("group", name="of what?")


def sent(page: Page) -> list[str]:
    told: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/months_of_use"):
            told.append(request.post_data or "")

    page.on("request", note)
    return told


def test_two_on_the_way_to_two_years_is_not_two_months(alice: Page) -> None:
    form = Form.begin(alice)
    long = form.add_substance("klonapin").locator('[data-field="months_of_use"]')
    form.saved()
    told = sent(alice)
    long.locator("input").press_sequentially("2")
    alice.wait_for_timeout(1500)
    assert told == []
    expect(of_what(long)).to_have_count(0)
    long.locator("input").press_sequentially(" years")
    until(alice, lambda: told)
    form.saved()
    assert [body.replace(" ", "") for body in told] == ['{"answer":24,"version":0}']


def test_a_bare_number_is_asked_about_once_the_field_is_left_and_one_press_answers(alice: Page) -> None:
    form = Form.begin(alice)
    long = form.add_substance("klonapin").locator('[data-field="months_of_use"]')
    form.saved()
    told = sent(alice)
    form.type(long, "2")
    expect(of_what(long).get_by_role("button")).to_have_text(["2 days", "2 weeks", "2 months", "2 years"])
    expect(long).to_have_attribute("data-state", "refused")
    expect(long.locator(".answer-note")).to_have_text("2 of what?")
    alice.reload()
    form.ready()
    # Kept in this browser, asked again.
    expect(long.locator("input")).to_have_value("2")
    assert told == []
    of_what(long).get_by_role("button", name="2 years").press("Enter")
    form.saved()
    expect(long.locator("input")).to_have_value("24 months (2 years)")
    expect(long.locator("input")).to_be_focused()
    expect(long.locator("input")).to_have_attribute("aria-invalid", "false")
    expect(of_what(long)).to_have_count(0)
    assert len(told) == 1
    # Typed on instead: the question goes.
    form.type(long, "3")
    expect(of_what(long)).to_have_count(1)
    long.locator("input").fill("3 weeks")
    expect(of_what(long)).to_have_count(0)
    long.locator("input").press("Tab")
    form.saved()
    expect(long.locator("input")).to_have_value("less than a month")


def test_a_press_that_leaves_the_field_reaches_what_it_aims_at(alice: Page) -> None:
    form = Form.begin(alice)
    card = form.add_substance("klonapin")
    long = card.locator('[data-field="months_of_use"]')
    long.locator("input").fill("2")
    below = card.locator('[data-field="stopped_abruptly"] .segment:has(input[value="yes"])')
    below.scroll_into_view_if_needed()
    box = below.bounding_box()
    assert box is not None
    alice.mouse.move(box["x"] + 8, box["y"] + 8)
    alice.mouse.down()
    alice.wait_for_timeout(200)
    alice.mouse.up()
    expect(below.locator("input")).to_be_checked()
    expect(of_what(long)).to_have_count(1)


def test_a_second_window_leaves_to_the_first_what_is_being_typed_there(
    alice: Page, context: BrowserContext, provoked: list[str]
) -> None:
    # The window that goes sends it with its last breath, and so does the one that takes it up.
    provoked.append("409")
    form = Form.begin(alice)
    form.saved()
    first = form.answer("caller", "given_name").locator("input")
    bodies: list[str] = []
    context.on("request", lambda one: bodies.append(one.post_data or "") if one.url.endswith("/given_name") else None)
    # Nothing rests in the first window: as if the hand were in the middle of the word all the time.
    alice.evaluate(
        "() => { const later = window.setTimeout; window.setTimeout = (work, wait) => later(work, wait === 350 ? 60000 : wait); }"
    )
    first.press_sequentially("Dolo")
    form.kept()
    other = context.new_page()
    other.goto(alice.url)
    second = Form(other).ready()
    expect(other.locator("#form[data-keeps=true]")).to_be_attached()
    other.wait_for_timeout(600)
    assert bodies == []
    expect(second.answer("caller", "given_name").locator("input")).to_have_value("")
    first.press_sequentially("res")
    first.press("Tab")
    form.saved()
    assert [one for one in bodies if "Dolores" not in one] == []
    # What a window leaves behind when it goes is taken up by the one that stays.
    alice.evaluate(
        "() => { const later = window.setTimeout; window.setTimeout = (work, wait) => later(work, wait === 350 ? 60000 : wait); }"
    )
    form.answer("caller", "family_name").locator("input").press_sequentially("Quist")
    form.kept()
    other.reload()
    second.ready()
    expect(other.locator("#form[data-keeps=true]")).to_be_attached()
    alice.close(run_before_unload=False)
    expect(second.answer("caller", "family_name").locator("input")).to_have_value("Quist")
    second.saved()
