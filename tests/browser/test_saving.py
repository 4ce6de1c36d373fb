"""Nothing typed is lost: another window, a desk that is away, a word that was lost on the way, a value that does not fit."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import func, select

from intake.calls.models import Call
from tests.browser.stage import Desk, Form, intercept, sign_in, until

pytestmark = pytest.mark.browser

PRESS_OFTEN = """async () => {
  for (let press = 0; press < 3; press++) {
    document.querySelector('[action="/desk/calls"] button').click();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}"""


@pytest.fixture
def form(alice: Page) -> Form:
    return Form.begin(alice)


def another_window(form: Form, context: BrowserContext) -> Form:
    page = context.new_page()
    page.goto(form.page.url)
    other = Form(page).ready()
    # What the first window types later is not taken up here, as if an earlier page had left it.
    expect(page.locator("#form[data-keeps]")).to_be_attached()
    return other


@pytest.mark.parametrize(("choice", "stands"), [("theirs", "Dolores"), ("mine", "Maria")])
def test_two_windows_show_both_answers_and_one_is_chosen(
    form: Form, context: BrowserContext, provoked: list[str], choice: str, stands: str
) -> None:
    provoked.append("409")
    other = another_window(form, context)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.saved()
    name = other.answer("caller", "given_name")
    other.type(name, "Maria")
    expect(name.locator(".conflict")).to_contain_text("Theirs: Dolores")
    expect(name.locator(".conflict")).to_contain_text("Mine: Maria")
    expect(other.page.locator("#saved")).to_contain_text("1 to look at")
    theirs, mine = (name.locator(f'[data-choice="{one}"]').bounding_box() or {} for one in ("theirs", "mine"))
    assert theirs["y"] == mine["y"] or theirs["x"] == mine["x"]
    other.page.keyboard.press("Alt+T" if choice == "theirs" else "Alt+M")
    other.saved()
    expect(name.locator("input")).to_have_value(stands)
    form.page.reload()
    expect(form.ready().answer("caller", "given_name").locator("input")).to_have_value(stands)


def test_what_is_typed_while_the_desk_is_away_goes_in_when_it_is_back(form: Form, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    away = "**/api/v1/**"
    intercept(form.page, away, lambda route: route.abort("connectionrefused"))
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "other")
    expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    expect(form.answer("caller", "given_name")).to_contain_text("Not saved yet: trying again.")
    form.type(form.answer("caller", "family_name"), "Example")
    form.page.unroute(away)
    form.saved()
    form.page.reload()
    form.ready()
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Dolores")
    expect(form.answer("caller", "family_name").locator("input")).to_have_value("Example")
    expect(form.answer("intake", "for_whom").locator("input:checked")).to_have_value("other")


def test_what_is_typed_after_the_session_ended_goes_in_after_a_new_sign_in(
    form: Form, context: BrowserContext, desk: Desk, provoked: list[str]
) -> None:
    provoked.extend(["401", "403"])
    context.clear_cookies()
    form.type(form.answer("caller", "given_name"), "Dolores")
    expect(form.page.locator("#toasts")).to_contain_text("You are signed out. What you typed is still here.")
    sign_in(context, desk, "alice")
    form.saved()
    expect(form.page.locator("#toasts")).not_to_contain_text("signed out")
    form.page.reload()
    expect(form.ready().answer("caller", "given_name").locator("input")).to_have_value("Dolores")


def test_one_signs_in_again_in_place_and_what_was_typed_goes_in(form: Form, desk: Desk, provoked: list[str]) -> None:
    provoked.extend(["401", "403", "422"])
    form.page.evaluate(
        """() => fetch("/api/v1/sessions/current", {
            method: "DELETE", headers: {"X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content}})"""
    )
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.page.get_by_role("button", name="Sign in here").click()
    dialog = form.page.get_by_role("dialog", name="Sign in again")
    dialog.get_by_label("Password").fill("not hers, not hers")
    dialog.get_by_role("button", name="Sign in and go on").click()
    expect(dialog).to_contain_text("The e-mail or the password is not right.")
    dialog.get_by_label("Password").fill(desk.passwords["alice"])
    dialog.get_by_role("button", name="Sign in and go on").click()
    expect(dialog).to_have_count(0)
    form.saved()
    expect(form.page.locator("#toasts")).not_to_contain_text("signed out")
    form.page.reload()
    expect(form.ready().answer("caller", "given_name").locator("input")).to_have_value("Dolores")


def test_places_stay_while_one_is_signed_out_and_follow_the_answers_after(form: Form, desk: Desk, provoked: list[str]) -> None:
    provoked.extend(["401", "403"])
    page = form.page
    form.choose(form.answer("intake", "for_whom"), "other")
    form.choose(form.answer("subject", "is_adult"), "yes")
    form.type(form.answer("subject", "postal_code"), "33401")
    expect(page.locator("#matches h3").first).to_contain_text("that fit")
    page.evaluate(
        """() => fetch("/api/v1/sessions/current", {
            method: "DELETE", headers: {"X-CSRF-Token": document.querySelector('meta[name="csrf-token"]').content}})"""
    )
    with page.expect_response(lambda answer: answer.url.endswith("/matches") and answer.status == 401):
        page.get_by_role("button", name="Look again").click()
    expect(page.locator("#matches h3").first).to_contain_text("that fit")
    form.type(form.answer("caller", "given_name"), "Dolores")
    with page.expect_response(lambda answer: answer.url.endswith("/matches") and answer.ok):
        page.get_by_role("button", name="Sign in here").click()
        page.get_by_role("dialog").get_by_label("Password").fill(desk.passwords["alice"])
        page.get_by_role("button", name="Sign in and go on").click()
    form.saved()


def test_what_is_not_understood_stays_as_it_was_typed(form: Form) -> None:
    klonopin = form.add_substance("klonapin")
    last = klonopin.locator('[data-field="last_used_at"]')
    form.type(last, "3 days ago")
    form.saved()
    form.type(last, "a while back, sort of")
    expect(last.locator(".answer-note")).to_contain_text("Say when")
    # A card that is added brings every answer anew.
    form.add_substance("vodka")
    form.saved()
    expect(last.locator("input")).to_have_value("a while back, sort of")
    form.type(last, "2 days ago")
    expect(last.locator(".answer-note")).not_to_contain_text("Say when")
    form.saved()


def test_an_answer_whose_receipt_was_lost_is_not_taken_for_somebody_elses(form: Form, provoked: list[str]) -> None:
    provoked.extend(["Failed to load resource", "409"])
    lost: list[str] = []

    def lose_the_first_receipt(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort("connectionreset")

    intercept(form.page, "**/answers/**", lose_the_first_receipt)
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.saved()
    assert lost
    expect(form.page.locator(".conflict")).to_have_count(0)


def test_typing_on_while_an_answer_is_saved_keeps_the_last_word(form: Form) -> None:
    held: list[Route] = []
    intercept(form.page, "**/answers/**", lambda route: route.continue_() if held else held.append(route))
    told = form.answer("intake", "narrative").locator("textarea")
    told.press_sequentially("He ran out")
    expect(form.answer("intake", "narrative")).to_have_attribute("data-state", "saving")
    until(form.page, lambda: held)
    told.press_sequentially(" three days ago and is shaking.")
    told.press("Tab")
    held[0].continue_()
    form.saved()
    form.page.reload()
    form.ready()
    expect(form.answer("intake", "narrative").locator("textarea")).to_have_value("He ran out three days ago and is shaking.")


def test_a_value_that_does_not_fit_is_told_beside_it_and_stays(form: Form, provoked: list[str]) -> None:
    provoked.append("422")
    form.type(form.answer("subject", "age_years"), "grown up")
    expect(form.answer("subject", "age_years")).to_contain_text("Type a whole number.")
    form.type(form.answer("subject", "postal_code"), "3340")
    expect(form.answer("subject", "postal_code")).to_contain_text("Use a ZIP code of 5 digits")
    expect(form.answer("subject", "postal_code").locator("input")).to_have_value("3340")
    form.type(form.answer("subject", "postal_code"), "33401")
    expect(form.answer("subject", "postal_code")).to_contain_text("West Palm Beach, FL")


def test_a_removed_substance_comes_back_with_its_answers(form: Form) -> None:
    card = form.add_substance("xanex")
    form.type(card.locator('[data-field="amount_per_day"]'), "4")
    form.saved()
    card.get_by_role("button", name="Remove").click()
    expect(form.cards("substance-use")).to_have_count(0)
    form.page.get_by_role("button", name="Undo").click()
    expect(form.cards("substance-use")).to_have_count(1)
    form.page.reload()
    form.ready()
    expect(form.cards("substance-use").first).to_contain_text("Alprazolam")
    expect(form.cards("substance-use").first.locator('[data-field="amount_per_day"] input')).to_have_value("4")


def test_unknown_declined_and_not_asked_are_three_things(form: Form) -> None:
    age = form.answer("subject", "age_years")
    for word in ("Unknown", "Declined"):
        age.get_by_role("button", name=word).click()
        form.saved()
        form.page.reload()
        form.ready()
        expect(age.get_by_role("button", name=word)).to_have_attribute("aria-pressed", "true")
        expect(age.locator("input")).to_have_attribute("placeholder", word)
    age.get_by_role("button", name="Declined").click()
    form.saved()
    form.page.reload()
    form.ready()
    expect(age.locator("[aria-pressed=true]")).to_have_count(0)


def test_calling_for_themself_makes_one_person_of_two(form: Form) -> None:
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "self")
    expect(form.answer("subject", "given_name")).to_be_hidden()
    expect(form.page.locator("#banner-who")).to_contain_text("Dolores · calls for themself")
    form.type(form.answer("subject", "age_years"), "41")
    form.saved()
    expect(form.page.locator("#banner-who")).to_contain_text("Dolores · 41 years")


@pytest.mark.parametrize("line", ["its word is lost", "it is away", "the window closes"])
def test_of_a_son_nothing_reaches_his_mother_while_it_is_not_settled_who_is_in_need(
    form: Form, context: BrowserContext, provoked: list[str], line: str
) -> None:
    provoked.extend(["Failed to load resource", "409"])
    form.type(form.answer("caller", "given_name"), "Dolores")
    form.choose(form.answer("intake", "for_whom"), "self")
    form.type(form.answer("subject", "age_years"), "61")
    form.saved()
    lost: list[str] = []

    def cut(route: Route) -> None:
        if line == "its word is lost" and not lost:
            route.fetch()
        if line == "its word is lost" and lost:
            return route.continue_()
        lost.append(route.request.url)
        return route.abort("connectionreset")

    intercept(form.page, "**/answers/**", cut)
    form.choose(form.answer("intake", "for_whom"), "other")
    form.type(form.answer("subject", "age_years"), "24")
    if line == "it is away":
        expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
    if line == "the window closes":
        form.kept()
        url = form.page.url
        form.page.close(run_before_unload=False)
        page = context.new_page()
        page.goto(url)
        form = Form(page).ready()
    else:
        until(form.page, lambda: lost)
        form.page.unroute("**/answers/**")
    form.saved()
    expect(form.answer("subject", "age_years").locator("input")).to_have_value("24")
    form.page.reload()
    form.ready()
    told = form.page.evaluate("async () => (await fetch(`/api/v1${location.pathname.slice(5)}`)).json()")
    assert [told[who]["age_years"] for who in ("caller", "subject")] == [61, 24]
    # Not even for a moment.
    assert told["caller"]["versions"]["age_years"] == 1


def test_an_answer_of_the_desk_takes_no_focus_from_what_is_being_typed(form: Form) -> None:
    card = form.add_substance("xanex")
    form.saved()
    held: list[Route] = []
    intercept(form.page, "**/substances/*", lambda route: held.append(route))
    card.get_by_role("button", name="Remove").click()
    told = form.answer("intake", "narrative").locator("textarea")
    told.press_sequentially("He ran ")
    until(form.page, lambda: held)
    held[0].continue_()
    expect(form.cards("substance-use")).to_have_count(0)
    form.page.keyboard.type("out")
    expect(told).to_have_value("He ran out")
    form.saved()


def test_what_is_pressed_twice_on_a_slow_line_is_kept_once(form: Form) -> None:
    held: list[Route] = []
    intercept(form.page, "**/tasks", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    for _ in range(2):
        form.page.get_by_role("button", name="Add follow-up").click()
    until(form.page, lambda: len(held) == 2)
    for route in held:
        route.continue_()
    tasks = form.page.locator("#tasks [data-task]")
    expect(tasks).to_have_count(1)
    with form.page.expect_response(lambda answer: "/tasks?" in answer.url):
        form.page.get_by_role("button", name="Add follow-up").click()
        until(form.page, lambda: len(held) == 3)
        held[2].continue_()
    expect(tasks).to_have_count(2)


def test_a_double_click_promises_once_and_a_slip_in_the_year_is_told(form: Form, provoked: list[str]) -> None:
    provoked.append("422")
    tasks = form.page.locator("#tasks [data-task]")
    form.page.get_by_role("button", name="Add follow-up").dblclick()
    expect(tasks).to_have_count(1)
    form.page.locator("#task-due").fill("2126-01-01T10:00")
    form.page.get_by_role("button", name="Add follow-up").click()
    expect(form.page.locator("#task-problem")).to_have_text("This is more than two years away. Check the year.")
    expect(tasks).to_have_count(1)


def test_completing_without_the_desk_says_so_and_nothing_else(form: Form, provoked: list[str]) -> None:
    # A page that throws fails this test by its console.
    provoked.append("Failed to load resource")
    form.page.context.set_offline(True)
    form.page.locator("#complete").click()
    expect(form.page.locator("#toasts")).to_contain_text("No connection to the desk.")
    form.page.context.set_offline(False)


def test_a_note_of_another_day_tells_its_day(form: Form) -> None:
    form.page.locator("#note-text").fill("He called from work")
    form.page.locator("#note-text").press("Enter")
    form.saved()
    time = form.page.locator("#notes time")
    expect(time.locator(".note-day")).to_have_count(0)
    form.page.clock.set_fixed_time(datetime.now(UTC) + timedelta(days=2))
    form.page.reload()
    expect(form.ready().page.locator("#notes time .note-day")).to_have_count(1)


def test_a_call_begins_once_however_often_it_is_pressed(alice: Page, desk: Desk) -> None:
    alice.goto(f"{desk.url}/desk")
    held: list[Route] = []
    intercept(alice, "**/desk/calls", lambda route: held.append(route))
    alice.evaluate(PRESS_OFTEN)
    until(alice, lambda: bool(held))
    with desk.storage.unit_of_work() as session:
        before = session.scalar(select(func.count()).select_from(Call))
    held[0].continue_()
    alice.wait_for_url("**/desk/intakes/*")
    with desk.storage.unit_of_work() as session:
        assert (session.scalar(select(func.count()).select_from(Call)), len(held)) == ((before or 0) + 1, 1)


def test_drafts_that_could_not_be_read_are_not_told_as_none(form: Form, provoked: list[str]) -> None:
    provoked.append("Failed to load resource")
    intercept(form.page, "**/api/v1/tasks?*", lambda route: route.abort())
    intercept(form.page, "**/api/v1/referrals?*", lambda route: route.abort())
    form.page.reload()
    tasks = form.page.locator("#tasks")
    expect(tasks).to_contain_text("Could not be read just now.")
    expect(form.page.locator("#referrals")).to_contain_text("Could not be read just now.")
    form.page.unroute("**/api/v1/tasks?*")
    tasks.get_by_role("button", name="Try again").click()
    expect(tasks).to_contain_text("None yet.")


def test_typed_on_after_a_receipt_was_lost_is_not_taken_for_somebody_elses(form: Form, provoked: list[str]) -> None:
    provoked += ["Failed to load resource", "409"]
    taken: list[Route] = []

    def lose_the_first_receipt(route: Route) -> None:
        taken.append(route)
        if len(taken) > 1:
            return
        route.fetch()
        route.abort("connectionreset")

    intercept(form.page, "**/answers/**", lose_the_first_receipt)
    told = form.answer("intake", "narrative").locator("textarea")
    told.press_sequentially("He took")
    # The next try is held, so that more is typed before the desk answers.
    until(form.page, lambda: len(taken) == 2)
    told.press_sequentially(" nine of them.")
    told.press("Tab")
    taken[1].abort("connectionreset")
    until(form.page, lambda: len(taken) == 3)
    taken[2].continue_()
    form.page.unroute("**/answers/**")
    form.saved()
    expect(form.page.locator(".conflict")).to_have_count(0)
    form.page.reload()
    form.ready()
    expect(form.answer("intake", "narrative").locator("textarea")).to_have_value("He took nine of them.")


def test_an_answer_that_is_cut_within_is_asked_for_again(form: Form, provoked: list[str]) -> None:
    provoked += ["409"]
    cut: list[str] = []

    def cut_the_first(route: Route) -> None:
        if route.request.url in cut:
            return route.continue_()
        cut.append(route.request.url)
        return route.fulfill(response=route.fetch(), body='{"field": "giv')

    form.settled()
    intercept(form.page, "**/answers/**", cut_the_first)
    intercept(form.page, "**/findings", cut_the_first)
    form.choose(form.answer("intake", "slow_or_no_breathing"), "yes")
    expect(form.page.locator('#alarm[data-severity="emergency"]')).to_be_visible()
    form.settled()
    assert len(cut) == 2


@pytest.mark.parametrize("is_told", [False, True])
def test_a_substance_that_the_desk_does_not_take_is_told_and_holds_nothing_up(
    form: Form, provoked: list[str], is_told: bool
) -> None:
    provoked += ["422", "409"]
    held: list[Route] = []
    intercept(
        form.page, "**/substances", lambda route: held.append(route) if route.request.method == "POST" else route.continue_()
    )
    card = form.add_substance("grey pills")
    until(form.page, lambda: held)
    if is_told:
        form.type(card.locator('[data-field="days_per_week"]'), "6")
    held[0].continue_(post_data={"said_as": "x" * 201})
    expect(form.page.locator("#toasts")).to_contain_text("grey pills was not added: ")
    if is_told:
        # What was told on its card stays; it is looked at before the intake goes on.
        expect(form.cards("substance-use")).to_have_attribute("data-state", "refused")
        form.page.locator("#complete").click()
        expect(form.page.locator("#toasts")).to_contain_text("is not saved: look at it first.")
        card.locator("[data-remove]").click()
    else:
        expect(form.page.locator("#find-substance")).to_have_value("grey pills")
    expect(form.cards("substance-use")).to_have_count(0)
    form.saved()
    # What is pasted there fits.
    expect(form.page.locator("#find-substance")).to_have_attribute("maxlength", "200")


def test_a_note_that_the_desk_does_not_take_tells_why(form: Form, provoked: list[str]) -> None:
    provoked += ["422"]
    intercept(form.page, "**/notes", lambda route: route.continue_(post_data={"text": "x" * 100_000}))
    form.page.locator("#note-text").fill("He called from work")
    form.page.locator("#note-text").press("Enter")
    expect(form.page.locator("#toasts")).to_contain_text("The note is not saved: ")
