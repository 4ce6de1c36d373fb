"""At 400 percent a page is 342 pixels wide: the bar holds all of itself, no label is cut, and nothing lies aside."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from sqlalchemy import select

from intake.accounts.models import Account
from intake.foundation.actor import Actor, Role
from tests.browser.stage import Desk, Form, sign_in, take_klonopin_call
from tests.browser.test_access import overflow
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import BORN, a_disclosure, a_notice, a_signed_consent, an_accounting_request

pytestmark = pytest.mark.browser
NARROW: ViewportSize = {"width": 342, "height": 768}
# Of the bar, what lies aside or is covered.
OUT = """() => [...document.querySelectorAll(".topbar :is(a, button, summary)")].filter((one) => {
  if (!one.checkVisibility()) return false;
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  return left < 0 || right > innerWidth || !one.contains(there);
}).map((one) => one.outerHTML.slice(0, 90))"""
CUT = """() => [...document.querySelectorAll(".answer-label")]
  .filter((one) => one.checkVisibility() && getComputedStyle(one).display !== "inline" && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent)"""


@pytest.mark.parametrize("who", ["alice", "bob", "erin"])
@pytest.mark.parametrize("language", ["en-US", "es-US"])
def test_the_bar_holds_all_of_itself_and_its_menu_opens_whole(chromium: Browser, desk: Desk, who: str, language: str) -> None:
    with chromium.new_context(viewport=NARROW, locale=language) as context:
        page = context.new_page()
        page.goto(f"{desk.url}/sign-in")
        page.locator("[name=email]").fill(f"{who}@example.org")
        page.locator("[name=password]").fill(desk.passwords[who])
        page.locator("main button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/sign-in" not in url)
        assert (overflow(page), page.evaluate(OUT)) == (0, [])
        page.locator(".topbar-account summary").click()
        items = page.locator(".menu-items :is(a, button)")
        expect(items.last).to_be_visible()
        assert [whole(item) for item in items.all()] == [True] * items.count()


def whole(item: Locator) -> bool:
    """Is it in the window, with nothing over it?"""
    return bool(
        item.evaluate(
            """(one) => {
              const { left, right, top, bottom } = one.getBoundingClientRect();
              return left >= 0 && right <= innerWidth && bottom <= innerHeight
                && one.contains(document.elementFromPoint((left + right) / 2, (top + bottom) / 2));
            }"""
        )
    )


@pytest.mark.parametrize("height", [768, 192])
def test_the_bar_of_the_form_has_the_emergency_whatever_is_told_beside_it(alice: Page, height: int) -> None:
    alice.set_viewport_size({"width": 342, "height": height})
    Form.begin(alice)
    for state, words in (
        ("saved", "Saved 12:59 PM"),
        ("failed", "Not saved: will retry"),
        ("failed", "No guardado: se reintentará"),
    ):
        alice.evaluate(
            """([state, words]) => {
              document.getElementById("saved").dataset.state = state;
              document.querySelector("#saved [data-words]").textContent = words;
            }""",
            [state, words],
        )
        assert (words, overflow(alice), alice.evaluate(OUT)) == (words, 0, [])
        assert alice.locator("#saved").evaluate("(one) => one.getBoundingClientRect().height") <= 48
        assert whole(alice.locator(".callbar [data-emergency-path]"))


def test_a_whole_call_reads_without_going_aside(alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    expect(alice.locator("#alarm")).to_have_attribute("data-severity", "emergency")
    form.settled()
    alice.set_viewport_size(NARROW)
    for summary in alice.locator("details.group > summary").all():
        summary.click()
    expect(alice.locator("#treatments form")).to_be_visible()
    expect(alice.locator("#circle form")).to_be_visible()
    assert (overflow(alice), alice.evaluate(CUT)) == (0, [])
    assert alice.locator("#banner-reach").evaluate("(one) => one.scrollWidth <= one.clientWidth")


def test_who_is_signed_out_reads_it_whole_and_reaches_both_ways_back(chromium: Browser, desk: Desk) -> None:
    with chromium.new_context(viewport=NARROW) as context:
        page = sign_in(context, desk, "alice")
        form = Form.begin(page)
        page.evaluate(
            """() => fetch("/api/v1/sessions/current", {
              method: "DELETE", headers: { "X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content } })"""
        )
        form.type(form.answer("caller", "given_name"), "Dolores")
        line = page.locator(".toast-line")
        expect(line.get_by_role("button")).to_be_visible()
        words, *ways = line.locator("> *").all()
        assert [whole(way) for way in ways] == [True, True]
        # A click goes through the words, so that nothing is covered by them.
        box = words.bounding_box()
        assert box and box["x"] >= 0 and 200 < box["width"] < 342 and box["height"] < 60


def test_what_a_person_agreed_to_and_asked_for_wraps(chromium: Browser, desk: Desk) -> None:
    with desk.storage.unit_of_work() as session:
        owner = session.scalars(select(Account).where(Account.email == "alice@example.org")).one()
        alice = Member(Actor(role=Role.COUNSELOR, id=owner.id, name=owner.name, team_id=owner.team_id), FlaskClient(desk.app), "")
        rosa = a_person(session, "Rosa", "Marin", birth_date=BORN)
        a_signed_consent(session, alice, rosa)
        a_disclosure(session, alice, rosa)
        a_notice(session, alice, rosa)
        an_accounting_request(session, alice, rosa)
        address = f"{desk.url}/people/{rosa.id}"
    with chromium.new_context(viewport=NARROW) as context:
        page = sign_in(context, desk, "alice")
        for name in ("consents", "disclosures"):
            page.goto(f"{address}/{name}")
            assert (name, overflow(page)) == (name, 0)


RING = "(one) => getComputedStyle(one).boxShadow.startsWith(getComputedStyle(one).borderTopColor)"


def test_a_refused_field_stays_red_under_the_hand(chromium: Browser, desk: Desk) -> None:
    with chromium.new_context(reduced_motion="reduce") as context:
        page = sign_in(context, desk, "alice")
        number = page.get_by_label("Caller's number")
        number.fill("12")
        page.get_by_role("button", name="Start the call").click()
        expect(number).to_be_focused()
        expect(number).to_have_attribute("aria-invalid", "true")
        assert number.evaluate(RING)


def test_what_is_ticked_shows_with_the_focus_in_the_dark_and_in_colors_of_the_readers_own(chromium: Browser, desk: Desk) -> None:
    with chromium.new_context(color_scheme="dark", reduced_motion="reduce") as context:
        page = sign_in(context, desk, "alice")
        page.goto(f"{desk.url}/places")
        box = page.get_by_role("checkbox").first
        box.focus()
        page.keyboard.press("Space")
        told = "(one) => [getComputedStyle(one).outlineStyle, getComputedStyle(one).backgroundImage.includes('06232b')]"
        assert box.evaluate(told) == ["solid", True]
        page.emulate_media(forced_colors="active")
        assert box.evaluate("(one) => getComputedStyle(one).appearance") == "auto"
