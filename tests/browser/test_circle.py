"""Who stands around the person in need is said in the form while the call goes on; a number is made sure of."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.stage import Desk, Form, intercept, until

pytestmark = pytest.mark.browser


def test_a_sponsor_is_added_in_the_form_and_may_be_told_nothing(alice: Page, desk: Desk) -> None:
    form = Form.begin(alice, "561 555 0191")
    form.choose(form.answer("intake", "for_whom"), "other")
    form.saved()
    alice.get_by_text("People around them: a parent").click()
    around = alice.locator("#circle")
    around.get_by_label("What they are to the person").select_option("sponsor")
    around.get_by_label("First name").fill("Zenaida")
    around.get_by_label("may we call them").select_option("yes")
    around.get_by_role("button", name="Add them").click()
    expect(around.get_by_role("link", name="Zenaida")).to_be_visible()
    expect(around).to_contain_text("Nothing: no consent.")
    expect(form.answer("intake", "for_whom").locator("input:checked")).to_have_value("other")
    around.get_by_role("button", name="No longer around them").click()
    expect(around).to_contain_text("Nobody yet.")


def test_somebody_else_is_in_need_after_all_and_the_sponsor_is_theirs(alice: Page, desk: Desk) -> None:
    form = Form.begin(alice, "561 555 0193")
    form.choose(form.answer("intake", "for_whom"), "self")
    form.settled()
    panel, around = alice.get_by_text("People around them: a parent"), alice.locator("#circle")
    panel.click()
    around.get_by_label("First name").fill("Zenaida")
    with alice.expect_response("**/circle"):
        form.choose(form.answer("intake", "for_whom"), "other")
    form.settled()
    # It tells of the person in need, and what was being typed stands there still.
    expect(around.get_by_label("First name")).to_have_value("Zenaida")
    around.get_by_label("What they are to the person").select_option("sponsor")
    around.get_by_label("may we call them").select_option("yes")
    around.get_by_role("button", name="Add them").click()
    expect(around.get_by_role("link", name="Zenaida")).to_be_visible()
    told = alice.evaluate(CIRCLES)
    assert told == {"caller": [], "subject": ["Zenaida"]}


CIRCLES = """async () => {
  const read = async (path) => (await fetch(`/api/v1/${path}`)).json();
  const { caller, subject } = await read(location.pathname.slice("/desk/".length));
  const names = ({ items }) => items.map((one) => one.other.name);
  const around = async ({ id }) => names(await read(`people/${id}/circle`));
  return { caller: await around(caller), subject: await around(subject) };
}"""


@pytest.mark.parametrize(("title", "label"), [("People around them: a parent", "First name"), ("Earlier treatment:", "Where")])
def test_folding_loses_nothing_and_what_could_not_be_read_is_read_when_it_is_unfolded_again(
    alice: Page, provoked: list[str], title: str, label: str
) -> None:
    provoked.append("Failed to load resource")
    provoked.append("htmx")
    form = Form.begin(alice, "561 555 0194")
    asked = list[str]()

    def cut_once(route: Route) -> None:
        asked.append(route.request.url)
        route.abort("connectionrefused") if len(asked) == 1 else route.continue_()

    intercept(alice, re.compile("/(circle|treatments)$"), cut_once)
    panel = alice.locator("details.group", has_text=title)
    fold = panel.locator("summary").first
    fold.click()
    until(alice, lambda: asked)
    expect(panel.get_by_role("alert")).to_contain_text("Could not be read just now.")
    fold.click()
    expect(panel).not_to_have_attribute("open", "")
    fold.click()
    expect(panel.get_by_role("alert")).to_have_count(0)
    field = panel.get_by_label(label, exact=True)
    field.fill("Zenaida")
    fold.click()
    expect(field).to_be_hidden()
    fold.click()
    expect(field).to_be_visible()
    form.settled()
    expect(field).to_have_value("Zenaida")
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("title", "label", "send"),
    [("People around them: a parent", "First name", "Add them"), ("Earlier treatment:", "Where", "Add a treatment")],
)
def test_what_the_desk_does_not_answer_is_told_beside_it_and_stays(
    alice: Page, provoked: list[str], title: str, label: str, send: str
) -> None:
    provoked += ["Failed to load resource", "htmx", "Response Status"]
    Form.begin(alice, "561 555 0194")
    panel = alice.locator("details.group", has_text=title)
    panel.locator("summary").first.click()
    panel.get_by_label(label, exact=True).fill("Ottoline")
    if label == "First name":
        panel.get_by_label("What they are to the person").select_option("sponsor")
    failing = iter([lambda route: route.abort("connectionrefused"), lambda route: route.fulfill(status=503)])
    intercept(alice, re.compile("/(circle|treatments)$"), lambda route: next(failing, Route.continue_)(route))
    for _ in range(2):
        panel.get_by_role("button", name=send).click()
        expect(panel.get_by_role("alert")).to_contain_text("may not be saved. What you typed is still here: try again.")
    expect(panel.get_by_label(label, exact=True)).to_have_value("Ottoline")
    panel.get_by_role("button", name=send).click()
    expect(panel.get_by_label(label, exact=True)).to_have_value("")
    expect(panel).to_contain_text("Ottoline")
    expect(panel.get_by_role("alert")).to_have_count(0)


def test_a_number_is_confirmed_in_the_form(alice: Page, desk: Desk) -> None:
    form = Form.begin(alice, "561 555 0192")
    card = form.cards("contact-point").first
    card.get_by_role("button", name="Still right").click()
    expect(card.locator("[data-aside]")).to_contain_text("Confirmed")
