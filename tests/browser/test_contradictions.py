"""Two answers that cannot both be so are told beside one of them, and gone once they fit."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.stage import Form

pytestmark = pytest.mark.browser


@pytest.fixture
def form(alice: Page) -> Form:
    form = Form.begin(alice)
    form.choose(form.answer("intake", "for_whom"), "other")
    form.saved()
    return form


def test_an_age_that_does_not_fit(form: Form) -> None:
    age, adult = form.answer("subject", "age_years"), form.answer("subject", "is_adult")
    form.type(age, "twelve")
    expect(age.locator("input")).to_have_value("12")
    form.choose(adult, "yes")
    expect(adult.locator(".answer-note")).to_have_text("Does not fit the age: ask again.")
    born = form.answer("subject", "birth_date").locator("input")
    born.fill("1985-02-03")
    born.press("Tab")
    expect(age.locator(".answer-note")).to_have_text("Does not fit the birth date: ask.")
    # Of a grown-up born in 1985 the second is so.
    expect(adult.locator(".answer-note")).to_be_empty()
    form.saved()
    form.page.reload()
    expect(form.ready().answer("subject", "age_years").locator(".answer-note")).to_have_text("Does not fit the birth date: ask.")
    form.type(form.answer("subject", "age_years"), "")
    expect(form.answer("subject", "age_years").locator(".answer-note")).to_be_empty()


def test_a_state_that_is_not_that_of_the_zip_code(form: Form) -> None:
    state = form.answer("subject", "state")
    form.type(form.answer("subject", "postal_code"), "33401")
    form.pick(state, "CA")
    expect(state.locator(".answer-note")).to_have_text("The ZIP code is in FL: ask again.")
    form.pick(state, "FL")
    expect(state.locator(".answer-note")).to_be_empty()


def test_days_are_said_in_words(form: Form) -> None:
    card = form.add_substance("klonopin")
    for name, said, number in (
        ("days_per_week", "every day", "7"),
        ("days_used_in_30", "daily", "30"),
        ("prescriber_count", "two", "2"),
    ):
        form.type(card.locator(f'[data-field="{name}"]'), said)
        expect(card.locator(f'[data-field="{name}"] input')).to_have_value(number)
    form.type(card.locator('[data-field="prescriber_count"]'), "every day")
    expect(card.locator('[data-field="prescriber_count"]')).to_contain_text("Type a whole number.")
