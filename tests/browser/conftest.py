"""One served desk and one Chromium a run; a fresh browser context for each test, which must leave no error on the console."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from config import Config
from intake.app import create_app
from intake.facilities.service import import_directory
from intake.foundation.actor import SYSTEM
from intake.storage.embedded import Cluster
from tests.browser.stage import Desk, furnish, launch, serving, sign_in
from tests.conftest import RING, shared_file

# Milliseconds, on a machine that does much else at once: how long something takes decides no test.
PATIENCE = 20_000
expect.set_options(timeout=PATIENCE)
WORKBOOK = "samhsa/national_directory_su_facilities_2022.xlsx"


@pytest.fixture(scope="session")
def desk(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    cluster.create_database("browser", template=template)
    home = tmp_path_factory.mktemp("browser-home")
    told = {
        "INTAKE_ENV": "test",
        "INTAKE_HOME": str(home),
        "DATABASE_URL": cluster.app_url("browser"),
        "INTAKE_KEYS": RING.dump(),
    }
    app = create_app(Config.from_env({**told, "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only"}))
    storage = app.extensions["intake"].storage
    passwords = furnish(storage)
    with serving(app) as url:
        yield Desk(url, storage, passwords, app)
    storage.engine.dispose()


@pytest.fixture(scope="session")
def directory(desk: Desk) -> None:
    """The published directory of 2022, imported."""
    path = shared_file(WORKBOOK)
    with desk.storage.unit_of_work() as session:
        import_directory(session, actor=SYSTEM, path=path, year=2022)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def provoked() -> list[str]:
    """What a test makes the console say on purpose: parts of the lines."""
    return []


@pytest.fixture
def context(chromium: Browser, provoked: list[str]) -> Iterator[BrowserContext]:
    """A browser that nobody has used; afterwards its console must have been silent, but for what was `provoked`."""
    told: list[str] = []
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-US", timezone_id="America/New_York")
    context.set_default_timeout(PATIENCE)
    context.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: told.append(str(error.error)))
    yield context
    context.close()
    assert [line for line in told if not any(part in line for part in provoked)] == []


@pytest.fixture
def alice(context: BrowserContext, desk: Desk) -> Page:
    """The page of a counselor who has signed in."""
    return sign_in(context, desk, "alice")


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """Lines that are printed at the end, whatever pytest holds back."""
    lines: list[str] = []
    yield lines
    with capsys.disabled():
        sys.stdout.write("".join(f"\n  {line}" for line in lines))
