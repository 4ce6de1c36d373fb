"""One key from anywhere to anywhere: pages, sections, own work, people, intakes. Asks nothing before, leaves nothing behind."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect
from sqlalchemy import select

from intake.audit.models import AuditEntry
from intake.foundation.clock import now
from intake.intakes.models import Intake
from tests.browser.stage import Desk, Form, intercept, sign_in
from tests.browser.test_access import problems
from tests.factories.intakes import klonopin_call

pytestmark = pytest.mark.browser


def opened(page: Page) -> Page:
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Go to")).to_be_visible()
    expect(page.locator("#go-to-list [role=option]").first).to_be_visible()
    return page


def marked(page: Page, words: str | re.Pattern[str]) -> None:
    option = page.locator('#go-to-list [role=option][aria-selected="true"]')
    expect(option).to_contain_text(words)
    expect(page.locator("#go-to-text")).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "none")


def test_by_the_key_to_a_page_and_back_to_where_one_was(alice: Page) -> None:
    alice.wait_for_load_state("networkidle")
    asked: list[str] = []
    alice.on("request", lambda request: asked.append(request.url))
    alice.get_by_label("Caller's number").focus()
    assert asked == []
    opened(alice)
    alice.keyboard.press("Escape")
    expect(alice.get_by_role("dialog")).to_have_count(0)
    expect(alice.get_by_label("Caller's number")).to_be_focused()
    assert [url for url in asked if not url.endswith("/api/v1/work")] == []
    opened(alice)
    alice.keyboard.type("draf")
    marked(alice, "Drafts")
    alice.keyboard.press("Enter")
    alice.wait_for_url("**/desk/drafts")
    alice.get_by_role("button", name="Go to").click()
    expect(alice.locator("#go-to-text")).to_be_focused()


def test_beside_what_one_has_open_by_key_and_by_mouse(alice: Page) -> None:
    here, option = alice.url, alice.locator("#go-to-list [role=option]").first
    for take in (lambda: alice.keyboard.press("Control+Enter"), lambda: option.click(modifiers=["Control"])):
        opened(alice)
        alice.keyboard.type("draf")
        marked(alice, "Drafts")
        with alice.context.expect_page() as beside:
            take()
        beside.value.wait_for_url("**/desk/drafts")
        beside.value.close()
        expect(alice.get_by_role("dialog")).to_have_count(0)
        assert alice.url == here


def test_what_a_role_may_not_see_is_not_offered(context: BrowserContext, desk: Desk) -> None:
    page = sign_in(context, desk, "erin")
    page.wait_for_load_state("networkidle")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    opened(page)
    offered = page.locator("#go-to-list [role=option]").all_inner_texts()
    assert "Settings" in offered and "Drafts" not in offered and "People" not in offered
    page.keyboard.type("Rosa Marin")
    page.wait_for_timeout(600)
    assert asked == []


def test_to_a_section_of_the_form_by_keyboard_with_what_was_typed_kept(alice: Page) -> None:
    form = Form.begin(alice)
    form.answer("caller", "given_name").locator("input").fill("Dolo")
    opened(alice)
    alice.keyboard.type("insur")
    marked(alice, "Insurance")
    alice.keyboard.press("Enter")
    expect(alice.locator("#section-insurance :focus")).to_be_attached()
    form.saved()
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Dolo")


def test_to_a_draft_a_person_and_a_spoken_reference(alice: Page, desk: Desk) -> None:
    form = Form.begin(alice, "561 555 0177")
    form.choose(form.answer("intake", "for_whom"), "self")
    form.type(form.answer("caller", "given_name"), "Ottoline")
    form.type(form.answer("caller", "family_name"), "Quist")
    form.saved()
    intake = alice.url
    alice.goto(f"{desk.url}/desk/tasks")
    opened(alice)
    expect(alice.get_by_role("group", name="My drafts").get_by_role("option", name="Ottoline").first).to_be_visible()
    alice.keyboard.type("ottol")
    marked(alice, "Ottoline")
    alice.keyboard.press("Enter")
    alice.wait_for_url(intake)
    reference = alice.locator(".callbar-ref").inner_text()
    alice.goto(f"{desk.url}/desk/tasks")
    opened(alice)
    alice.keyboard.type(reference.lower().replace("-", " "))
    # As a draft of one's own, and as what the reference leads to.
    for group in ("My drafts", "Intakes"):
        expect(alice.get_by_role("group", name=group).get_by_role("option")).to_have_count(1)
    alice.keyboard.press("Enter")
    alice.wait_for_url(intake)
    alice.goto(f"{desk.url}/desk/tasks")
    opened(alice)
    alice.keyboard.type("561 555 01")
    expect(alice.get_by_role("status").last).to_have_text(re.compile("whole number"))
    alice.keyboard.type("77")
    found = alice.get_by_role("group", name="People").get_by_role("option")
    expect(found).to_contain_text(["Ottoline"])
    marked(alice, "Ottoline")
    alice.keyboard.press("Enter")
    alice.wait_for_url("**/desk/people/*")
    with desk.storage.unit_of_work() as session:
        subject = str(session.scalars(select(Intake.subject_id).where(Intake.id == intake[-36:])).one())
        trail = select(AuditEntry).where(AuditEntry.action == "callers.search_people").order_by(AuditEntry.id.desc())
        entry = session.scalars(trail).first()
        assert entry is not None
        assert (entry.detail["by"], entry.detail["people"]) == ("phone", [subject])


def test_when_a_task_is_due_is_told_with_the_zone_in_which_it_was_promised(alice: Page, desk: Desk) -> None:
    token = alice.locator('meta[name="csrf-token"]').get_attribute("content") or ""
    account = alice.locator('meta[name="session"]').get_attribute("data-account")
    due_at = (now() + timedelta(minutes=5)).isoformat()
    promise = {"kind": "call_back", "assignee_id": account, "due_at": due_at, "time_zone": "America/Los_Angeles"}
    # Other tests leave tasks of Alice's as well: this one is of somebody else and due first.
    sent = klonopin_call(follow_up=promise)
    sent["caller"]["given_name"] = "Pacifica"
    made = alice.request.post(f"{desk.url}/api/v1/intakes", data=sent, headers={"X-CSRF-Token": token})
    assert made.status == 201, made.text()
    opened(alice)
    due = alice.get_by_role("group", name="My tasks").get_by_role("option").filter(has_text="Call back: Pacifica")
    expect(due).to_contain_text(re.compile(r"\d:\d\d\s[AP]M P[SD]T"))


def test_nothing_of_a_person_stays_in_the_page_the_browser_or_an_address(alice: Page, desk: Desk) -> None:
    # A page that names nobody by itself.
    alice.goto(f"{desk.url}/substances")
    asked: list[str] = []
    alice.on("request", lambda request: asked.append(request.url))
    opened(alice)
    alice.keyboard.type("Dolores Example")
    expect(alice.locator(".go-to-said")).not_to_contain_text("Looking")
    alice.keyboard.press("Control+k")
    expect(alice.get_by_role("dialog")).to_have_count(0)
    kept = "() => JSON.stringify([document.documentElement.outerHTML, {...localStorage}, {...sessionStorage}, location.href])"
    assert "dolores" not in str(alice.evaluate(kept)).lower()
    assert [url for url in asked if "olores" in url] == []


def test_without_the_desk_it_still_leads_to_pages_and_says_what_is_not_there(alice: Page, provoked: list[str]) -> None:
    provoked.append("net::ERR_FAILED")

    def fail(route: Route) -> None:
        route.abort()

    intercept(alice, "**/api/v1/**", fail)
    opened(alice)
    expect(alice.locator(".go-to-said")).to_contain_text("Your drafts and tasks cannot be shown: No connection")
    alice.keyboard.type("Dolores")
    expect(alice.locator(".go-to-said")).to_contain_text("The search did not work: No connection")
    alice.keyboard.press("Control+a")
    alice.keyboard.type("tasks")
    marked(alice, "Tasks")
    alice.unroute("**/api/v1/**")
    alice.keyboard.press("Enter")
    alice.wait_for_url("**/desk/tasks")


def test_what_comes_late_neither_moves_the_mark_nor_covers_a_question(alice: Page) -> None:
    held: list[Route] = []
    intercept(alice, "**/api/v1/work", lambda route: held.append(route))
    opened(alice)
    alice.keyboard.press("ArrowDown")
    alice.keyboard.press("ArrowDown")
    chosen = alice.locator('#go-to-list [aria-selected="true"]').inner_text()
    held[0].continue_()
    expect(alice.locator(".go-to-said")).to_have_text("")
    alice.wait_for_timeout(200)
    marked(alice, chosen)
    alice.keyboard.press("Escape")
    alice.evaluate("() => { const one = document.createElement('dialog'); document.body.append(one); one.showModal(); }")
    alice.keyboard.press("Control+k")
    alice.wait_for_timeout(200)
    expect(alice.locator("dialog.go-to")).to_have_count(0)


@pytest.mark.parametrize("look", ["light", "dark", "tablet", "zoom", "spanish"])
def test_in_every_light_size_and_language(context: BrowserContext, desk: Desk, look: str) -> None:
    page = sign_in(context, desk, "alice")
    if look == "spanish":
        page.locator(".topbar-account summary").click()
        page.get_by_role("button", name="Español").click()
        page.locator("#number").fill("561 555 0133")
        page.locator("#number").press("Enter")
        expect(page.locator("html[lang=es] #form[data-ready]")).to_be_attached()
    else:
        Form.begin(page)
    sizes = {"tablet": (1024, 768), "zoom": (341, 192)}
    if look in sizes:
        page.set_viewport_size({"width": sizes[look][0], "height": sizes[look][1]})
    if look == "dark":
        page.emulate_media(color_scheme="dark")
    expect(page.locator("[data-go-to]")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.locator("#go-to-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    box = page.locator("dialog.go-to").bounding_box()
    assert box is not None
    size = page.viewport_size
    assert size is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] + box["height"] <= size["height"] + 1
    assert problems(page) == []
    if look == "spanish":
        expect(page.get_by_role("dialog", name="Ir a")).to_be_visible()
