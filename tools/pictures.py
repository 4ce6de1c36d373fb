"""`make pictures`: takes the example call on a desk of its own and saves what the pages look like to docs/pictures.

Fictional people; the published directory of treatment places when its workbook is at hand, else the demo desk's few places.
"""

import os
from contextlib import ExitStack
from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from playwright.sync_api import Browser, Page, sync_playwright

from config import Config
from intake.app import create_app
from intake.cli import load_reference
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM
from intake.storage.embedded import Cluster, temporary_cluster
from intake.storage.keyring import KeyRing
from tests.browser.stage import Desk, Form, furnish, launch, serving, sign_in, take_klonopin_call
from tools.console import ROOT, say

PICTURES = ROOT / "docs" / "pictures"
WORKBOOK = ROOT.parent / "shared" / "data" / "samhsa" / "national_directory_su_facilities_2022.xlsx"
SIZE = {"width": 1366, "height": 768}


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
    return Desk(running.enter_context(serving(app)), storage, passwords)


def _take(browser: Browser, desk: Desk, scheme: str) -> None:
    say(f"· The example call, {scheme}")
    context = browser.new_context(viewport=SIZE, color_scheme=scheme, locale="en-US", timezone_id="America/New_York")  # type: ignore[arg-type]
    page = sign_in(context, desk, "alice")
    form = Form.begin(page, number="561 555 0123" if scheme == "light" else "561 555 0145")
    take_klonopin_call(form)
    page.locator("#matches .place").first.wait_for()
    for section in ("caller", "situation", "substances", "safety", "insurance", "needs", "match", "next"):
        page.locator(f'.rail a[data-section="{section}"]').click()
        _save(page, f"form-{section}", scheme)
    page.locator('.rail a[data-section="substances"]').click()
    _save(page, "intake-form", scheme)
    form.choose(form.answer("intake", "suicidal_thoughts"), "yes")
    page.locator('#alarm[data-severity="emergency"]').wait_for()
    _save(page, "form-emergency", scheme)
    for name, path in (("home", "/desk"), ("people", "/desk/people"), ("tasks", "/desk/tasks"), ("places", "/places")):
        page.goto(desk.url + path)
        _save(page, name, scheme)
    context.close()


def _save(page: Page, name: str, scheme: str) -> None:
    page.wait_for_timeout(400)
    file = PICTURES / (f"{name}.png" if scheme == "light" else f"{name}-{scheme}.png")
    page.screenshot(path=file, animations="disabled", caret="hide")
    say(f"  {Path(file).relative_to(ROOT)}")


if __name__ == "__main__":
    main()
