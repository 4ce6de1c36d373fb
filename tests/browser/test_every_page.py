"""Every page of the desk, as each role that may open it: axe finds nothing, and at 200 and 400 percent nothing lies aside."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.stage import Desk, Form, sign_in, take_klonopin_call
from tests.browser.test_access import overflow, problems
from tests.browser.walk import Addresses, addresses, pages_of

pytestmark = pytest.mark.browser
WHOLE: ViewportSize = {"width": 1366, "height": 768}
# Of what a page looks like in the dark, only its colors are new.
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
ROLES = {"alice": "counselor", "bob": "supervisor", "erin": "administrator"}


@pytest.fixture(scope="module")
def told(chromium: Browser, desk: Desk) -> Iterator[Addresses]:
    """What the desk holds once a whole call was taken: somebody, an intake, a task, a place, an account."""
    with chromium.new_context(viewport={"width": 1366, "height": 768}) as context:
        page = sign_in(context, desk, "alice")
        form = Form.begin(page, "561 555 0166")
        take_klonopin_call(form)
        page.locator("#task-kind").select_option("call_back")
        page.get_by_role("button", name="Add follow-up").click()
        page.locator("#tasks [data-task] a").wait_for()
        yield addresses(desk)


@pytest.mark.parametrize("who", ROLES)
def test_every_page_reads_for_everybody(chromium: Browser, desk: Desk, told: Addresses, who: str) -> None:
    """1366 pixels at 200 and at 400 percent are 683 and 342."""
    found = {}
    with chromium.new_context(viewport=WHOLE, reduced_motion="reduce") as context:
        page = sign_in(context, desk, who)
        for path in pages_of(desk, ROLES[who], told):
            page.emulate_media(color_scheme="light")
            page.set_viewport_size(WHOLE)
            answer = page.goto(desk.url + path)
            lines = problems(page) if answer and answer.ok else ["answers with an error"]
            page.emulate_media(color_scheme="dark")
            lines += [f"dark: {line}" for line in problems(page, DARK)]
            for width in (683, 342):
                page.set_viewport_size({"width": width, "height": 400})
                lines += [f"{width}: {line}" for line in (page.evaluate(ASIDE) if overflow(page) > 0 else [])]
            found[path] = lines
    assert len(found) > 8
    assert {path: lines for path, lines in found.items() if lines} == {}


ASIDE = """() => [...document.querySelectorAll("main *, header *")]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 4)"""
