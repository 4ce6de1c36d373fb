"""Who may be known already is proposed while a counselor types, with the reasons; flags are seen before anybody speaks."""

from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select

from intake.accounts.models import Account
from intake.callers.service import flag_person
from intake.foundation.actor import Actor, Role
from intake.intakes.service import choose_person
from tests.browser.stage import Desk, Form, intercept, until
from tests.factories.callers import a_person

pytestmark = pytest.mark.browser


@pytest.fixture
def known(desk: Desk) -> UUID:
    """Somebody of a name that no other test uses, with a flag."""
    with desk.storage.unit_of_work() as session:
        account = session.scalars(select(Account).where(Account.role == "counselor")).first()
        assert account is not None
        person = a_person(session, "Willemijn", "Okonjo", phone="+15615550171", age_years=41)
        actor = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        flag_person(session, actor=actor, person_id=person.id, kind="repeat", note="Rang nine times on Sunday.")
        return person.id


def test_a_name_with_a_slip_proposes_who_is_known_and_choosing_keeps_what_was_told(alice: Page, known: UUID) -> None:
    form = Form.begin(alice)
    box = form.page.locator("#duplicates-caller")
    expect(box).to_be_hidden()
    form.choose(form.answer("caller", "interpreter_needed"), "no")
    form.type(form.answer("caller", "given_name"), "Willemjin")
    form.type(form.answer("caller", "family_name"), "Okonjo")
    expect(box).to_contain_text("Willemijn Okonjo, 41 years")
    expect(box).to_contain_text("Name with a slip")
    named = box.locator("p", has_text="Willemijn Okonjo").first
    named.get_by_role("button", name="This is the caller").press("Enter")
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Willemijn")
    expect(form.answer("caller", "given_name").locator("input")).to_be_focused()
    expect(form.answer("caller", "interpreter_needed").locator("input:checked")).to_have_value("no")
    expect(box).to_be_hidden()
    form.saved()


def test_who_was_chosen_by_a_slip_is_one_press_from_not_being_it(alice: Page, known: UUID) -> None:
    form = Form.begin(alice)
    form.type(form.answer("caller", "given_name"), "Willemina")
    form.type(form.answer("caller", "family_name"), "Okonjo")
    box = form.page.locator("#duplicates-caller")
    named = box.locator("p", has_text="Willemijn Okonjo").first
    named.get_by_role("button", name="This is the caller").click()
    expect(form.page.locator("#toasts")).to_contain_text("Willemijn Okonjo is the caller now.")
    form.saved()
    alice.keyboard.press("Alt+z")
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Willemina")
    expect(box).to_contain_text("Willemijn Okonjo")
    form.settled()
    told = alice.evaluate("async () => (await (await fetch(`/api/v1${location.pathname.slice(5)}`)).json()).caller")
    assert (told["given_name"], told["standing"], told["id"] == str(known)) == ("Willemina", "provisional", False)


def test_who_is_chosen_is_not_typed_over_meanwhile_and_stays_a_proposal_when_the_desk_is_away(
    alice: Page, known: UUID, provoked: list[str]
) -> None:
    provoked.append("Failed to load resource")
    form = Form.begin(alice)
    held: list[Route] = []
    intercept(alice, "**/caller", lambda route: held.append(route))
    form.type(form.answer("caller", "given_name"), "Willemijn")
    form.type(form.answer("caller", "family_name"), "Okonjo")
    choose = alice.locator("#duplicates-caller p", has_text="Willemijn Okonjo").first.get_by_role(
        "button", name="This is the caller"
    )
    choose.click()
    until(alice, lambda: len(held) == 1)
    pronouns = form.answer("caller", "pronouns").locator("input").first
    assert pronouns.evaluate("(input) => !!input.closest('[inert]')")
    held.pop().abort()
    expect(alice.locator("#toasts")).not_to_be_empty()
    expect(alice.locator("[data-holder=caller][inert]")).to_have_count(0)
    alice.unroute("**/caller")
    choose.click()
    expect(form.answer("caller", "given_name").locator("input")).to_have_value("Willemijn")
    expect(alice.locator("#duplicates-caller")).to_be_hidden()
    form.saved()


def test_a_flag_stands_on_top_of_the_record(alice: Page, desk: Desk, known: UUID) -> None:
    alice.goto(f"{desk.url}/desk/people/{known}")
    expect(alice.locator(".note-box").first).to_contain_text("Calls again and again")
    expect(alice.locator(".note-box").first).to_contain_text("Rang nine times on Sunday.")


def test_a_name_that_could_not_be_sent_before_somebody_was_chosen_is_a_question(
    alice: Page, desk: Desk, provoked: list[str]
) -> None:
    provoked += ["Failed to load resource", "404", "409"]
    with desk.storage.unit_of_work() as session:
        a_person(session, "Oluchi", "Vandermeer", phone="+15615550172", age_years=33)
    form = Form.begin(alice, "561 555 0147")
    name = form.answer("caller", "given_name")
    form.type(name, "Oluchi")
    form.type(form.answer("caller", "family_name"), "Vandermeer")
    choose = alice.locator("#duplicates-caller p", has_text="Oluchi Vandermeer").first
    expect(choose).to_be_visible()
    form.settled()
    intercept(alice, "**/answers/person/**", lambda route: route.abort("connectionrefused"))
    form.type(name, "Oluchika")
    expect(alice.locator("#saved")).to_contain_text("Not saved: will retry")
    choose.get_by_role("button", name="This is the caller").click()
    expect(alice.locator("#toasts")).to_contain_text("Oluchi Vandermeer is the caller now.")
    alice.unroute("**/answers/person/**")
    expect(name.locator(".conflict")).to_contain_text("Theirs: Oluchi")
    expect(name.locator(".conflict")).to_contain_text("Mine: Oluchika")
    name.locator('[data-choice="theirs"]').click()
    form.saved()
    expect(name.locator("input")).to_have_value("Oluchi")


def test_a_name_left_in_a_closed_window_is_a_question_once_somebody_was_chosen(
    alice: Page, context: BrowserContext, desk: Desk, provoked: list[str]
) -> None:
    provoked += ["Failed to load resource", "409"]
    form = Form.begin(alice, "561 555 0148")
    expect(alice.locator('#form[data-keeps="true"]')).to_be_attached()
    intercept(alice, "**/answers/person/**", lambda route: route.abort("connectionrefused"))
    form.type(form.answer("caller", "given_name"), "Oluchika")
    expect(alice.locator("#saved")).to_contain_text("Not saved: will retry")
    form.kept()
    address = alice.url
    alice.close(run_before_unload=False)
    with desk.storage.unit_of_work() as session:
        person = a_person(session, "Oluchi", "Vandermeer", phone="+15615550173", age_years=33)
        account = session.scalars(select(Account).where(Account.email == "alice@example.org")).one()
        actor = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        choose_person(session, actor=actor, intake_id=UUID(address.rpartition("/")[2]), role="caller", person_id=person.id)
    page = context.new_page()
    page.goto(address)
    name = Form(page).ready().answer("caller", "given_name")
    expect(name.locator(".conflict")).to_contain_text("Theirs: Oluchi")
    expect(name.locator(".conflict")).to_contain_text("Mine: Oluchika")
    name.locator('[data-choice="mine"]').click()
    Form(page).saved()
    expect(name.locator("input")).to_have_value("Oluchika")
