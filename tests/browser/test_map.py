"""The small map of matches: drawn by the page itself, numbered as the list, told in words as well."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Desk, Form, take_klonopin_call

pytestmark = pytest.mark.browser


def test_places_stand_on_a_map_that_nobody_else_is_asked_for(directory: None, alice: Page, desk: Desk) -> None:
    asked: list[str] = []
    alice.on("request", lambda request: asked.append(request.url))
    form = Form.begin(alice)
    take_klonopin_call(form)
    drawing = alice.locator("#matches svg.map")
    expect(drawing).to_have_attribute("aria-label", re.compile(r"^Map of \d+ places"))
    expect(drawing.locator(".map-origin")).to_have_count(1)
    expect(drawing.locator(".map-scale")).to_have_count(2)
    numbers = " ".join(drawing.locator(".map-spot title").all_text_contents())
    for place in alice.locator("#matches .place:has(.fits)").all()[:10]:
        rank, name = place.locator(".place-rank").inner_text(), place.locator(".place-name").inner_text()
        assert rank == "?" or f"{rank} {name.split(',')[0]}" in numbers
    words = alice.locator(".map-words")
    words.locator("summary").click()
    expect(words.locator("li").first).to_have_text(re.compile(r"^1: .+ miles, measured from ZIP centers, to the \w+$"))
    assert [url for url in asked if not url.startswith(desk.url)] == []
