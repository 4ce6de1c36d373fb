"""`make pictures`: takes the example call on a desk of its own and saves every page and state, light and dark, to docs/pictures.

Fictional people; the published directory of treatment places when its workbook is at hand, else the demo desk's few places.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config import Config
from intake.app import create_app
from intake.cli import load_reference
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM
from intake.storage.embedded import Cluster, temporary_cluster
from intake.storage.keyring import KeyRing
from tests.browser.stage import Desk, Form, furnish, launch, serving, sign_in, take_klonopin_call
from tests.browser.walk import addresses, pages_of
from tools.console import ROOT, say

PICTURES = ROOT / "docs" / "pictures"
WORKBOOK = ROOT.parent / "shared" / "data" / "samhsa" / "national_directory_su_facilities_2022.xlsx"
SIZE = {"width": 1366, "height": 768}
# Who opens which pages.
ROLES = {"alice": "counselor", "bob": "supervisor", "erin": "administrator"}


def main() -> None:
    """Build the desk, take the call in light and dark, save each page."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with ExitStack() as running:
        desk = _desk(running.enter_context(temporary_cluster()), running)
        browser = launch(running.enter_context(sync_playwright()))
        for scheme in ("light", "dark"):
            _take(browser, desk, scheme)
        browser.close()
        desk.storage.engine.dispose()


def _desk(cluster: Cluster, running: ExitStack) -> Desk:
    say("· A desk of its own: migrations, reference data, demo desk")
    cluster.create_database("pictures")
    os.environ["DATABASE_OWNER_URL"] = cluster.owner_url("pictures")
    os.environ["DATABASE_URL"] = cluster.app_url("pictures")
    command.upgrade(AlembicConfig(ROOT / "alembic.ini"), "head")
    settings = {
        "INTAKE_ENV": "test",
        "INTAKE_KEYS": KeyRing.create().dump(),
        "INTAKE_SECRET_KEY": "only-for-pictures-only-for-pictures",
    }
    app = create_app(Config.from_env({**settings, "DATABASE_URL": cluster.app_url("pictures")}))
    storage = app.extensions["intake"].storage
    with storage.unit_of_work() as session:
        load_reference(session)
    passwords = furnish(storage)
    if WORKBOOK.exists():
        with storage.unit_of_work() as session:
            import_directory(session, actor=SYSTEM, path=WORKBOOK, year=2022)
    return Desk(running.enter_context(serving(app)), storage, passwords, app)


def _take(browser: Browser, desk: Desk, scheme: str) -> None:
    say(f"· The example call and every page, {scheme}")
    with _context(browser, scheme) as context:
        page = sign_in(context, desk, "alice")
        _call(page, "561 555 0123" if scheme == "light" else "561 555 0145", scheme)
    told = addresses(desk)
    for who, role in ROLES.items():
        with _context(browser, scheme) as context:
            page = sign_in(context, desk, who)
            for path in pages_of(desk, role, told):
                page.goto(desk.url + path)
                _save(page, f"{role}-{_name(path, told)}", scheme)
    with _context(browser, scheme) as context:
        page = context.new_page()
        page.goto(desk.url + "/sign-in")
        _save(page, "sign-in", scheme)


def _context(browser: Browser, scheme: str, **more: Any) -> BrowserContext:
    settings: dict[str, Any] = {"viewport": SIZE, "locale": "en-US", "timezone_id": "America/New_York"}
    return browser.new_context(**{**settings, "color_scheme": scheme, **more})


def _name(path: str, told: dict[str, str]) -> str:
    for name, value in told.items():
        path = path.replace(value, name.removesuffix("_id"))
    return path.strip("/").replace("/", "-") or "start"


def _call(page: Page, number: str, scheme: str) -> None:
    """The example call, and the states that a form goes through."""
    form = Form.begin(page, number)
    _save(page, "form-empty", scheme)
    take_klonopin_call(form)
    page.locator("#matches .place").first.wait_for()
    for section in ("caller", "situation", "substances", "safety", "insurance", "needs", "match", "next"):
        page.locator(f'.rail a[data-section="{section}"]').click()
        _save(page, f"form-{section}", scheme)
    page.locator('.rail a[data-section="substances"]').click()
    _save(page, "intake-form", scheme)
    page.locator("#find-substance").fill("fent")
    page.locator("#find-substance-list li").first.wait_for()
    _save(page, "form-type-ahead", scheme)
    page.keyboard.press("Escape")
    page.locator("#find-substance").fill("")
    page.get_by_role("button", name="Keys").click()
    _save(page, "form-keys", scheme)
    page.keyboard.press("Escape")
    form.cards("substance-use").last.locator("[data-remove]").click()
    _save(page, "form-removed-undo", scheme)
    page.get_by_role("button", name="Undo").click()
    page.context.set_offline(True)
    form.type(form.answer("caller", "family_name"), "Example")
    _save(page, "form-offline", scheme)
    page.context.set_offline(False)
    form.saved()
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    page.locator('#alarm[data-severity="emergency"]').wait_for()
    _save(page, "form-emergency", scheme)
    form.choose(form.answer("intake", "suicidal_thoughts"), "no")
    form.saved()
    page.locator("#task-kind").select_option("follow_up_call")
    page.get_by_role("button", name="Add follow-up").click()
    page.locator("#tasks [data-task]").first.wait_for()
    page.get_by_role("button", name="Complete the intake").click()
    page.locator('#intake-state[data-state="complete"]').wait_for()
    page.locator("#matches [data-refer]").first.click()
    page.locator("#referrals [data-referral]").first.wait_for()
    _save(page, "form-complete", scheme)
    page.emulate_media(media="print")
    _save(page, "form-print", scheme, whole=True)
    page.emulate_media(media="screen")


def _save(page: Page, name: str, scheme: str, *, whole: bool = False) -> None:
    page.wait_for_timeout(400)
    file = PICTURES / (f"{name}.png" if scheme == "light" else f"{name}-{scheme}.png")
    page.screenshot(path=file, animations="disabled", caret="hide", full_page=whole)
    say(f"  {Path(file).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
