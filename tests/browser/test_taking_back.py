"""What was done in one go is taken back in one go, and nothing in between stands there that nobody said."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.stage import Form, intercept, until

pytestmark = pytest.mark.browser

STATE = "async () => (await (await fetch(`/api/v1${location.pathname.slice(5)}`)).json())"


@pytest.fixture
def form(alice: Page) -> Form:
    return Form.begin(alice)


def state(form: Form) -> dict[str, Any]:
    form.saved()
    told: dict[str, Any] = form.page.evaluate(STATE)
    return told


def take_back(form: Form, label: str) -> None:
    form.page.keyboard.press("Alt+z")
    expect(form.page.locator("#toasts")).to_contain_text(label)


def test_none_of_these_leaves_what_is_on_its_way_to_the_desk(form: Form, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    form.page.context.set_offline(True)
    form.choose(form.answer("intake", "slow_or_no_breathing"), "yes")
    form.page.get_by_role("button", name="Asked: none of these").click()
    expect(form.answer("intake", "blue_lips").locator('input[value="no"]')).to_be_checked()
    expect(form.answer("intake", "slow_or_no_breathing").locator('input[value="yes"]')).to_be_checked()
    form.page.context.set_offline(False)
    assert (state(form)["situation"]["slow_or_no_breathing"], state(form)["situation"]["blue_lips"]) == (True, False)


def test_none_of_these_by_a_slip_of_the_hand_is_one_press_from_not_asked(form: Form) -> None:
    breathes = form.answer("intake", "slow_or_no_breathing")
    form.choose(breathes, "?unknown")
    form.page.get_by_role("button", name="Asked: none of these").click()
    assert [name for name, answer in state(form)["situation"].items() if answer is False] != []
    take_back(form, "Taken back: 12 answers")
    told = state(form)["situation"]
    assert [name for name, answer in told.items() if answer is False] == []
    # What was answered before is none of it.
    assert told["slow_or_no_breathing"] == {"missing": "unknown"}
    take_back(form, "Taken back: Breathes slowly, or not at all")


def test_a_dose_is_taken_back_with_its_unit(form: Form) -> None:
    card = form.add_substance("xanax")
    amount, unit = card.locator('[data-field="amount_per_day"]'), card.locator('[data-field="amount_unit"] select')
    form.type(amount, "4 mg")
    form.saved()
    form.type(amount, "2 bars")
    form.saved()
    take_back(form, "Taken back: In a day, Unit")
    # Never "4 bars".
    expect(amount.locator("input")).to_have_value("4")
    expect(unit).to_have_value("mg")
    (use,) = state(form)["substances"]
    assert (float(use["amount_per_day"]), use["amount_unit"]) == (4, "mg")


def test_a_dose_typed_with_pauses_is_one_step(form: Form) -> None:
    card = form.add_substance("xanax")
    control = card.locator('[data-field="amount_per_day"] input')
    control.focus()
    form.page.keyboard.type("2")
    form.saved()
    form.page.keyboard.type(" bars")
    expect(card.locator('[data-field="amount_unit"] select')).to_have_value("bars")
    take_back(form, "Taken back: In a day, Unit")
    (use,) = state(form)["substances"]
    assert (use["amount_per_day"], use["amount_unit"]) == ({"missing": "not_asked"}, "mg")
    expect(control).to_be_focused()


def test_a_card_that_could_not_be_put_back_is_put_back_once_the_desk_answers(form: Form, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    card = form.add_substance("klonopin")
    form.type(card.locator('[data-field="amount_per_day"]'), "2 mg")
    form.saved()
    card.locator("[data-remove]").click()
    expect(form.cards("substance-use")).to_have_count(0)
    form.page.context.set_offline(True)
    take_back(form, "Not put back")
    form.page.context.set_offline(False)
    form.page.keyboard.press("Alt+z")
    expect(form.cards("substance-use").locator('[data-field="amount_per_day"] input')).to_have_value("2")
    (use,) = state(form)["substances"]
    assert float(use["amount_per_day"]) == 2


def test_a_substance_that_was_added_by_a_slip_of_the_hand_is_taken_back(form: Form) -> None:
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.add_substance("klonopin")
    form.add_substance("vodka")
    take_back(form, "was removed")
    expect(form.cards("substance-use")).to_have_count(1)
    take_back(form, "was removed")
    expect(form.cards("substance-use")).to_have_count(0)
    take_back(form, "Taken back: First name")
    assert (state(form)["substances"], state(form)["caller"]["given_name"]) == ([], {"missing": "not_asked"})


@pytest.mark.parametrize("width", [1366, 800])
def test_what_can_be_pressed_stays_where_it_is_while_more_is_told(form: Form, width: int) -> None:
    form.page.set_viewport_size({"width": width, "height": 768})
    form.add_substance("klonapin")
    form.saved()
    # Opens a second message of its own, a moment later: what is no longer found.
    form.cards("substance-use").first.get_by_role("button", name="Remove").click()
    undo = form.page.locator("#toasts").get_by_role("button", name="Undo")
    before = undo.bounding_box()
    expect(form.page.locator("#toasts")).to_contain_text("No longer found")
    assert undo.bounding_box() == before


def test_a_moment_taken_back_or_touched_is_the_moment_that_stood(form: Form) -> None:
    card = form.add_substance("klonapin")
    place = card.locator('[data-field="last_used_at"]')
    form.type(place, "40 hours ago")
    stood = state(form)["substances"][0]["last_used_at"]
    form.page.reload()
    form.ready()
    expect(place.locator("input")).to_have_value(re.compile(", 2 days ago$"))
    form.type(place, "3 hours ago")
    assert state(form)["substances"][0]["last_used_at"] != stood
    take_back(form, "Taken back: Last taken")
    assert state(form)["substances"][0]["last_used_at"] == stood
    place.locator("input").press("End")
    form.page.keyboard.type("x")
    form.page.keyboard.press("Backspace")
    form.page.keyboard.press("Tab")
    assert state(form)["substances"][0]["last_used_at"] == stood


def test_a_card_is_not_taken_off_before_its_last_answer_is_saved(form: Form) -> None:
    card = form.add_substance("klonopin")
    form.saved()
    held: list[Route] = []
    intercept(form.page, "**/answers/**", lambda route: held.append(route) if not held else route.continue_())
    card.locator('[data-field="days_per_week"] input').fill("6")
    card.locator("[data-remove]").click()
    until(form.page, lambda: held)
    # Pressed again meanwhile it is taken off once.
    card.locator("[data-remove]").click()
    form.page.wait_for_timeout(500)
    held[0].continue_()
    expect(form.cards("substance-use")).to_have_count(0)
    take_back(form, "")
    expect(form.cards("substance-use").locator('[data-field="days_per_week"] input')).to_have_value("6")
    (use,) = state(form)["substances"]
    assert use["days_per_week"] == 6


def test_what_could_not_be_saved_of_a_card_comes_back_with_it(form: Form, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    card = form.add_substance("klonopin")
    form.saved()
    intercept(form.page, "**/answers/**", lambda route: route.abort("connectionrefused"))
    form.type(card.locator('[data-field="days_per_week"]'), "6")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    card.locator("[data-remove]").click()
    expect(form.cards("substance-use")).to_have_count(0)
    form.saved()
    form.page.unroute("**/answers/**")
    form.page.keyboard.press("Alt+z")
    expect(form.cards("substance-use").locator('[data-field="days_per_week"] input')).to_have_value("6")
    (use,) = state(form)["substances"]
    assert use["days_per_week"] == 6


def test_what_was_told_on_a_card_before_the_desk_knew_it_is_taken_back_and_the_card_stays(form: Form) -> None:
    held: list[Route] = []
    intercept(
        form.page, "**/substances", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    card = form.add_substance("klonopin")
    until(form.page, lambda: held)
    form.type(card.locator('[data-field="days_per_week"]'), "6")
    held[0].continue_()
    form.saved()
    take_back(form, "Taken back: Days a week")
    (use,) = state(form)["substances"]
    assert use["days_per_week"] == {"missing": "not_asked"}


def test_what_was_told_of_somebody_not_known_yet_is_taken_back_before_that_there_is_somebody(form: Form) -> None:
    form.choose(form.answer("intake", "for_whom"), "self")
    form.type(form.answer("subject", "age_years"), "61")
    form.settled()
    held: list[Route] = []
    intercept(form.page, "**/answers/intake/**", lambda route: held.append(route) if not held else route.continue_())
    form.choose(form.answer("intake", "for_whom"), "other")
    until(form.page, lambda: held)
    age = form.answer("subject", "age_years")
    form.type(age, "24")
    take_back(form, "Taken back: Age")
    expect(age.locator("input")).to_have_value("")
    held[0].continue_()
    told = state(form)
    assert (told["situation"]["for_whom"], told["subject"]["age_years"]) == ("other", {"missing": "not_asked"})
    assert told["caller"]["age_years"] == 61


def test_what_is_being_typed_is_taken_back_first(form: Form) -> None:
    breathes = form.answer("intake", "slow_or_no_breathing")
    form.choose(breathes, "yes")
    name = form.answer("caller", "given_name").locator("input")
    # Both at once: the hand does not rest in between.
    name.evaluate("""(input) => {
      input.focus();
      input.value = "abc";
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new KeyboardEvent("keydown", { code: "KeyZ", key: "z", altKey: true, bubbles: true }));
    }""")
    expect(form.page.locator("#toasts")).to_contain_text("Taken back: First name")
    expect(name).to_have_value("")
    told = state(form)
    assert (told["situation"]["slow_or_no_breathing"], told["caller"]["given_name"]) == (True, {"missing": "not_asked"})
