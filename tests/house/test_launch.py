"""`make run` itself, the real thing: it serves, survives kill -9 of each part, stops cleanly and starts again."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
SET_BY_LAUNCHER = ("DATABASE_URL", "DATABASE_OWNER_URL", "INTAKE_ENV", "INTAKE_KEYS", "INTAKE_KEYS_FILE")
pytestmark = pytest.mark.slow


class Desk:
    """One home and port, with a launcher that can be started, killed and stopped."""

    def __init__(self, home: Path) -> None:
        self.home = home
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.launcher: subprocess.Popen[str] | None = None
        self.greeting = ""

    def start(self) -> str:
        """Everything it said until it greeted, or until it gave up."""
        env = {name: value for name, value in os.environ.items() if name not in SET_BY_LAUNCHER}
        self.launcher = subprocess.Popen(
            [sys.executable, "-m", "tools.run"],
            cwd=ROOT,
            env=env | {"INTAKE_HOME": str(self.home), "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = ""
        assert self.launcher.stdout is not None
        for line in self.launcher.stdout:
            said += line
            if line.startswith("Logs:"):
                break
        return said

    def stop(self) -> str:
        """What it said on the way out."""
        assert self.launcher is not None
        self.launcher.send_signal(signal.SIGINT)
        said, _ = self.launcher.communicate(timeout=300)
        return said

    def kill_launcher(self) -> None:
        assert self.launcher is not None and self.launcher.stdout is not None
        self.launcher.kill()
        self.launcher.wait()
        self.launcher.stdout.close()

    def number(self, part: str) -> int:
        if part == "database":
            return int((self.home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        return int((self.home / "run" / f"{part}.pid").read_text())

    def parts(self) -> dict[str, int]:
        return {part: self.number(part) for part in ("web", "worker", "database")}

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def comes_back_without(self, killed: dict[str, int]) -> bool:
        """True when it answers again and every killed part has a new process."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                renewed = all(self.number(part) != number for part, number in killed.items())
            except (OSError, IndexError):
                renewed = False
            if renewed and self.is_ready():
                return True
            time.sleep(0.1)
        return False


def still_lives(number: int) -> bool:
    """After a moment: PostgreSQL says goodbye before its process has ended, and somebody has to collect it."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if psutil.Process(number).status() == psutil.STATUS_ZOMBIE:
                return False
        except psutil.NoSuchProcess:
            return False
        time.sleep(0.05)
    return True


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One for all, because making a database takes longest."""
    home = Path(tempfile.mkdtemp(prefix="intake-launch-"))
    home.chmod(0o711)
    yield home
    shutil.rmtree(home)


@pytest.fixture
def desk(home: Path) -> Iterator[Desk]:
    desk = Desk(home)
    desk.greeting = desk.start()
    yield desk
    if desk.launcher is not None and desk.launcher.poll() is None:
        desk.stop()


def test_it_says_where_to_go_and_serves(desk: Desk) -> None:
    assert f"Intake runs on http://127.0.0.1:{desk.port}" in desk.greeting
    assert "@" in desk.greeting.split("Intake runs on")[1], "it does not say whom to sign in as"
    assert desk.is_ready()


def test_stopped_it_leaves_nothing_running(desk: Desk) -> None:
    numbers = list(desk.parts().values())
    assert desk.stop().lstrip() == "· Stopping: web, worker, database\n· Stopped\n"
    assert [number for number in numbers if still_lives(number)] == []


def test_web_and_worker_do_not_hold_the_owners_address(desk: Desk) -> None:
    for part in ("web", "worker"):
        held = psutil.Process(desk.number(part)).environ()
        assert "intake_app" in held["DATABASE_URL"]
        assert [value for value in held.values() if "intake_owner" in value] == []


def test_each_part_that_is_killed_comes_back(desk: Desk) -> None:
    for part in ("web", "worker", "database"):
        killed = {part: desk.number(part)}
        os.kill(killed[part], signal.SIGKILL)
        assert desk.comes_back_without(killed), f"the {part} stays away"


@pytest.mark.parametrize("also", [(), ("web",), ("web", "worker", "database")])
def test_a_killed_launcher_is_put_right_by_the_next_start(desk: Desk, also: tuple[str, ...]) -> None:
    before = desk.parts()
    desk.kill_launcher()
    for part in also:
        os.kill(before[part], signal.SIGKILL)
    assert "Intake runs on" in desk.start()
    assert desk.is_ready()
    assert [part for part in ("web", "worker", *also) if desk.number(part) == before[part]] == []


def test_a_desk_that_was_prepared_starts_without_looking_at_everything_again(desk: Desk, home: Path) -> None:
    desk.stop()
    assert "nothing has changed since" in desk.start()
    assert desk.is_ready()
    desk.stop()
    accounts = home / "demo-accounts.txt"
    accounts.unlink()
    assert f"whom to sign in as stands in {accounts}" in desk.start()
