"""By keyboard alone, and how it feels: keys, seconds, the time to a visible answer, bytes, and nothing that jumps."""

import gzip
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize, expect

from tests.browser.keyboard import take_by_keys, take_plainly
from tests.browser.stage import Desk, Form, sign_in

pytestmark = pytest.mark.browser
# What each event took until its effect was painted, and how much the page moved by itself.
WATCH = """
window.felt = []; window.moved = 0;
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (one.interactionId) window.felt.push(one.duration); })
  .observe({ type: "event", durationThreshold: 16, buffered: true });
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) window.moved += one.value; })
  .observe({ type: "layout-shift", buffered: true });
"""


def test_the_whole_call_by_keyboard_with_fewer_keys_than_a_plain_form(
    directory: None, context: BrowserContext, desk: Desk, tell: list[str]
) -> None:
    context.add_init_script(WATCH)
    page = sign_in(context, desk, "alice")
    somebody_has_called(page)
    hands = take_by_keys(page)
    seconds = [hands.seconds()]
    form = Form(page)
    expect(page.locator("#known-people")).to_contain_text("Dolores")
    assert form.findings()[0] == "benzodiazepine-stopped"
    expect(page.locator("#banner-who")).to_have_text("Daniel · adult")
    expect(page.locator("#live-matches")).to_contain_text("99")
    felt, moved = page.evaluate("[window.felt, window.moved]")
    slow = sorted(felt)
    assert moved < 0.01
    plain = take_plainly(context.new_page())
    seconds.append(plain.seconds())
    shares = quantiles([*([8.0] * (hands.presses - len(slow))), *slow], n=100)
    tell += [
        f"keys: {hands.presses} on the desk's form, {plain.presses} on a plain one",
        f"seconds of the page without a hand's own time: {seconds[0]:.1f}, {seconds[1]:.1f} on the plain one",
        f"time to the next painted frame: p50 {shares[49]:.0f} ms, p95 {shares[94]:.0f} ms",
        f"layout shift: {moved:.4f}",
    ]
    assert hands.presses < plain.presses


def somebody_has_called(page: Page) -> None:
    """The number of the call by keyboard is one that the desk knows: who may be calling stands on the form."""
    form = Form.begin(page)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.saved()
    page.goto(page.url.partition("/desk/")[0] + "/desk")


@dataclass
class Scales:
    """What a page fetches, as a server that compresses would send it; what the browser has kept weighs nothing."""

    page: Page
    asked: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    answers: list[Response] = field(default_factory=list)

    def __post_init__(self) -> None:
        cdp = self.page.context.new_cdp_session(self.page)
        cdp.send("Network.enable")
        cdp.on("Network.requestWillBeSent", lambda told: self.asked.update({told["requestId"]: told["request"]["url"]}))
        cdp.on("Network.requestServedFromCache", lambda told: self.kept.add(self.asked[told["requestId"]]))
        cdp.on("Network.responseReceived", self._note)
        self.page.on("response", lambda answer: self.answers.append(answer))

    def _note(self, told: dict[str, Any]) -> None:
        if told["response"].get("fromDiskCache") or told["response"].get("fromPrefetchCache"):
            self.kept.add(told["response"]["url"])

    def visit(self, url: str) -> tuple[int, int]:
        """Bytes and requests."""
        self.kept.clear()
        self.answers.clear()
        self.page.goto(url, wait_until="networkidle")
        fetched = [one for one in self.answers if one.status == 200 and one.url not in self.kept]
        return sum(len(gzip.compress(one.body(), 6)) for one in fetched), len(fetched)


def test_the_first_page_is_light_and_the_next_lighter(chromium: Browser, desk: Desk, tell: list[str]) -> None:
    size: ViewportSize = {"width": 1366, "height": 768}
    with chromium.new_context(viewport=size) as context, chromium.new_context(viewport=size) as fresh:
        page = sign_in(context, desk, "alice")
        form = Form.begin(page)
        fresh.add_cookies(context.cookies())  # type: ignore[arg-type]
        first = Scales(fresh.new_page())
        cold, requests = first.visit(page.url)
        again, less = first.visit(page.url)
        home, few = first.visit(f"{desk.url}/desk")
        tell += [
            f"first page, the form, with nothing kept: {cold / 1024:.0f} KB compressed in {requests} requests",
            f"the form again: {again / 1024:.0f} KB in {less}; the home page then: {home / 1024:.0f} KB in {few}",
        ]
        form.saved()
    assert cold <= 250 * 1024
    assert again <= 30 * 1024
    assert home <= 30 * 1024
