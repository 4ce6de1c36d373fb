"""A desk as it runs: a database of its own with real commits, a real server, a real Chromium; and the form as one drives it."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from re import Pattern
from threading import Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, cast

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Route, expect
from sqlalchemy.pool import QueuePool
from werkzeug.serving import WSGIRequestHandler, make_server

from intake.cli.demo import load_demo
from intake.storage.session import Storage

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log(self, *_args: object) -> None: ...


@dataclass
class Desk:
    """A served desk, and whom one can sign in as (`alice`, `bob`, `erin`)."""

    url: str
    storage: Storage
    passwords: dict[str, str] = field(default_factory=dict)
    app: Flask | None = None


def at_once(app: "WSGIApplication") -> "WSGIApplication":
    """Whole answers, with their files closed: this server forgets to close them for a browser that has gone."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        parts = app(environ, start_response)
        try:
            return list(parts)
        finally:
            if close := getattr(parts, "close", None):
                close()

    return answer


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """The address under which `app` answers while the block runs."""
    server = make_server("127.0.0.1", port, at_once(app), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        # Its threads are not waited for: whatever one of them still answers holds a connection that nobody would close.
        pool, ends = cast(QueuePool, app.extensions["intake"].storage.engine.pool), monotonic() + 10
        while pool.checkedout() and monotonic() < ends:
            sleep(0.02)


def furnish(storage: Storage) -> dict[str, str]:
    """A fictional desk with staff, a line and a few places; the passwords by first name."""
    with storage.unit_of_work() as session:
        signs = load_demo(session, renew_passwords=True)
    return {sign.email.partition("@")[0]: sign.password for sign in signs}


def launch(playwright: Playwright) -> Browser:
    """Chromium: the one of CHROMIUM_PATH, Debian's, or Playwright's own."""
    path = os.environ.get("CHROMIUM_PATH") or ("/usr/bin/chromium" if Path("/usr/bin/chromium").exists() else None)
    return playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])


def sign_in(context: BrowserContext, desk: Desk, who: str) -> Page:
    """A page of somebody who has just signed in by the form."""
    page = context.new_page()
    page.goto(f"{desk.url}/sign-in")
    page.get_by_label("E-mail").fill(f"{who}@example.org")
    page.get_by_label("Password").fill(desk.passwords[who])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def until(page: Page, done: Callable[[], object]) -> None:
    """The page goes on until `done` tells something: what this process sees of it, a request say, comes in its own time."""
    ends = monotonic() + 60
    while not done():
        assert monotonic() < ends, "It did not happen within a minute."
        page.wait_for_timeout(20)


def intercept(page: Page, addresses: str | Pattern[str], handler: Callable[[Route], object]) -> None:
    """`page.route` on a page that is loaded: on when one of its requests has come to it. The very next could still pass by."""
    probe = "**/healthz?intercepted"
    page.route(probe, lambda route: route.fulfill(status=204))
    page.route(addresses, handler)
    until(page, lambda: page.evaluate("async () => (await fetch('/healthz?intercepted')).status") == 204)
    page.unroute(probe)


@dataclass(frozen=True)
class Form:
    """The counselor's form on a page."""

    page: Page

    @classmethod
    def begin(cls, page: Page, number: str = "561 555 0123") -> "Form":
        """Take a call at the home page."""
        page.get_by_label("Caller's number").fill(number)
        page.get_by_role("button", name="Start the call").click()
        return cls(page).ready()

    def ready(self) -> "Form":
        expect(self.page.locator("#form[data-ready]")).to_be_attached()
        return self

    def answer(self, holder: str, name: str) -> Locator:
        """`holder`: caller, subject or intake."""
        return self.page.locator(f'#form [data-holder="{holder}"] [data-field="{name}"]').first

    def cards(self, record: str) -> Locator:
        return self.page.locator(f'[data-record="{record}"][data-record-id]')

    def choose(self, place: Locator, value: str) -> None:
        """Press a segment: yes, no, ?unknown, ?declined, or a choice."""
        place.locator(f'.segment:has(input[value="{value}"])').click()

    def type(self, place: Locator, text: str) -> None:
        """Type and go on to the next field."""
        control = place.locator("input, textarea").first
        control.fill(text)
        control.press("Tab")

    def pick(self, place: Locator, value: str) -> None:
        place.locator("select").select_option(value)

    def add_substance(self, name: str) -> Locator:
        """Type a name, take the first suggestion; the new card."""
        count = self.cards("substance-use").count()
        self.page.locator("#find-substance").fill(name)
        expect(self.page.locator("#find-substance-list li").first).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(self.cards("substance-use")).to_have_count(count + 1)
        return self.cards("substance-use").nth(count)

    def add_payer(self, name: str) -> Locator:
        self.page.locator("#find-payer").fill(name)
        expect(self.page.locator("#find-payer-list li").first).to_be_visible()
        self.page.keyboard.press("Enter")
        expect(self.cards("policy")).to_have_count(1)
        return self.cards("policy").first

    def saved(self) -> None:
        """Wait until everything typed is with the desk, also what an earlier page left in this browser."""
        expect(self.page.locator("#form[data-keeps]")).to_be_attached()
        expect(self.page.locator('#saved[data-state="saved"]')).to_be_attached()
        expect(self.page.locator('.answer[data-state="saving"]')).to_have_count(0)

    def settled(self) -> None:
        """Saved, and what the page tells of the answers, findings and places, is of the last one: nothing is drawn anew."""
        self.saved()
        for part in ("#findings", "#matches"):
            expect(self.page.locator(f'{part}:not([aria-busy="true"])')).to_be_attached()

    def kept(self) -> None:
        """Wait until what this browser keeps of the page is in its store."""
        expect(self.page.locator('#form[data-keeps="true"]:not([data-keeping])')).to_be_attached()

    def findings(self, status: str = "found") -> list[str]:
        """The ids of the findings' rules, as they stand on the page from top to bottom."""
        self.settled()
        shown = self.page.locator(f'#findings .finding[data-status="{status}"]')
        told: list[str] = shown.evaluate_all("(all) => all.map((one) => one.dataset.rule)")
        return told


def take_klonopin_call(form: Form) -> None:
    """A mother calls for her grown son: Klonopin ran out three days ago, he drinks every day, past seizures not known."""
    form.type(form.answer("caller", "given_name"), "Dolores")
    number = form.cards("contact-point").first
    form.choose(number.locator('[data-field="may_call"]'), "yes")
    form.choose(number.locator('[data-field="may_leave_voicemail"]'), "no")
    form.choose(form.answer("intake", "for_whom"), "other")
    form.pick(form.answer("intake", "relation"), "mother")
    form.choose(form.answer("intake", "present_with_caller"), "yes")
    form.type(form.answer("intake", "present_location"), "At home, 12 Example Street, apartment 4")
    form.type(form.answer("subject", "given_name"), "Daniel")
    form.choose(form.answer("subject", "is_adult"), "yes")
    form.type(form.answer("subject", "postal_code"), "33401")
    form.page.get_by_role("button", name="Asked: none of these").click()
    klonopin = form.add_substance("klonapin")
    for name, text in (
        ("amount_per_day", "2"),
        ("days_per_week", "7"),
        ("months_of_use", "2 years"),
        ("last_used_at", "3 days ago"),
    ):
        form.type(klonopin.locator(f'[data-field="{name}"]'), text)
    form.type(klonopin.locator('[data-field="prescriber_count"]'), "2")
    for name in ("stopped_abruptly", "prescribed", "several_prescribers", "runs_out_early"):
        form.choose(klonopin.locator(f'[data-field="{name}"]'), "yes")
    alcohol = form.add_substance("vodka")
    form.type(alcohol.locator('[data-field="days_per_week"]'), "7")
    form.choose(form.answer("intake", "past_withdrawal_seizure"), "?unknown")
    form.choose(form.answer("intake", "suicidal_thoughts"), "no")
    form.choose(form.answer("intake", "safe_place_tonight"), "yes")
    policy = form.add_payer("florida blue")
    form.pick(policy.locator('[data-field="plan_type"]'), "ppo")
    form.settled()
