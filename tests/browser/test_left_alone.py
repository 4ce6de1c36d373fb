"""A screen left alone: when its session has ended a page covers itself; what was typed is there after a new sign-in."""

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from time import monotonic

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Locator, Page, Route, expect
from sqlalchemy import text

from intake.accounts.service import sessions
from tests.browser.stage import Desk, Form, intercept, sign_in, until
from tests.browser.test_access import problems
from tests.browser.test_keeping import cut_off

pytestmark = pytest.mark.browser
# What a page asks by itself each twenty seconds.
COUNT = "() => { htmx.ajax('GET', '/alerts/count', {target: '.topbar-badge'}) }"
# Long enough for a slow machine to show a page and sign somebody in.
IDLE = timedelta(seconds=15)


@pytest.fixture
def short(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A desk that lets nobody be idle for longer than some seconds."""
    assert desk.app
    monkeypatch.setattr(sessions, "SEEN_STEP", timedelta(0))
    staff = partial(sessions.authenticate_staff, idle=IDLE)
    monkeypatch.setitem(desk.app.extensions["intake"].authenticators, "staff", staff)
    yield


def idle(desk: Desk, who: str) -> None:
    """Nobody was there for longer than a session lasts."""
    with desk.storage.unit_of_work() as session:
        long_ago = (
            "update sign_in_session set last_seen_at = now() - interval '1 day'"
            " where account_id = (select id from account where email like :who)"
        )
        session.execute(text(long_ago), {"who": f"{who}@%"})


def veil(page: Page) -> Locator:
    return page.get_by_role("alertdialog", name="Signed out for safety")


def go_on(page: Page, password: str) -> None:
    page.get_by_role("button", name="Sign in here").click()
    dialog = page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in and go on").click()


def test_a_page_left_alone_shows_nobody_and_goes_on_after_a_new_sign_in(short: None, context: BrowserContext, desk: Desk) -> None:
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    name = page.locator("#content h1").inner_text()
    expect(veil(page)).to_be_visible()
    assert page.title() == "Signed out for safety"
    assert page.locator("main, header").count() == 0
    assert problems(page) == []
    # By keyboard: it has the focus, Escape does not take it away, and there is no way past it.
    expect(page.get_by_role("button", name="Sign in here")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Escape")
    expect(veil(page)).to_be_visible()
    go_on(page, desk.passwords["bob"])
    expect(page.locator("#content h1")).to_have_text(name)
    expect(veil(page)).to_have_count(0)


def test_what_is_done_in_another_window_counts(short: None, context: BrowserContext, desk: Desk) -> None:
    """The open page asks once, and its question keeps nothing awake."""
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/sign-in/left") else None)
    other, began = context.new_page(), monotonic()
    while monotonic() - began < 1.5 * IDLE.total_seconds():
        other.goto(f"{desk.url}/desk/tasks")
        other.wait_for_timeout(2000)
    assert not veil(page).is_visible()
    # Hardly more often than a session lasts, however long this takes here.
    assert 1 <= len(asked) <= 2 + (monotonic() - began) / (IDLE.total_seconds() / 2)
    expect(veil(page)).to_be_visible()
    expect(veil(other)).to_be_visible()
    go_on(other, desk.passwords["bob"])
    expect(other.locator("#content h1")).to_be_visible()
    page.bring_to_front()
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#content h1")).to_be_visible()


def test_the_form_is_covered_and_keeps_what_was_typed(context: BrowserContext, desk: Desk, provoked: list[str]) -> None:
    provoked += ["Failed to load resource"]
    page = sign_in(context, desk, "alice")
    page.clock.install()
    form = Form.begin(page)
    name = form.answer("caller", "given_name")
    expect(page.locator('#form[data-keeps="true"]')).to_be_attached()
    cut_off(page)
    name.locator("input").press_sequentially("Dolores")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    idle(desk, "alice")
    page.clock.fast_forward("40:00")
    expect(veil(page)).to_be_visible()
    expect(name.locator("input")).to_be_hidden()
    assert "IN-" not in page.title()
    assert problems(page, without="[data-veiled] body > :not([data-over-all])") == []
    page.unroute_all()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Sign in again")
    expect(dialog.get_by_label("Password")).to_be_focused()
    page.keyboard.type(desk.passwords["alice"])
    page.keyboard.press("Enter")
    expect(veil(page)).to_have_count(0)
    expect(name.locator("input")).to_have_value("Dolores")
    page.clock.run_for(6000)
    form.saved()
    page.reload()
    expect(form.ready().answer("caller", "given_name").locator("input")).to_have_value("Dolores")


@pytest.mark.parametrize(("field", "typed"), [("note-text", ""), ("note-text", "half a note"), ("task-note", "half a promise")])
def test_a_form_says_that_something_is_kept_only_where_something_is(
    context: BrowserContext, desk: Desk, provoked: list[str], field: str, typed: str
) -> None:
    provoked += ["Failed to load resource"]
    page = sign_in(context, desk, "alice")
    page.clock.install()
    form = Form.begin(page)
    form.choose(form.answer("intake", "for_whom"), "self")
    form.saved()
    page.locator(f"#{field}").fill(typed)
    idle(desk, "alice")
    page.clock.fast_forward("40:00")
    words = veil(page).locator("#veil-words")
    expect(words).to_contain_text("What was typed is kept" if typed else "Nobody was here for a while. Sign in to go on.")
    page.get_by_role("button", name="Sign in here").click()
    said = page.get_by_role("dialog", name="Sign in again").locator("p").first
    expect(said).to_have_text("With your own password, as before." + (" What you typed is saved right after." if typed else ""))


def test_nobody_is_covered_in_the_middle_of_a_word(context: BrowserContext, desk: Desk, provoked: list[str]) -> None:
    provoked += ["401"]
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    page.locator("main input[type=text], main input[type=search], main input:not([type])").first.press_sequentially("half a name")
    idle(desk, "bob")
    with page.expect_response("**/sign-in/left"):
        page.evaluate(COUNT)
    page.wait_for_timeout(300)
    assert not veil(page).is_visible()
    expect(page.locator("#content h1")).to_be_visible()


def test_what_an_open_page_asks_tells_it_that_its_session_has_ended(
    context: BrowserContext, desk: Desk, provoked: list[str]
) -> None:
    provoked += ["401"]
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    idle(desk, "bob")
    page.evaluate(COUNT)
    expect(veil(page)).to_be_visible()
    assert page.locator("main").count() == 0


def test_somebody_else_at_the_same_browser_does_not_see_the_page(short: None, context: BrowserContext, desk: Desk) -> None:
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    expect(veil(page)).to_be_visible()
    sign_in(context, desk, "alice")
    page.bring_to_front()
    with page.expect_response("**/sign-in/left"):
        page.evaluate("() => window.dispatchEvent(new Event('focus'))")
    page.wait_for_timeout(300)
    expect(veil(page)).to_be_visible()


def test_a_page_of_who_signed_out_is_covered_though_its_time_is_not_over(context: BrowserContext, desk: Desk) -> None:
    page = sign_in(context, desk, "bob")
    page.goto(f"{desk.url}/desk/people")
    other = context.new_page()
    other.goto(f"{desk.url}/desk")
    other.locator(".topbar-account summary").click()
    other.get_by_role("button", name="Sign out").click()
    expect(veil(page)).to_be_visible()
    expect(page.get_by_role("heading", name="People")).to_have_count(0)


def test_who_signs_in_next_sees_nothing_though_somebody_typed_just_now(
    context: BrowserContext, desk: Desk, provoked: list[str]
) -> None:
    provoked += ["401", "403"]
    form = Form.begin(sign_in(context, desk, "bob"))
    other = context.new_page()
    other.goto(f"{desk.url}/desk")
    other.locator(".topbar-account summary").click()
    form.page.locator("#note-text").fill("half a word")
    other.get_by_role("button", name="Sign out").click()
    other.get_by_label("E-mail").wait_for()
    # In the middle of a word nobody is covered.
    expect(veil(form.page)).to_have_count(0)
    sign_in(context, desk, "alice")
    expect(veil(form.page)).to_be_visible()
    expect(form.page.locator("#form")).not_to_be_visible()


@pytest.mark.parametrize("asks", ["a page", "the form"])
def test_an_answer_heard_after_a_sleep_tells_of_before(context: BrowserContext, desk: Desk, asks: str) -> None:
    """The computer was closed between what a page asked and its answer, and stood there for an hour."""
    page = sign_in(context, desk, "bob")
    page.clock.install()
    held: list[tuple[Route, APIResponse]] = []
    form = Form.begin(page)
    intercept(page, re.compile("/alerts/count|/api/v1/intakes/"), lambda route: held.append((route, route.fetch())))
    if asks == "the form":
        form.choose(form.answer("intake", "for_whom"), "self")
    else:
        page.evaluate(COUNT)
    until(page, lambda: held)
    idle(desk, "bob")
    page.clock.set_system_time(page.evaluate("() => Date.now() + 3_600_000"))
    assert not veil(page).is_visible()
    for route, answer in held:
        assert int(answer.headers["session-seconds"]) > 0
        route.fulfill(response=answer)
    expect(veil(page)).to_be_visible()


def test_under_the_veil_no_key_reaches_the_form(context: BrowserContext, desk: Desk, provoked: list[str]) -> None:
    provoked += ["401"]
    page = sign_in(context, desk, "alice")
    page.clock.install()
    form = Form.begin(page)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.saved()
    idle(desk, "alice")
    page.clock.fast_forward("40:00")
    expect(veil(page)).to_be_visible()
    page.keyboard.press("Alt+z")
    page.keyboard.press("?")
    assert page.locator("dialog[open]").count() == 1
    go_on(page, desk.passwords["alice"])
    expect(veil(page)).to_have_count(0)
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
