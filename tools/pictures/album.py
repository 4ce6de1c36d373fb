"""Where pictures are saved, and the desk that they are taken of."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from intake.accounts.models import Account
from intake.app import create_app
from intake.cli import load_reference
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM, Actor, Role
from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing
from tests.browser.stage import Desk, furnish, serving, sign_in
from tests.conftest import Member
from tools.console import ROOT, say

PICTURES = ROOT / "docs" / "pictures"
WORKBOOK = ROOT.parent / "shared" / "data" / "samhsa" / "national_directory_su_facilities_2022.xlsx"
SIZE = {"width": 1366, "height": 768}
# A long page is shown so far: its beginning tells how it looks.
TALLEST = 2300
IS_TOUCHED = "() => matchMedia('(pointer: coarse)').matches"


@dataclass(frozen=True)
class Album:
    """Takes each picture twice: in the light and in the dark."""

    browser: Browser
    desk: Desk

    @contextmanager
    def signed_in(self, who: str, **more: Any) -> Iterator[Page]:
        """A browser of somebody; `more`: size, language, zoom."""
        settings: dict[str, Any] = {"viewport": SIZE, "locale": "en-US", "timezone_id": "America/New_York", **more}
        with self.browser.new_context(**settings) as context:
            yield sign_in(context, self.desk, who)

    @contextmanager
    def stranger(self, **more: Any) -> Iterator[Page]:
        settings: dict[str, Any] = {"viewport": SIZE, "locale": "en-US", "timezone_id": "America/New_York", **more}
        with self.browser.new_context(**settings) as context:
            yield context.new_page()

    def go(self, page: Page, path: str) -> None:
        page.goto(path if path.startswith("http") else self.desk.url + path)

    def show(self, page: Page, path: str, name: str, *, whole: bool = True) -> None:
        """Open an address and save it."""
        self.go(page, path)
        self.save(page, name, whole=whole)

    def save(self, page: Page, name: str, *, whole: bool = False, dark: bool = True) -> None:
        """What is in sight, or with `whole` the page down to its foot."""
        for scheme in ("light", "dark") if dark else ("light",):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            if whole:
                page.evaluate("() => scrollTo(0, 0)")
            page.wait_for_timeout(350)
            file = PICTURES / (f"{name}.png" if scheme == "light" else f"{name}-{scheme}.png")
            box: dict[str, Any] = {"full_page": True, "clip": _all_of(page)} if whole else {}
            with _tall(page) if whole and page.evaluate(IS_TOUCHED) else nullcontext():
                page.screenshot(path=file, animations="disabled", caret="hide", **box)
        page.emulate_media(color_scheme="light")
        say(f"  {Path(name)}")

    def member(self, session: Session, who: str) -> Member:
        """Somebody of the desk, for whoever furnishes it."""
        account = session.scalars(select(Account).where(Account.email == f"{who}@example.org")).one()
        actor = Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id)
        return Member(actor, FlaskClient(self.desk.app or Flask("none")), "")


@contextmanager
def _tall(page: Page) -> Iterator[None]:
    """A window as high as the page: taking more than the window, the browser forgets that fingers point at it."""
    all_of, size = _all_of(page), page.evaluate("() => ({width: innerWidth, height: innerHeight})")
    page.set_viewport_size({"width": size["width"], "height": int(all_of["height"])})
    page.wait_for_timeout(150)
    yield
    page.set_viewport_size(size)
    page.wait_for_timeout(150)


def _all_of(page: Page) -> dict[str, float]:
    width, height = page.evaluate("() => [innerWidth, Math.max(innerHeight, document.documentElement.scrollHeight)]")
    return {"x": 0, "y": 0, "width": width, "height": min(height, TALLEST)}


def a_desk(cluster: Cluster, running: ExitStack) -> Desk:
    """Migrations, reference data, the demo desk; and one address that fails, for the page that tells of it."""
    say("· A desk of its own: migrations, reference data, demo desk")
    PICTURES.mkdir(parents=True, exist_ok=True)
    cluster.create_database("pictures")
    os.environ["DATABASE_OWNER_URL"] = cluster.owner_url("pictures")
    os.environ["DATABASE_URL"] = cluster.app_url("pictures")
    command.upgrade(AlembicConfig(ROOT / "alembic.ini"), "head")
    settings = {
        "INTAKE_ENV": "test",
        "INTAKE_KEYS": KeyRing.create().dump(),
        "INTAKE_SECRET_KEY": "only-for-pictures-only-for-pictures",
        # Nothing is handed over: there is no worker here.
        "INTAKE_MAIL_SERVER": "mail.example.org:587",
        "INTAKE_MAIL_SENDER": "desk@example.org",
        "INTAKE_MAIL_NAME": "Demo Helpline",
    }
    app = create_app(Config.from_env({**settings, "DATABASE_URL": cluster.app_url("pictures")}))
    app.testing = False
    app.add_url_rule("/fails", "fails", _fail)
    storage = app.extensions["intake"].storage
    with storage.unit_of_work() as session:
        load_reference(session)
    passwords = furnish(storage)
    if WORKBOOK.exists():
        with storage.unit_of_work() as session:
            import_directory(session, actor=SYSTEM, path=WORKBOOK, year=2022)
    return Desk(running.enter_context(serving(app)), storage, passwords, app)


def _fail() -> str:
    raise RuntimeError("for the picture of a page that fails")
