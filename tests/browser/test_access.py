"""For everybody: axe finds nothing on the main pages in light and dark, and the form is worked by keyboard alone."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from intake.web.assets import own_version
from tests.browser.stage import Desk, Form, sign_in, take_klonopin_call

pytestmark = pytest.mark.browser
RULES: dict[str, Any] = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
AXE = Axe().axe_script
# Only what is wrong comes back: a page has thousands of things that are right.
FAULTS = """async ([rules, without]) => {
  const all = await axe.run({ exclude: without ? [without] : [] }, { ...rules, resultTypes: ["violations"] });
  const told = ({ id, nodes }) => nodes.slice(0, 3).map((node) => `${id}: ${node.target} ${node.failureSummary}`);
  return all.violations.flatMap(told);
}"""


def problems(page: Page, rules: dict[str, Any] = RULES, *, without: str = "") -> list[str]:
    """What axe finds on the page, but for what the selector `without` names."""
    page.wait_for_load_state()
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(FAULTS, [rules, without])
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, desk: Desk, scheme: str) -> None:
    with chromium.new_context(color_scheme=scheme, viewport={"width": 1366, "height": 768}) as context:  # type: ignore[arg-type]
        page = sign_in(context, desk, "alice")
        found = {"home": problems(page)}
        form = Form.begin(page)
        found["empty form"] = problems(page)
        take_klonopin_call(form)
        form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
        expect(page.locator("#alarm")).to_have_attribute("data-severity", "emergency")
        expect(page.locator("#matches .place").first).to_be_visible()
        found["form"] = problems(page)
        page.get_by_role("button", name="Keys").click()
        expect(page.locator("#keys")).to_be_visible()
        found["keys"] = problems(page)
        page.keyboard.press("Escape")
        page.locator("#task-kind").select_option("call_back")
        page.get_by_role("button", name="Add follow-up").click()
        page.locator("#tasks [data-task] a").click()
        page.wait_for_url("**/desk/tasks/*")
        found["task"] = problems(page)
        for name, path in (("people", "/desk/people"), ("tasks", "/desk/tasks")):
            page.goto(desk.url + path)
            found[name] = problems(page)
        page.goto(desk.url + "/desk/people")
        page.get_by_label("or telephone number").fill("561 555 0123")
        page.get_by_role("button", name="Search").click()
        expect(page.get_by_role("link", name="Back to the lists")).to_be_visible()
        page.locator("main .list-row").first.click()
        page.wait_for_url("**/people/*")
        found["person"] = problems(page)
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_the_form_is_worked_by_keyboard_alone(alice: Page) -> None:
    form, keys = Form.begin(alice), alice.keyboard
    keys.press("Alt+1")
    expect(form.answer("caller", "preferred_name").locator("input")).to_be_focused()
    keys.type("Dolores")
    keys.press("Alt+2")
    keys.press("ArrowRight")
    expect(form.answer("intake", "for_whom").locator("input:checked")).to_have_value("other")
    keys.press("Alt+s")
    keys.type("klonapin")
    expect(alice.locator("#find-substance-list li").first).to_contain_text("Clonazepam")
    keys.press("Enter")
    expect(form.cards("substance-use")).to_have_count(1)
    expect(form.cards("substance-use").locator('[data-field="amount_per_day"] input')).to_be_focused()
    keys.type("2")
    keys.press("Alt+4")
    thoughts = form.answer("intake", "suicidal_thoughts")
    keys.press("n")
    expect(thoughts.locator("input:checked")).to_have_value("no")
    keys.press("u")
    expect(thoughts.locator("input:checked")).to_have_value("?unknown")
    keys.press("Backspace")
    expect(thoughts.locator("input:checked")).to_have_count(0)
    keys.press("n")
    keys.press("u")
    form.answer("caller", "preferred_name").locator("input").focus()
    keys.press("Alt+z")
    expect(alice.locator("#toasts")).to_contain_text("Taken back: Thoughts of ending their life")
    expect(thoughts.locator("input:checked")).to_have_value("no")
    form.answer("subject", "age_years").locator("input").focus()
    keys.press("Alt+d")
    expect(form.answer("subject", "age_years").get_by_role("button", name="Declined")).to_have_attribute("aria-pressed", "true")
    keys.press("Alt+4")
    keys.press("?")
    expect(alice.locator("#keys")).to_be_visible()
    keys.press("Escape")
    keys.press("Alt+a")
    expect(alice.locator(".answer.is-wanted")).to_have_count(1)
    form.saved()


@pytest.mark.parametrize("width", [1366, 1024, 683, 342])
def test_nothing_needs_sideways_scrolling(chromium: Browser, desk: Desk, width: int) -> None:
    """1366 pixels at 100, 200 and 400 percent."""
    with chromium.new_context(viewport={"width": width, "height": 768}) as context:
        page = sign_in(context, desk, "alice")
        assert overflow(page) <= 0
        Form.begin(page)
        assert overflow(page) <= 0


def overflow(page: Page) -> int:
    page.wait_for_load_state()
    return int(page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", ["/desk", "/desk/people", "/desk/tasks", "/places", "/sessions"])
def test_every_page_of_a_counselor_reads_in_forced_colors_and_at_a_third_of_the_width(
    chromium: Browser, desk: Desk, path: str
) -> None:
    size: ViewportSize = {"width": 342, "height": 768}
    with chromium.new_context(forced_colors="active", reduced_motion="reduce", viewport=size) as context:
        page = sign_in(context, desk, "alice")
        page.goto(desk.url + path)
        assert (overflow(page), problems(page)) == (0, [])


MOVING = """() => [...document.querySelectorAll("*")].filter((one) => {
  const { transitionDuration, animationDuration } = getComputedStyle(one);
  return `${transitionDuration},${animationDuration}`.split(",").some((told) => parseFloat(told) > 0.01);
}).map((one) => one.outerHTML.slice(0, 80)).slice(0, 5)"""
SMALL = """() => [...document.querySelectorAll(
    "button, select, input:not([type=radio], [type=checkbox]), .segment, .chip, summary, nav a")]
  .filter((one) => one.checkVisibility() && !one.matches(".visually-hidden, .skip-link"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)"""


# Of what a selector names, what is smaller than so many pixels either way.
UNDER = """([selector, least]) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility())
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)"""
# What lies over an edge of the button of an answer.
COVERED = """() => [...document.querySelectorAll(".missing button")].filter((one) => one.checkVisibility()).flatMap((one) => {
  one.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, right, top, bottom } = one.getBoundingClientRect();
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const over = [[x, top + 2], [x, bottom - 2], [left + 2, y]].map((point) => document.elementFromPoint(...point));
  return over.filter((other) => other !== one).map((other) => [one.closest(".answer").dataset.field, other?.className]);
})"""


def test_nothing_moves_by_itself_for_who_asks_for_that(chromium: Browser, desk: Desk) -> None:
    with chromium.new_context(reduced_motion="reduce") as context:
        page = sign_in(context, desk, "alice")
        Form.begin(page)
        assert page.evaluate(MOVING) == []


def test_a_finger_on_a_tablet_meets_what_it_aims_at(chromium: Browser, desk: Desk) -> None:
    """Targets of 24 by 24 pixels at least (WCAG 2.2, 2.5.8), on the form with all its small buttons."""
    with chromium.new_context(viewport={"width": 1024, "height": 768}, has_touch=True) as context:
        page = sign_in(context, desk, "alice")
        form = Form.begin(page)
        form.add_substance("klonopin")
        form.settled()
        assert page.evaluate(SMALL) == []
        # What is pressed all day long: as large as a finger.
        assert page.evaluate(UNDER, [".missing button, .segment, .chip, .rail a", 44]) == []


def test_the_smallest_buttons_are_large_enough_for_a_mouse_and_nothing_lies_over_them(alice: Page) -> None:
    form = Form.begin(alice)
    form.add_substance("klonopin")
    assert alice.evaluate(UNDER, [".missing button", 28]) == []
    assert alice.evaluate(COVERED) == []


@pytest.mark.parametrize("width", [1366, 1024, 820])
def test_no_section_is_cut_off_in_the_row_that_leads_to_them(alice: Page, width: int) -> None:
    alice.set_viewport_size({"width": width, "height": 768})
    Form.begin(alice)
    assert alice.locator(".rail ol").evaluate("(row) => row.scrollWidth - row.clientWidth") == 0
    # On an upright tablet the bar on top gives way to "Emergency".
    if width > 820:
        assert alice.locator(".topbar-nav").evaluate("(row) => row.scrollWidth - row.clientWidth") == 0


@pytest.mark.parametrize("width", [1366, 1024])
def test_a_message_has_a_row_of_its_own_and_nothing_moves_for_it(alice: Page, width: int) -> None:
    alice.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const one of list.getEntries()) window.moved += one.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    alice.set_viewport_size({"width": width, "height": 768})
    form = Form.begin(alice)
    form.settled()
    foot = alice.locator(".foot")
    before, moved = foot.bounding_box(), alice.evaluate("window.moved")
    assert before is not None and before["y"] + before["height"] == 768
    alice.evaluate(
        """async (module) => {
          const { toast } = await import(module);
          toast("Something long enough to stand over the middle of the form, so that it covers what is there.");
          toast("Another thing that is told a moment later, and is just as long as the first one that was told.");
          toast("Clonazepam was removed.", async () => {});
        }""",
        f"/static/{own_version()}/js/desk/toast.js",
    )
    for line in alice.locator(".toast-line").all():
        box = line.bounding_box()
        assert box is not None and box["y"] >= before["y"] and box["y"] + box["height"] <= 768
        assert line.evaluate("(one) => one.scrollHeight <= one.clientHeight + 1 && one.scrollWidth <= one.clientWidth + 1")
    assert foot.bounding_box() == before
    assert alice.evaluate("window.moved") == moved
    # As each comes and goes, at its own time, the others stay where they are.
    alice.evaluate("document.querySelector('#toasts').replaceChildren()")
    module = f"/static/{own_version()}/js/desk/toast.js"
    for text, has_undo in (("Clonazepam was removed.", True), ("One thing.", False), ("Another thing, told later.", False)):
        stood = places_of_messages(alice)
        alice.wait_for_timeout(700)
        alice.evaluate(TELL, [module, text, has_undo])
        assert stood.items() <= places_of_messages(alice).items()
    stood = places_of_messages(alice)
    expect(alice.get_by_text("One thing.")).to_be_hidden(timeout=6_000)
    del stood["One thing."]
    assert places_of_messages(alice) == stood
    alice.evaluate("document.querySelector('#toasts').replaceChildren()")
    for text, has_undo in (("Clonazepam was removed.", True), ("One thing.", False)):
        alice.evaluate(TELL, [module, text, has_undo])
    stood = places_of_messages(alice)
    alice.locator("#toasts").get_by_role("button", name="Undo").click()
    assert places_of_messages(alice) == {"One thing.": stood["One thing."]}
    # Whatever one goes to by keyboard stands above the row.
    form.answer("caller", "given_name").locator("input").focus()
    above = """() => {
      const [one, foot] = [document.activeElement, document.querySelector(".foot")];
      return one.getBoundingClientRect().bottom <= foot.getBoundingClientRect().top;
    }"""
    for _ in range(30):
        alice.keyboard.press("Tab")
        assert alice.evaluate(above)


TELL = """async ([module, text, hasUndo]) => {
  const { toast } = await import(module);
  toast(text, hasUndo ? async () => {} : undefined);
}"""


def places_of_messages(page: Page) -> dict[str, Any]:
    """Where each message that is in sight stands, by its words."""
    lines = page.locator(".toast-line").filter(visible=True).all()
    return {line.locator("span").inner_text(): line.bounding_box() for line in lines}


def test_on_a_narrow_screen_a_message_at_the_foot_gives_way(alice: Page) -> None:
    alice.set_viewport_size({"width": 820, "height": 700})
    form = Form.begin(alice)
    age = form.answer("subject", "age_years").locator("input")
    age.focus()
    # The field stands where the message will.
    alice.evaluate("() => window.scrollBy(0, document.activeElement.getBoundingClientRect().bottom - window.innerHeight + 30)")
    alice.keyboard.type("41")
    form.saved()
    alice.evaluate(
        """async (module) => {
          const { toast } = await import(module);
          toast("Something long enough to stand over the middle of the form, so that it covers what is there.");
        }""",
        f"/static/{own_version()}/js/desk/toast.js",
    )
    foot = alice.locator("#toasts")
    field, over = age.bounding_box(), foot.bounding_box()
    assert field
    assert over
    if (
        field["y"] + field["height"] > over["y"]
        and field["x"] < over["x"] + over["width"]
        and over["x"] < field["x"] + field["width"]
    ):
        expect(foot).to_have_class("toasts gives-way")
    # A click goes through it, to what it covers.
    covered = alice.evaluate(
        "({ x, y }) => !document.elementFromPoint(x, y).closest('#toasts')",
        {"x": over["x"] + over["width"] / 2, "y": over["y"] + over["height"] / 2},
    )
    assert covered
    alice.mouse.move(over["x"] + 20, over["y"] + over["height"] / 2)
    expect(foot).to_have_class("toasts gives-way")
    alice.mouse.move(5, 300)


BACKGROUND = "(one) => getComputedStyle(one).backgroundColor"


def test_what_is_chosen_shows_in_colors_of_the_readers_own(chromium: Browser, desk: Desk) -> None:
    size: ViewportSize = {"width": 1366, "height": 768}
    with chromium.new_context(forced_colors="active", reduced_motion="reduce", viewport=size) as context:
        form = Form.begin(sign_in(context, desk, "alice"))
        answer = form.answer("intake", "pregnant")
        form.choose(answer, "no")
        chosen, other = (answer.locator(f'input[value="{value}"] + span').evaluate(BACKGROUND) for value in ("no", "yes"))
        assert chosen != other
        here, there = (form.page.locator(f".rail li:nth-child({at}) a").evaluate(BACKGROUND) for at in (4, 1))
        assert here != there


def test_on_an_upright_tablet_the_banner_and_the_sections_stay_in_sight(chromium: Browser, desk: Desk) -> None:
    with chromium.new_context(viewport={"width": 768, "height": 1024}, has_touch=True) as context:
        page = sign_in(context, desk, "alice")
        Form.begin(page)
        page.locator("#section-needs").scroll_into_view_if_needed()
        for place in ("#banner-who", "#banner-reach", "#alarm", '.rail a[data-section="caller"]'):
            expect(page.locator(place)).to_be_in_viewport()
        page.locator('.rail a[data-section="insurance"]').click()
        expect(page.locator("#section-insurance-title")).to_be_in_viewport()
        uncovered = """(one) => {
          const { x, y } = one.getBoundingClientRect();
          return one.contains(document.elementFromPoint(x + 4, y + 8));
        }"""
        page.wait_for_function(uncovered, arg=page.locator("#section-insurance-title").element_handle())


def test_who_comes_back_to_a_form_with_an_error_stands_in_the_field(chromium: Browser, desk: Desk) -> None:
    with chromium.new_context() as context:
        page = sign_in(context, desk, "alice")
        page.get_by_label("Caller's number").fill("12")
        page.get_by_role("button", name="Start the call").click()
        expect(page.get_by_label("Caller's number")).to_be_focused()
        expect(page).to_have_title(re.compile("^Error: "))
