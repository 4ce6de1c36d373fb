"""What must not be cut off or covered while somebody types: where the person is, each section, the questions themselves."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stage import Desk, Form, sign_in, take_klonopin_call

pytestmark = pytest.mark.browser

SAID_OF_THE_NUMBER = {
    "may_call": "yes", "may_leave_voicemail": "no", "may_text": "yes", "may_say_who_we_are": "no", "shared_line": "yes",
}  # fmt: skip
RULES = ["call: yes", "message: no", "text: yes", "who we are: no", "shared line", "9 AM–5:30 PM", "ask for Ann", "mind the note"]
CUT = "(one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight + 1"
OVER_THE_FORM = """(one) => {
  const [box, form] = [one, document.querySelector(".sections")].map((each) => each.getBoundingClientRect());
  return box.right > form.left && box.left < form.right;
}"""


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768), (768, 1024)])
def test_where_somebody_is_can_be_read_to_the_end(chromium: Browser, desk: Desk, width: int, height: int) -> None:
    with chromium.new_context(viewport={"width": width, "height": height}) as context:
        form = Form.begin(sign_in(context, desk, "alice"))
        form.type(form.answer("intake", "present_location"), "At home, 12 Example Street, apartment 4")
        form.choose(form.answer("intake", "present_with_caller"), "yes")
        where = form.page.locator("#banner-where")
        expect(where).to_have_text("At home, 12 Example Street, apartment 4")
        expect(form.page.locator("#banner-with")).to_have_text("· with the caller")
        assert where.evaluate(CUT) is False
        form.saved()


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1024, 768), (768, 1024)])
def test_every_rule_of_the_number_and_the_age_stay_in_sight(chromium: Browser, desk: Desk, width: int, height: int) -> None:
    with chromium.new_context(viewport={"width": width, "height": height}) as context:
        form = Form.begin(sign_in(context, desk, "alice"))
        number = form.cards("contact-point").first
        for name, answer in SAID_OF_THE_NUMBER.items():
            form.choose(number.locator(f'[data-field="{name}"]'), answer)
        number.locator('[data-field="safe_from"] input').fill("09:00")
        number.locator('[data-field="safe_until"] input').fill("17:30")
        form.type(number.locator('[data-field="ask_for"]'), "Ann")
        form.type(number.locator('[data-field="note"]'), "Never on weekends")
        form.choose(form.answer("intake", "for_whom"), "other")
        form.type(form.answer("subject", "given_name"), "Maximiliana Alexandrina Theodora")
        form.type(form.answer("subject", "age_years"), "34")
        form.choose(form.answer("subject", "age_is_estimate"), "yes")
        form.saved()
        rules = form.page.locator(".banner-rules .tag")
        expect(rules).to_have_text(RULES)
        for rule in rules.all():
            expect(rule).to_be_in_viewport(ratio=1)
        expect(form.page.locator("#banner-who")).to_contain_text("about 34 years")
        for place in ("#banner-who", ".banner-rules"):
            assert form.page.locator(place).evaluate(CUT) is False


def test_as_many_findings_are_counted_beside_as_in_the_banner(alice: Page) -> None:
    form = Form.begin(alice)
    take_klonopin_call(form)
    form.settled()
    counted = alice.locator("#alarm-counts").evaluate(
        "(all) => [...all.children].reduce((sum, one) => sum + parseInt(one.textContent), 0)"
    )
    expect(alice.locator("#findings-count")).to_have_text(str(counted))
    expect(alice.locator('#findings [data-status="found"]')).to_have_count(counted)


def test_who_may_be_known_stands_beside_the_form_and_not_over_it(alice: Page) -> None:
    Form.begin(alice)
    box = alice.locator("#duplicates-caller")
    box.evaluate("(one) => { one.hidden = false; one.textContent = 'Perhaps known already. '.repeat(12); }")
    expect(box).to_be_in_viewport(ratio=1)
    assert box.evaluate(OVER_THE_FORM) is False


def test_every_section_can_be_reached_on_an_upright_tablet(chromium: Browser, desk: Desk) -> None:
    with chromium.new_context(viewport={"width": 768, "height": 1024}, has_touch=True) as context:
        page = sign_in(context, desk, "alice")
        Form.begin(page)
        for link in page.locator(".rail a").all():
            expect(link).to_be_in_viewport(ratio=1)


def test_what_the_hand_goes_to_is_in_sight_at_once(alice: Page) -> None:
    """The framework's style lets a page glide there over half a second, while one already types."""
    form = Form.begin(alice)
    form.settled()
    for control in (alice.locator("#find-substance"), form.answer("caller", "given_name").locator("input")):
        expect(control).to_be_attached()
        expect(control).not_to_be_in_viewport()
        top: float = control.evaluate("(one) => { one.focus(); return one.getBoundingClientRect().top; }")
        assert 0 < top < 768
