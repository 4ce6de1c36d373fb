"""What stands around a person: consents, disclosures, files, holds, flags, merged, restricted and erased records."""

from playwright.sync_api import Page
from sqlalchemy import select

from intake.callers.models import Person
from intake.callers.service import flag_person
from intake.foundation.actor import SYSTEM
from intake.retention.service import erase_record
from tests.browser.stage import Form
from tests.browser.test_consents import draw, offered, read
from tests.factories.attachments import an_attachment
from tests.factories.callers import a_hold, a_person, a_restricted_person, a_sponsor
from tests.factories.consents import BORN, a_disclosure, a_notice, a_signed_consent, an_accounting_request
from tests.factories.followups import a_task, an_intake
from tools.console import say
from tools.pictures.album import Album

TELEPHONE = {"width": 390, "height": 844}


def take(album: Album) -> None:
    say("· People and what stands around them")
    with album.desk.storage.unit_of_work() as session:
        alice, bob = album.member(session, "alice"), album.member(session, "bob")
        rosa = a_person(session, "Rosa", "Marin", birth_date=BORN, phone="+15615550161", state="FL", city="West Palm Beach")
        a_sponsor(session, alice, rosa)
        flag_person(session, actor=alice.actor, person_id=rosa.id, kind="repeat", note="Rang nine times on Sunday.")
        intake = an_intake(session, alice)
        intake.subject_id = rosa.id
        a_task(session, alice, intake)
        an_attachment(session, alice, rosa)
        a_signed_consent(session, alice, rosa)
        a_disclosure(session, alice, rosa)
        a_notice(session, alice, rosa)
        an_accounting_request(session, alice, rosa)
        a_hold(session, bob, rosa)
        twin = a_person(session, "Rosalia", "Marin", birth_date=BORN, phone="+15615550161", pronouns="she/her", gender="female")
        vera = a_restricted_person(session, bob, named=[bob])
        erased = a_person(session, "Erika", "Gone", phone="+15615550162")
        erase_record(session, actor=SYSTEM, person_id=erased.id, reason="asked_by_person")
        rosa_id, twin_id, vera_id, erased_id = (str(one.id) for one in (rosa, twin, vera, erased))
    with album.signed_in("alice") as page:
        album.show(page, f"/desk/people/{rosa_id}", "person-whole-story")
        album.show(page, f"/desk/people/{erased_id}", "person-erased")
        for path in ("consents", "disclosures", "files", "disclosures/new", "disclosures/new?basis=self", "emergency"):
            album.show(page, f"/people/{rosa_id}/{path}", "person-" + path.replace("/", "-").replace("?basis=", "-"))
        page.get_by_role("button", name="Record").click()
        album.save(page, "person-emergency-refused", whole=True)
        album.show(page, f"/desk/people/{rosa_id}/circle", "person-people-around")
        album.go(page, "/desk/people")
        page.locator("#name").fill("Rosa Marin")
        page.get_by_role("button", name="Search").click()
        album.save(page, "people-found", whole=True)
        _merge(album, page, rosa_id, twin_id)
        _sign(album, page, rosa_id)
        _disclosed(album, page, rosa_id)
        _glass(album, page)
    with album.signed_in("bob") as page:
        album.show(page, f"/people/{rosa_id}/holds", "person-holds")
        album.show(page, f"/desk/people/{vera_id}", "person-restricted")


def _merge(album: Album, page: Page, stays: str, goes: str) -> None:
    album.show(page, f"/desk/people/{stays}/merge", "merge-proposed")
    album.show(page, f"/desk/people/{stays}/merge?with={goes}", "merge-two")
    page.get_by_role("button", name="They are one person: merge").click()
    album.save(page, "person-merged", whole=True)


def _sign(album: Album, page: Page, person_id: str) -> None:
    """From the word on the phone to the signature on a telephone."""
    link = offered(page, album.desk, person_id)
    album.save(page, "consents-offered", whole=True)
    for summary in page.locator("main article").first.locator("details > summary").all():
        summary.click()
    album.save(page, "consents-all-open", whole=True)
    with album.stranger(viewport=TELEPHONE, has_touch=True) as telephone:
        album.show(telephone, link, "sign-year-of-birth")
        telephone.get_by_label("Year of birth").fill("1901")
        telephone.get_by_role("button", name="Go on").click()
        album.save(telephone, "sign-wrong-year")
        read(telephone, link)
        album.save(telephone, "sign", whole=True)
        telephone.get_by_role("button", name="Draw it instead").click()
        telephone.locator("#type-instead").scroll_into_view_if_needed()
        draw(telephone)
        album.save(telephone, "sign-drawn", whole=True)
        telephone.get_by_label("I have read this and I agree.").check()
        telephone.get_by_role("button", name="Sign", exact=True).click()
        album.save(telephone, "sign-done")
        album.show(telephone, link, "sign-used-link")


def _disclosed(album: Album, page: Page, person_id: str) -> None:
    album.go(page, f"/people/{person_id}/disclosures")
    page.locator("table a").first.click()
    album.save(page, "disclosure", whole=True)
    paper = page.get_by_role("link", name="The paper to print")
    if paper.count():
        paper.click()
        album.save(page, "disclosure-paper", whole=True)


def _glass(album: Album, page: Page) -> None:
    """A restricted person whose intake somebody else took."""
    with album.desk.storage.unit_of_work() as session:
        bob = album.member(session, "bob")
        vera = session.scalars(select(Person).where(Person.id == a_restricted_person(session, bob, named=[bob]).id)).one()
        intake = an_intake(session, bob)
        intake.subject_id = vera.id
        reference = intake.reference
    album.show(page, "/desk/break-glass", "break-glass")
    page.get_by_label("Reference of the intake").fill(reference)
    page.get_by_role("button", name="Open it and tell supervisors").click()
    album.save(page, "break-glass-no-reason", whole=True)
    page.get_by_label("Why it has to be opened now").fill("She is on the line, and her counselor is not here.")
    page.get_by_role("button", name="Open it and tell supervisors").click()
    Form(page).ready()
    album.save(page, "break-glass-opened")
