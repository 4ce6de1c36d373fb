"""A list is sent from the form by keyboard, the worker hands it over, and it is read where it arrives."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from intake.web.assets import own_version
from tests.browser.stage import Desk, Form, sign_in
from tests.browser.test_access import problems
from tests.conftest import RING, ROOT
from tests.messages.post import PASSWORD, SENDER, USER, PostOffice, post_office

pytestmark = pytest.mark.browser


@pytest.fixture
def office(desk: Desk, tmp_path: Path) -> Iterator[PostOffice]:
    """A mail server that the desk knows, and a worker that hands letters to it."""
    assert desk.app is not None
    runtime: Any = desk.app.extensions["intake"]
    before = runtime.config
    with post_office(tmp_path) as opened:
        assert opened.mail is not None
        runtime.config = replace(before, mail=opened.mail)
        told = {
            "INTAKE_ENV": "test",
            "DATABASE_URL": before.database_url,
            "INTAKE_KEYS": RING.dump(),
            "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
            "INTAKE_MAIL_SERVER": f"localhost:{opened.mail.port}",
            "INTAKE_MAIL_USER": USER,
            "INTAKE_MAIL_PASSWORD": PASSWORD,
            "INTAKE_MAIL_SENDER": SENDER,
            "INTAKE_MAIL_NAME": "Example Helpline",
            "INTAKE_MAIL_CA_FILE": str(opened.mail.authorities),
        }
        with (tmp_path / "worker.log").open("wb") as log:
            worker = subprocess.Popen([sys.executable, "-m", "intake.worker"], cwd=ROOT, env={**os.environ, **told}, stdout=log)
            yield opened
            worker.terminate()
            worker.wait(120)
        runtime.config = before


def _call_with_places(page: Page) -> Form:
    form = Form.begin(page)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "other")
    form.choose(form.answer("subject", "is_adult"), "yes")
    form.type(form.answer("subject", "postal_code"), "33401")
    form.settled()
    page.locator("#find-place").fill("e")
    return form


def _mark(page: Page, count: int) -> None:
    boxes = page.locator("#matches [data-mark]")
    expect(boxes.nth(count - 1)).to_be_visible()
    for number in range(count):
        boxes.nth(number).check()


def test_a_list_is_read_sent_and_arrives(desk: Desk, alice: Page, office: PostOffice) -> None:
    form = _call_with_places(alice)
    _mark(alice, 2)
    button, dialog = alice.locator("#send-places"), alice.locator("#sending")
    button.click()
    expect(dialog).to_contain_text("No e-mail address is recorded.")
    alice.keyboard.press("Escape")
    alice.locator("#new-number").fill("dolores@example.org")
    alice.keyboard.press("Enter")
    card = form.cards("contact-point").last
    expect(card).to_contain_text("dolores@example.org")
    expect(card.locator('[data-field="may_call"]')).to_be_hidden()
    form.choose(card.locator('[data-field="may_email"]'), "yes")
    form.saved()
    button.click()
    expect(dialog).to_contain_text("Others may read this address.")
    expect(alice.locator("#sending-go")).to_be_disabled()
    alice.keyboard.press("Escape")
    form.choose(card.locator('[data-field="shared_line"]'), "no")
    form.saved()
    button.focus()
    alice.keyboard.press("Enter")
    letter = alice.locator(".sending-body")
    expect(letter).to_contain_text("this is the list you asked for")
    expect(alice.locator("#sending-letter")).to_contain_text("dolores@example.org")
    alice.locator("#sending-language").select_option("es")
    expect(letter).to_contain_text("esta es la lista que usted pidió")
    alice.locator("#sending-language").select_option("en")
    expect(letter).to_contain_text("this is the list you asked for")
    shown = letter.text_content() or ""
    _picture(alice, "dialog")
    assert problems(alice) == []
    expect(alice.locator("#sending-go")).to_be_enabled()
    alice.locator("#sending-go").focus()
    alice.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    # The worker starts meanwhile.
    expect(alice.locator('#sent-messages [data-state="sent"]')).to_contain_text("dolores@example.org", timeout=60_000)
    _picture(alice, "sent")
    (arrived,) = office.read()
    assert (arrived["To"], arrived["From"]) == ("dolores@example.org", SENDER)
    assert arrived.get_content().replace("\r\n", "\n").strip() == shown.strip()


def test_from_when_an_address_may_be_written_to_is_told_with_its_zone(chromium: Browser, desk: Desk, office: PostOffice) -> None:
    with chromium.new_context(timezone_id="America/Los_Angeles") as context:
        page = sign_in(context, desk, "alice")
        form = _call_with_places(page)
        _mark(page, 1)
        page.locator("#new-number").fill("dolores@example.org")
        page.keyboard.press("Enter")
        card = form.cards("contact-point").last
        expect(card).to_contain_text("dolores@example.org")
        form.choose(card.locator('[data-field="may_email"]'), "yes")
        form.choose(card.locator('[data-field="shared_line"]'), "no")
        form.saved()
        soon = datetime.now(UTC) + timedelta(days=3)
        path = f"/api/v1/intakes/{page.url.rpartition('/')[2]}/answers/contact-point/{card.get_attribute('data-record-id')}"
        page.evaluate(
            """async ([module, path, answer]) => {
              const { ask } = await import(module);
              await ask("PUT", path, { body: { answer, version: 0 } });
            }""",
            [f"/static/{own_version()}/js/api.js", f"{path}/do_not_contact_until", soon.isoformat()],
        )
        page.locator("#send-places").click()
        told = soon.astimezone(ZoneInfo("America/Los_Angeles"))
        hour = told.strftime("%I:%M %p").lstrip("0")
        expect(page.locator("#sending")).to_contain_text(re.compile(rf"Next: {told:%a, %b} {told.day}.*{hour} {told.tzname()}\."))
        expect(page.locator("#sending-go")).to_be_disabled()


def test_a_desk_without_a_mail_server_says_so(desk: Desk, alice: Page) -> None:
    _call_with_places(alice)
    _mark(alice, 1)
    alice.locator("#send-places").click()
    expect(alice.locator("#sending")).to_contain_text("This desk has no mail server yet")
    expect(alice.locator("#sending-go")).to_be_disabled()
    alice.keyboard.press("Escape")
    expect(alice.locator("#sending")).to_be_hidden()


def _picture(page: Page, name: str) -> None:
    if place := os.environ.get("PICTURES"):
        page.screenshot(path=f"{place}/{name}.png")
