"""What was begun beside the answers and not sent outlives the window, choices included, and is gone once it is sent."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.stage import Form
from tests.browser.test_keeping import nothing_waits

pytestmark = pytest.mark.browser

PANELS = {"circle-add": "People around them", "treatment-add": "Earlier treatment"}
# What is typed, what is chosen beside it, and the button that sends it.
FORMS = {
    "new-task": ("task-note", "She is home after six", "task-kind", "Add follow-up"),
    "hand-over": ("hand-note", "She waits for us", "receiver", "Hand over"),
    "circle-add": ("circle-given", "Dolores", "circle-relation", "Add them"),
    "treatment-add": ("treatment-where", "Harbor House", "treatment-kind", "Add a treatment"),
}


@pytest.fixture
def form(alice: Page) -> Form:
    return Form.begin(alice)


def unfold(page: Page, form: str) -> None:
    if form in PANELS:
        page.locator("summary", has_text=PANELS[form]).click()


@pytest.mark.parametrize("name", FORMS)
def test_what_was_begun_is_there_again_and_goes_once_it_is_sent(form: Form, context: BrowserContext, name: str) -> None:
    field, words, choice, send = FORMS[name]
    expect(form.page.locator('#form[data-keeps="true"]')).to_be_attached()
    unfold(form.page, name)
    form.page.locator(f"#{choice}").select_option(index=1)
    chosen = form.page.locator(f"#{choice}").input_value()
    form.page.locator(f"#{field}").fill(words)
    form.kept()
    address = form.page.url
    form.page.close()
    page = context.new_page()
    page.goto(address)
    # In sight, also where it was folded.
    expect(page.locator(f"#{field}")).to_be_visible()
    expect(page.locator(f"#{field}")).to_have_value(words)
    expect(page.locator(f"#{choice}")).to_have_value(chosen)
    Form(page).kept()
    page.locator(f"#{name}").get_by_role("button", name=send).click()
    if name == "hand-over":
        page.wait_for_url("**/desk")
    else:
        expect(page.locator(f"#{field}")).to_have_value("")
        Form(page).kept()
    nothing_waits(page)


def test_a_choice_alone_is_nothing_begun(form: Form) -> None:
    expect(form.page.locator('#form[data-keeps="true"]')).to_be_attached()
    form.page.locator("#task-kind").select_option(index=1)
    form.page.locator("#task-note").fill("x")
    form.page.locator("#task-note").fill("")
    form.kept()
    nothing_waits(form.page)
