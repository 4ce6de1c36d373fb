"""Nothing that was typed is lost: one request in twenty fails, the server is killed with -9 at random, windows close.

`INTAKES=200 python -m pytest tests/browser/test_losses.py -s` measures more than the few of every run (docs/performance.md).
"""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from config import Config
from intake.app import create_app
from intake.intakes.models import Intake, Note
from intake.storage.embedded import Cluster
from intake.substances.queries import uses_of
from tests.browser.stage import Desk, Form, furnish, sign_in
from tests.conftest import RING, ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
INTAKES = int(os.environ.get("INTAKES", "3"))
# Seconds that a server lives: in a long run long enough that most of the time is spent on calls.
LIFE = (2, 6) if INTAKES < 20 else (4, 15)
# Seconds from its start to its first answer, on a machine that has nothing else to do.
USUAL_START = 2.0
FAILING = 0.05
CLOSING = 0.1
# How often somebody tries to open a page of a desk that is away.
PATIENCE = 300
GIVEN = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")


@dataclass
class Mortal:
    """A real server that is killed with -9 now and then, and started again on the same port."""

    port: int
    settings: Mapping[str, str]
    log: Path
    killed: int = 0
    pace: float = 1.0
    _process: subprocess.Popen[bytes] | None = None
    _end: threading.Event = field(default_factory=threading.Event)

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "tools/gunicorn.conf.py",
            "--bind",
            f"127.0.0.1:{self.port}",
            "wsgi:app",
        ]
        with self.log.open("ab") as stream:
            told = {**os.environ, **self.settings, "WEB_PROCESSES": "1"}
            self._process = subprocess.Popen(command, cwd=ROOT, env=told, stdout=stream, stderr=stream, start_new_session=True)
        began = time.monotonic()
        while not self._end.is_set() and not self._answers():
            time.sleep(0.05)
        # Where everything takes longer it lives longer: nobody could do anything otherwise.
        self.pace = max(1.0, (time.monotonic() - began) / USUAL_START)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def live_and_die(self, chance: random.Random) -> None:
        """Until the end: some seconds of life, then killed in mid-sentence, away for a moment, and started again."""
        while not self._end.wait(chance.uniform(*LIFE) * self.pace):
            self.kill()
            self.killed += 1
            self._end.wait(chance.uniform(0, 1.5))
            self.start()

    def end(self) -> None:
        self._end.set()


@pytest.fixture(scope="module")
def mortal(cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mortal, Desk]]:
    cluster.create_database("losses", template=template)
    home = tmp_path_factory.mktemp("losses")
    settings = {
        "INTAKE_ENV": "test",
        "INTAKE_HOME": str(home),
        "DATABASE_URL": cluster.app_url("losses"),
        "INTAKE_KEYS": RING.dump(),
        "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
    }
    storage = create_app(Config.from_env(settings)).extensions["intake"].storage
    passwords = furnish(storage)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    server = Mortal(port, settings, home / "web.log")
    server.start()
    yield server, Desk(f"http://127.0.0.1:{port}", storage, passwords)
    server.end()
    server.kill()
    storage.engine.dispose()


@dataclass
class Told:
    """What one script says: fields of the caller, the narrative, a substance with its amount, a note."""

    given: str
    family: str
    narrative: str
    amount: str
    note: str


def a_story(n: int, chance: random.Random) -> Told:
    return Told(
        chance.choice(GIVEN),
        f"Example{n}",
        f"Call {n}: he ran out some days ago.",
        str(chance.randint(1, 9)),
        f"Note {n}: call after six.",
    )


def lose_some(page: Page, chance: random.Random) -> None:
    """One request in twenty fails: before it reaches the desk, or after, so that only the desk's word is lost."""

    def maybe(route: Route) -> None:
        fate = chance.random()
        with suppress(Exception):
            if fate < FAILING / 2:
                route.abort("connectionreset")
            elif fate < FAILING:
                with suppress(Exception):
                    route.fetch()
                route.abort("connectionreset")
            else:
                route.continue_()

    page.route("**/api/v1/**", maybe)


def open_page(page: Page, url: str) -> None:
    """As somebody does who sees that the desk does not answer: again, until it does."""
    for _ in range(PATIENCE):
        with suppress(Exception):
            answer = page.goto(url)
            if answer and answer.ok and page.locator("#form[data-keeps]").count() == 1:
                return
            page.wait_for_selector("#form[data-keeps]")
            return
        time.sleep(0.3)
    raise AssertionError("the desk does not come back")


def begin(context: BrowserContext, desk: Desk, chance: random.Random) -> Form:
    for _ in range(PATIENCE):
        page = context.new_page()
        with suppress(Exception):
            page.goto(f"{desk.url}/desk")
            page.get_by_role("button", name="Start the call").click()
            page.wait_for_selector("#form[data-keeps]")
            lose_some(page, chance)
            return Form(page)
        page.close()
        time.sleep(0.3)
    raise AssertionError("no call could be started")


def tell(form: Form, told: Told) -> None:
    form.type(form.answer("caller", "given_name"), told.given)
    form.type(form.answer("caller", "family_name"), told.family)
    form.choose(form.answer("intake", "for_whom"), "other")
    form.page.locator("#note-text").fill(told.note)
    form.page.locator("#note-text").press("Enter")
    form.page.locator("#intake-narrative").press_sequentially(told.narrative, delay=8)
    form.page.locator("#intake-narrative").press("Tab")


def tell_more(form: Form, told: Told) -> None:
    """A substance by its name; the type-ahead may be away, the words as they were said are never."""
    if form.cards("substance-use").count() == 0:
        form.page.locator("#find-substance").fill("klonapin")
        form.page.wait_for_timeout(300)
        form.page.locator("#find-substance").press("Enter")
        expect(form.cards("substance-use")).to_have_count(1)
    form.type(form.cards("substance-use").first.locator('[data-field="amount_per_day"]'), told.amount)


def everything_is_in(form: Form) -> None:
    form.page.locator('#saved[data-state="saved"]').wait_for(timeout=60_000)
    form.page.wait_for_timeout(300)
    form.page.locator('#saved[data-state="saved"]').wait_for(timeout=60_000)


def lost(desk: Desk, intake_id: UUID, told: Told) -> list[str]:
    """The answers that the desk does not have as they were typed."""
    with desk.storage.unit_of_work() as session:
        intake = session.get_one(Intake, intake_id)
        uses = uses_of(session, intake.id)
        notes = [note.text for note in session.query(Note).filter_by(intake_id=intake.id)]
        found = {
            "given_name": (intake.caller.given_name, told.given),
            "family_name": (intake.caller.family_name, told.family),
            "for_whom": (intake.for_whom, "other"),
            "narrative": (intake.narrative, told.narrative),
            "amount": ([str(use.amount_per_day.normalize()) for use in uses if use.amount_per_day is not None], [told.amount]),
            "note": (notes, [told.note]),
        }
    return [name for name, (kept, typed) in found.items() if kept != typed]


def test_killed_in_mid_sentence_and_started_again_nothing_is_lost(chromium: Browser, mortal: tuple[Mortal, Desk]) -> None:
    server, desk = mortal
    with chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-US") as context:
        context.set_default_timeout(20_000)
        form = Form.begin(sign_in(context, desk, "alice"))
        narrative = form.page.locator("#intake-narrative")
        narrative.press_sequentially("He ran out three da", delay=30)
        server.kill()
        narrative.press_sequentially("ys ago, and he shakes.", delay=30)
        expect(form.page.locator("#saved")).to_contain_text("Not saved: will retry")
        server.start()
        everything_is_in(form)
        expect(narrative).to_have_value("He ran out three days ago, and he shakes.")
        with desk.storage.unit_of_work() as session:
            intake = session.get_one(Intake, UUID(form.page.url.rpartition("/")[2]))
            assert intake.narrative == "He ran out three days ago, and he shakes."


def test_no_answer_is_lost(chromium: Browser, mortal: tuple[Mortal, Desk], capsys: pytest.CaptureFixture[str]) -> None:
    server, desk = mortal
    chance = random.Random(20261126)  # noqa: S311
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="en-US", timezone_id="America/New_York")
    context.set_default_timeout(20_000)
    sign_in(context, desk, "alice").close()
    killer = threading.Thread(target=server.live_and_die, args=(random.Random(7),))  # noqa: S311
    killer.start()
    missing: dict[str, list[str]] = {}
    began, closed = time.monotonic(), 0
    try:
        for n in range(INTAKES):
            told = a_story(n, chance)
            form = begin(context, desk, chance)
            url = form.page.url
            tell(form, told)
            if chance.random() < CLOSING:
                form.page.close(run_before_unload=False)
                closed += 1
                page = context.new_page()
                open_page(page, url)
                form = Form(page)
            tell_more(form, told)
            everything_is_in(form)
            gone = lost(desk, UUID(url.rpartition("/")[2]), told)
            if gone:
                missing[url] = gone
            form.page.close(run_before_unload=False)
    finally:
        server.end()
        killer.join()
        context.close()
    measured = (
        f"\n{INTAKES} intakes of 6 answers in {time.monotonic() - began:.0f} s: server killed {server.killed} times, "
        f"{closed} windows closed, {sum(map(len, missing.values()))} answers lost"
    )
    with capsys.disabled():
        sys.stdout.write(f"{measured}\n")
    assert missing == {}
    # Otherwise little would have been seen.
    assert server.killed > 0
