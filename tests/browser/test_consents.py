"""Consents in a browser: asked, offered, signed by a drawn line or typed words, taken back."""

import re
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from intake.accounts.models import Account
from intake.callers.models import Person
from intake.consents.models import Consent, SigningLink
from intake.foundation.actor import Actor, Role
from tests.browser.stage import Desk
from tests.browser.test_access import overflow, problems
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import BORN, a_signed_consent, an_accounting_request

pytestmark = pytest.mark.browser


@pytest.fixture
def rosa(desk: Desk) -> str:
    with desk.storage.unit_of_work() as session:
        return str(a_person(session, "Rosa", "Marin", birth_date=BORN).id)


def offered(page: Page, desk: Desk, person_id: str) -> str:
    """The link, as the counselor sees it."""
    page.goto(f"{desk.url}/people/{person_id}/consents")
    page.get_by_label("With whom").fill("Example Clinic")
    page.get_by_label("Who that is").select_option("facility")
    page.get_by_label("Why", exact=True).select_option("treatment")
    page.get_by_label("Name, birth date and how to reach them").check()
    page.get_by_role("button", name="Record it").click()
    expect(page.locator(".tag").first).to_have_text("Said yes on the phone")
    expect(page.get_by_text("Still missing:")).to_be_visible()
    page.get_by_text("Offer for signature", exact=True).click()
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label("Link to sign by").input_value()


def read(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Year of birth").fill(str(BORN.year))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Read, then sign if you agree")).to_be_visible()


def test_asked_offered_drawn_and_taken_back(alice: Page, chromium: Browser, desk: Desk, rosa: str) -> None:
    link = offered(alice, desk, rosa)
    with chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True) as telephone:
        page = telephone.new_page()
        for _ in range(3):
            page.goto(link)
        with desk.storage.unit_of_work() as session:
            assert set(session.scalars(select(SigningLink.failures))) == {0}, "a preview costs nothing"
        read(page, link)
        assert overflow(page) <= 0 and problems(page) == []
        page.get_by_role("button", name="Draw it instead").click()
        page.get_by_label("I have read this and I agree.").check()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("Nothing is drawn yet.")).to_be_visible()
        draw(page)
        assert problems(page) == []
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_role("heading", name="Thank you. It is signed.")).to_be_visible()
    with desk.storage.unit_of_work() as session:
        consent = session.scalars(select(Consent).where(Consent.subject_id == rosa)).one()
        assert (consent.state, consent.signature_kind) == ("signed", "drawn")
        assert re.fullmatch(r"M \d+ \d+( L \d+ \d+){3,} M \d+ \d+( L \d+ \d+)+", consent.signature or "")
    alice.goto(f"{desk.url}/people/{rosa}/consents")
    expect(alice.locator(".tag").first).to_have_text("Signed")
    alice.get_by_text("Take it back", exact=True).click()
    alice.get_by_role("button", name="The person takes it back").click()
    expect(alice.locator(".tag").first).to_have_text("Taken back")


def draw(page: Page) -> None:
    box = page.locator("#pad").bounding_box()
    assert box is not None
    for line in (((0.1, 0.5), (0.2, 0.2), (0.3, 0.7), (0.4, 0.4)), ((0.5, 0.5), (0.8, 0.6))):
        points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in line]
        page.mouse.move(*points[0])
        page.mouse.down()
        for point in points[1:]:
            page.mouse.move(*point)
        page.mouse.up()


def test_a_name_is_typed_after_second_thoughts(alice: Page, chromium: Browser, desk: Desk, rosa: str) -> None:
    link = offered(alice, desk, rosa)
    with chromium.new_context(viewport={"width": 390, "height": 844}) as telephone:
        page = telephone.new_page()
        read(page, link)
        page.get_by_role("button", name="Draw it instead").click()
        draw(page)
        page.get_by_role("button", name="Type it instead").click()
        page.get_by_label("Your name, typed by you").fill("Rosa Marin")
        page.get_by_label("I have read this and I agree.").check()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_role("heading", name="Thank you. It is signed.")).to_be_visible()
    with desk.storage.unit_of_work() as session:
        kinds = session.scalars(select(Consent.signature_kind).where(Consent.subject_id == rosa)).all()
        assert kinds == ["typed"] and session.get(Person, rosa) is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_pages_of_a_person(alice: Page, desk: Desk, rosa: str, scheme: str) -> None:
    offered(alice, desk, rosa)
    alice.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found = {}
    for path in ("consents", "disclosures", "files"):
        alice.goto(f"{desk.url}/people/{rosa}/{path}")
        for summary in alice.locator("main details > summary").all():
            summary.click()
        found[path] = problems(alice)
        assert overflow(alice) <= 0
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_what_was_disclosed_is_recorded_and_its_paper_printed(alice: Page, desk: Desk, rosa: str, provoked: list[str]) -> None:
    provoked.append("422")
    with desk.storage.unit_of_work() as session:
        account = session.scalars(select(Account).where(Account.email == "alice@example.org")).one()
        actor = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        member = Member(actor, FlaskClient(Flask("none")), "")
        a_signed_consent(session, member, session.get_one(Person, UUID(rosa)))
        an_accounting_request(session, member, session.get_one(Person, UUID(rosa)), "intermediary")
    alice.goto(f"{desk.url}/people/{rosa}/disclosures")
    assert overflow(alice) <= 0 and problems(alice) == []
    alice.get_by_role("link", name="Record a disclosure").click()
    alice.wait_for_url("**/disclosures/new")
    assert overflow(alice) <= 0 and problems(alice) == []
    alice.get_by_label("Name, birth date and how to reach them").check()
    alice.get_by_role("button", name="Record").click()
    expect(alice.get_by_role("heading", name="What goes along")).to_be_visible()
    assert overflow(alice) <= 0 and problems(alice) == []
    alice.get_by_role("link", name="The paper to print").click()
    expect(alice.get_by_text("This is about: Rosa Marin.")).to_be_visible()
    alice.emulate_media(media="print")
    expect(alice.locator(".topbar")).not_to_be_visible()
    alice.emulate_media(media="screen")
    alice.goto(f"{desk.url}/people/{rosa}/emergency")
    assert overflow(alice) <= 0 and problems(alice) == []
    alice.get_by_role("button", name="Record").click()
    expect(alice.get_by_text("Say who was told.")).to_be_visible()
