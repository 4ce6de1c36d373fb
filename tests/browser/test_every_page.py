"""Every page of the desk, as each role that may open it: axe finds nothing, and at 200 and 400 percent nothing lies aside."""

from collections.abc import Iterator
from hashlib import sha256

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, ViewportSize
from sqlalchemy import select

from intake.accounts.models import Account
from intake.accounts.service import create_account
from intake.cli.demo import SET_UP
from intake.facilities.models import Facility
from intake.foundation.actor import Actor, Role
from intake.foundation.permissions import Reach, reach_of
from tests.browser.stage import Desk, Form, sign_in, take_klonopin_call
from tests.browser.test_access import overflow, problems
from tests.browser.test_consents import offered, read
from tests.browser.walk import Addresses, addresses, pages_of
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import BORN
from tests.factories.followups import a_task, an_intake

pytestmark = pytest.mark.browser
WHOLE: ViewportSize = {"width": 1366, "height": 768}
# Of what a page looks like in the dark, only its colors are new.
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
ROLES = {
    "alice": "counselor",
    "bob": "supervisor",
    "erin": "administrator",
    "clara": "clinician",
    "quinn": "quality_reviewer",
    "audrey": "auditor",
}
# What one role is shown exactly as another was is not looked at again; each has pages of their own for the frame around it.
SHOWN = """() => document.querySelector("main").innerHTML.replace(/name="csrf_token" value="[^"]*"/g, "")"""
# Of what is written alike many times three are looked at: axe takes its time for each element.
ALIKE = ".rule ~ .rule ~ .rule ~ .rule"


@pytest.fixture(scope="module")
def told(chromium: Browser, desk: Desk) -> Iterator[Addresses]:
    """What the desk holds once a whole call was taken: somebody, an intake, a task, a place, an account. And who works there."""
    with desk.storage.unit_of_work() as session:
        for name in set(ROLES) - set(desk.passwords):
            desk.passwords[name] = f"seven small boats of {name}"
            email, password = f"{name}@example.org", desk.passwords[name]
            create_account(session, actor=SET_UP, email=email, name=name.capitalize(), role=ROLES[name], password=password)
    with chromium.new_context(viewport=WHOLE) as context:
        page = sign_in(context, desk, "alice")
        form = Form.begin(page, "561 555 0166")
        take_klonopin_call(form)
        page.locator("#task-kind").select_option("call_back")
        page.get_by_role("button", name="Add follow-up").click()
        page.locator("#tasks [data-task] a").wait_for()
        yield addresses(desk)


@pytest.fixture(scope="module")
def complete(desk: Desk, told: Addresses) -> Addresses:
    """The same with an intake that is complete: some read no other."""
    with desk.storage.unit_of_work() as session:
        owner = session.scalars(select(Account).where(Account.email == "alice@example.org")).one()
        actor = Actor(role=Role.COUNSELOR, id=owner.id, name=owner.name, team_id=owner.team_id)
        member = Member(actor, FlaskClient(desk.app), "")
        intake = an_intake(session, member)
        task = a_task(session, member, intake)
        for one in (intake.caller, intake.subject):
            one.standing = "confirmed"
        return {**told, "intake_id": str(intake.id), "person_id": str(intake.subject_id), "task_id": str(task.id)}


@pytest.fixture(scope="module")
def seen() -> set[str]:
    return set()


@pytest.mark.parametrize("who", ROLES)
def test_every_page_reads_for_everybody(
    chromium: Browser, desk: Desk, told: Addresses, complete: Addresses, seen: set[str], who: str
) -> None:
    found = {}
    with chromium.new_context(viewport=WHOLE, reduced_motion="reduce") as context:
        page = sign_in(context, desk, who)
        reads_drafts = reach_of(Actor(role=Role(ROLES[who]), id=None, name="")) is not Reach.RECORDS
        for path in pages_of(desk, ROLES[who], told if reads_drafts else complete):
            page.set_viewport_size(WHOLE)
            answer = page.goto(desk.url + path)
            if not (answer and answer.ok):
                found[path] = ["answers with an error"]
                continue
            shown = sha256(page.evaluate(SHOWN).encode()).hexdigest()
            found[path] = [] if shown in seen else faults(page)
            seen.add(shown)
    assert len(found) > 7
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_places_side_by_side_and_the_pages_of_who_signs(chromium: Browser, desk: Desk, told: Addresses) -> None:
    """They need more than an id: a choice of places, a link that somebody was given."""
    with desk.storage.unit_of_work() as session:
        rosa = str(a_person(session, "Rosa", "Marin", birth_date=BORN).id)
        places = ",".join(map(str, session.scalars(select(Facility.id).limit(2))))
    found = {}
    with chromium.new_context(viewport=WHOLE, reduced_motion="reduce") as context:
        page = sign_in(context, desk, "alice")
        for path in (f"/desk/intakes/{told['intake_id']}/compare?places={places}", f"/places/list?places={places}"):
            page.goto(desk.url + path)
            found[path] = faults(page)
            page.set_viewport_size(WHOLE)
        link = offered(page, desk, rosa)
    with chromium.new_context(viewport=WHOLE, reduced_motion="reduce") as stranger:
        page = stranger.new_page()
        page.goto(link)
        found["year of birth"] = faults(page)
        read(page, link)
        found["signing"] = faults(page)
    assert {path: lines for path, lines in found.items() if lines} == {}


def faults(page: Page) -> list[str]:
    """In the light, in the dark, and at 200 and 400 percent: 1366 pixels are then 683 and 342."""
    page.emulate_media(color_scheme="light")
    lines = problems(page, without=ALIKE)
    page.emulate_media(color_scheme="dark")
    lines += [f"dark: {line}" for line in problems(page, DARK, without=ALIKE)]
    for width in (683, 342):
        page.set_viewport_size({"width": width, "height": 400})
        lines += [f"{width}: {line}" for line in (page.evaluate(ASIDE) if overflow(page) > 0 else [])]
    return lines


ASIDE = """() => [...document.querySelectorAll("main *, header *")]
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120)).slice(0, 4)"""
