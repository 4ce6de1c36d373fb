"""Work of supervisors and administrators, and lists that are full: alerts, tasks, drafts, places, files, staff, second factor."""

from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import select, update

from intake.facilities.models import Facility
from intake.followups.models import Task
from intake.foundation.clock import now
from intake.intakes.service.handing import hand_over
from intake.organisation.models import Alert
from intake.storage.outbox import OutboxEvent
from intake.worker import HANDLERS, handle
from tests.browser.stage import Form
from tests.factories.facilities import a_correction, a_credential
from tests.factories.followups import a_task, an_intake
from tools.console import say
from tools.pictures.album import Album

SHEET = b"id,first name,last name,born,shoe size\nA-1,Rosa,Example,1990-01-05,7\nA-2,Oskar,Example,1985-07-04,9\n"
WRONG = b"A-3,Ida,Example,31/31/1990,6\nA-1,Again,Example,1990-01-05,7\nA-4,Otto,Example,2190-01-05,8\n"


def take(album: Album) -> None:
    say("· Full lists, and the work of supervisors and administrators")
    with album.desk.storage.unit_of_work() as session:
        alice = album.member(session, "alice")
        for _ in range(60):
            an_intake(session, alice, state="draft")
        a_task(session, alice, due_at=now() - timedelta(hours=3))
        a_task(session, alice, an_intake(session, alice), kind="follow_up_call", assignee_id=None)
        place = a_correction(session).facility_id
        a_credential(session, session.get_one(Facility, place))
        bob = album.member(session, "bob")
        given = an_intake(session, bob, state="draft")
        word = "She asked for a call after six."
        hand_over(session, actor=bob.actor, intake_id=given.id, version=given.version, receiver_id=alice.actor.id, note=word)
        handed = str(given.id)
        duties = {str(one.kind): str(one.id) for one in session.scalars(select(Task).order_by(Task.id))}
    with album.signed_in("alice") as page:
        for name, path in (
            ("desk-full", "/desk"),
            ("drafts-full", "/desk/drafts"),
            ("calls-full", "/desk/calls"),
            ("tasks-full", "/desk/tasks"),
            ("tasks-overdue", "/desk/tasks?list=overdue"),
            ("tasks-unassigned", "/desk/tasks?list=unassigned"),
            ("people-full", "/desk/people"),
            ("people-flagged", "/desk/people?list=flagged"),
            ("drafts-handed-to-me", "/desk/drafts?list=handed"),
            *((f"task-{kind.replace('_', '-')}", f"/desk/tasks/{id}") for kind, id in duties.items()),
        ):
            album.show(page, path, name)
        album.go(page, f"/desk/intakes/{handed}")
        Form(page).ready()
        album.save(page, "form-handed-over")
    with album.signed_in("bob") as page:
        album.show(page, "/places/differences", "places-differences-full")
        album.show(page, f"/places/{place}", "place-corrected")
        album.go(page, f"/places/{place}/edit")
        page.locator("#zip").fill("12")
        page.get_by_role("button", name="Save", exact=True).click()
        album.save(page, "place-edit-refused", whole=True)
        _bring_in(album, page)
        album.show(page, "/alerts", "alerts-full")
        with album.desk.storage.unit_of_work() as session:
            session.execute(update(Alert).values(created_at=now() - timedelta(minutes=20)))
        album.show(page, "/alerts", "alerts-late")
        album.show(page, "/reports", "reports-full")
    _staff(album)


def _bring_in(album: Album, page: Page) -> None:
    for content, name in ((SHEET, "exchange-tried"), (SHEET + WRONG, "exchange-tried-wrong")):
        album.go(page, "/exchange")
        page.set_input_files("input[type=file]", {"name": "sheet.csv", "mimeType": "text/csv", "buffer": content})
        page.get_by_role("button", name="Look at it").click()
        page.wait_for_url("**/exchange/files/**")
        if name == "exchange-tried":
            album.save(page, "exchange-columns", whole=True)
        page.get_by_role("button", name="Try it").click()
        page.locator("#progress").wait_for()
        if name == "exchange-tried":
            album.save(page, "exchange-being-tried", whole=True)
        _work(album)
        page.reload()
        album.save(page, name, whole=True)
        if name == "exchange-tried":
            page.get_by_role("button", name="Bring it in").click()
            page.locator("#progress").wait_for()
            _work(album)
            page.reload()
            album.save(page, "exchange-came-in", whole=True)


def _work(album: Album) -> None:
    """The worker's part of what was asked last."""
    storage = album.desk.storage
    with storage.unit_of_work() as session:
        asked = select(OutboxEvent.id).where(OutboxEvent.name == "exchange.asked").order_by(OutboxEvent.id.desc())
        event = session.scalars(asked.limit(1)).one()
    handle(storage, HANDLERS, event, "exchange.run_transfer")


def _staff(album: Album) -> None:
    with album.signed_in("erin") as page:
        album.go(page, "/staff")
        page.get_by_label("Name as colleagues see it").fill("Nadia Example")
        page.get_by_label("E-mail").fill("nadia@example.org")
        page.get_by_role("button", name="Make the account").click()
        if page.get_by_text("Is it you?").count():
            album.save(page, "is-it-you")
            page.get_by_label("Password").fill(album.desk.passwords["erin"])
            page.get_by_role("button", name="Go on").click()
            page.get_by_label("Name as colleagues see it").fill("Nadia Example")
            page.get_by_label("E-mail").fill("nadia@example.org")
            page.get_by_role("button", name="Make the account").click()
        album.save(page, "staff-link-for-password", whole=True)
        album.show(page, "/staff", "staff-full")
        page.get_by_role("link", name="Nadia Example").click()
        album.save(page, "staff-somebody", whole=True)
        album.go(page, "/settings")
        page.locator("#time_zone").fill("Mars/Olympus")
        page.get_by_role("button", name="Save settings").click()
        album.save(page, "settings-refused", whole=True)
        _retention(album, page)
        album.go(page, "/account")
        page.get_by_role("button", name="Set up an app").click()
        if page.get_by_text("Is it you?").count():
            page.get_by_label("Password").fill(album.desk.passwords["erin"])
            page.get_by_role("button", name="Go on").click()
            page.get_by_role("button", name="Set up an app").click()
        album.save(page, "second-factor-set-up", whole=True)
        _confirm(album, page)


def _retention(album: Album, page: Page) -> None:
    """Switched on, and off again: what is shown later has it as a desk begins."""
    for choice in ("are erased for good", "stay"):
        album.go(page, "/retention/change")
        page.get_by_label(choice).check()
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/retention")
        if choice != "stay":
            album.save(page, "retention-switched-on", whole=True)


def _confirm(album: Album, page: Page) -> None:
    from pyotp import TOTP

    page.locator("#code").fill("000000")
    page.get_by_role("button", name="Use it from now on").click()
    album.save(page, "second-factor-wrong-code", whole=True)
    page.locator("#code").fill(TOTP(page.locator("[data-secret]").inner_text().replace(" ", "")).now())
    page.get_by_role("button", name="Use it from now on").click()
    album.save(page, "second-factor-recovery-codes", whole=True)
    with album.stranger() as stranger:
        album.go(stranger, "/sign-in")
        stranger.get_by_label("E-mail").fill("erin@example.org")
        stranger.get_by_label("Password").fill(album.desk.passwords["erin"])
        stranger.get_by_role("button", name="Sign in").click()
        album.save(stranger, "sign-in-code")
