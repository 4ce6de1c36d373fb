"""`make run`'s own promises: clear refusals, secrets made once, children kept alive and never a stranger ended."""

import fcntl
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing
from intake.storage.migrations import newest_revision
from tools import children, run, setup
from tools.children import Child
from tools.home import keep_secrets
from tools.prepared import Prepared

ROOT = Path(__file__).parents[2]
SLEEP = "import time; time.sleep(600) # a child of the tests"
TAKES = ("PORT", "INTAKE_HOME", "DATABASE_URL", "DATABASE_OWNER_URL", "INTAKE_KEYS", "INTAKE_KEYS_FILE")


def launch(home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if name not in TAKES}
    return subprocess.run(
        [sys.executable, "-m", "tools.run"],
        cwd=ROOT,
        env=env | {"INTAKE_HOME": str(home)} | settings,
        capture_output=True,
        text=True,
        timeout=300,
    )


def wait_until(happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(0.02)
    return False


def free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return str(probe.getsockname()[1])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("run", "logs", "keys"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def child(home: Path) -> Iterator[Child]:
    child = Child("sleeper", [sys.executable, "-c", SLEEP], home, mark="a child of the tests")
    yield child
    child.stop(60)


def recorded(home: Path) -> int:
    return int((home / "run" / "sleeper.pid").read_text())


def test_a_taken_port_is_told_in_one_line_with_the_remedy(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = launch(tmp_path, PORT=str(port))
    assert done.returncode == 1
    assert done.stderr == (
        f"Stopped: Port {port} is taken by another program. Stop it, or choose another: PORT={port + 1} make run\n"
    )
    assert done.stdout == ""


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "８０００"])
def test_a_port_that_is_none_is_told(tmp_path: Path, port: str) -> None:
    done = launch(tmp_path, PORT=port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Stopped: PORT={port} is not a port.")


@pytest.mark.parametrize(("given", "missing"), [("DATABASE_URL", "DATABASE_OWNER_URL"), ("DATABASE_OWNER_URL", "DATABASE_URL")])
def test_half_a_database_is_refused_and_none_is_started(tmp_path: Path, given: str, missing: str) -> None:
    done = launch(tmp_path, PORT=free_port(), **{given: "postgresql://someone@db.example.org/intake"})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Stopped: {given} is set but {missing} is not. Set both")
    assert not (tmp_path / "postgres").exists()


def test_a_home_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = launch(tmp_path / "file")
    assert done.returncode == 1
    assert done.stderr.startswith(f"Stopped: The folder {tmp_path / 'file'} cannot be used")


def test_a_second_launcher_on_the_same_home_is_refused(home: Path) -> None:
    with (home / "run" / "launcher.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("as process 7 on http://127.0.0.1:8000")
        lock.flush()
        done = launch(home)
    assert done.returncode == 1
    assert done.stderr.startswith("Stopped: Intake already runs here, as process 7 on http://127.0.0.1:8000.")


def test_a_lost_key_ring_is_not_replaced_beside_a_sealed_database(home: Path) -> None:
    (home / "postgres" / "data").mkdir(parents=True)
    done = launch(home, PORT=free_port())
    assert done.returncode == 1
    assert "is gone, and the database here is sealed with it." in done.stderr
    assert not (home / "keys" / "ring.json").exists()


def test_keys_are_made_once_and_readable_by_their_owner_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTAKE_KEYS", raising=False)
    monkeypatch.delenv("INTAKE_KEYS_FILE", raising=False)
    keep_secrets(home)
    files = [home / "keys" / "ring.json", home / "keys" / "secret-key"]
    first = [file.read_text() for file in files]
    keep_secrets(home)
    assert [file.read_text() for file in files] == first
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    assert KeyRing.parse(first[0]).current == "k1"
    assert len(first[1]) >= 32


def test_what_serves_people_does_not_get_the_owners_address(home: Path) -> None:
    env = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "PORT": "8000"}
    assert run._without_owner(env) == {"DATABASE_URL": "app", "PORT": "8000"}


def test_a_dead_child_is_told_and_started_again(home: Path, child: Child, capsys: pytest.CaptureFixture[str]) -> None:
    child.start(os.environ)
    first = recorded(home)
    os.kill(first, signal.SIGKILL)
    assert wait_until(lambda: not child.is_running())
    died = time.monotonic()
    child.keep_alive()
    assert "! The sleeper ended (killed by SIGKILL); starting it again in 1 s." in capsys.readouterr().out

    def back() -> bool:
        child.keep_alive()
        return child.is_running()

    assert wait_until(back)
    assert time.monotonic() - died >= 1
    assert recorded(home) != first


def test_each_death_in_a_row_waits_twice_as_long(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = Child("broken", [sys.executable, "-c", "raise SystemExit(3)"], home, mark="never")
    for _ in range(3):
        broken.start(os.environ)
        assert wait_until(lambda: not broken.is_running())
        broken.keep_alive()
    said = [line.split(". Its log")[0] for line in capsys.readouterr().out.splitlines()]
    assert said == [f"! The broken ended (exit 3); starting it again in {wait} s" for wait in (1, 2, 4)]


def test_stopped_it_leaves_no_process_and_no_number(home: Path, child: Child) -> None:
    child.start(os.environ)
    process = psutil.Process(recorded(home))
    child.stop(60)
    assert not process.is_running()
    assert not (home / "run" / "sleeper.pid").exists()


def test_what_a_killed_launcher_left_is_found_and_ended(home: Path, child: Child) -> None:
    child.start(os.environ)
    left = psutil.Process(recorded(home))
    assert wait_until(lambda: "a child of the tests" in " ".join(left.cmdline()))
    after_crash = Child("sleeper", [], home, mark="a child of the tests")
    assert after_crash.clear_left_behind() is True
    assert wait_until(lambda: not child.is_running())
    assert not left.is_running() or left.status() == psutil.STATUS_ZOMBIE
    assert after_crash.clear_left_behind() is False


@pytest.mark.parametrize("stranger", ["another command", "another folder"])
def test_a_stranger_with_the_recorded_number_is_left_alone(home: Path, stranger: str) -> None:
    script = SLEEP if stranger == "another folder" else "import time; time.sleep(600)"
    where = ROOT if stranger == "another command" else home
    with subprocess.Popen([sys.executable, "-c", script], cwd=where, start_new_session=True) as process:
        (home / "run" / "sleeper.pid").write_text(str(process.pid))
        assert Child("sleeper", [], home, mark="a child of the tests").clear_left_behind() is False
        assert process.poll() is None
        process.kill()


def test_a_log_that_grew_too_long_is_rolled(home: Path, child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LOG_BYTES", 10)
    child.log.write_text("old words, many of them")
    child.start(os.environ)
    assert child.log.with_suffix(".log.1").read_text() == "old words, many of them"
    assert child.log.read_text() == ""


def test_an_old_python_is_told_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 6))
    with pytest.raises(SystemExit):
        setup._refuse_bad_machine()
    assert capsys.readouterr().err.startswith("Stopped: Intake needs Python 3.11 or newer, and this is 3.9.")


def test_a_missing_venv_module_is_told_with_the_package_that_brings_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit):
        setup._refuse_bad_machine()
    assert "apt install python3-venv" in capsys.readouterr().err


def test_pins_name_no_host_and_give_every_package_a_hash() -> None:
    for file in ROOT.glob("requirements*.txt"):
        text = file.read_text()
        pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert [line for line in pinned if "==" not in line or not line.endswith("\\")] == []
        assert "://" not in text
    assert "resolved" not in (ROOT / "package-lock.json").read_text()


def test_setup_files_need_nothing_installed() -> None:
    """They run under the system's Python, before there is an environment."""
    script = "import tools.setup, tools.frontend"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, '.'); {script}"], cwd=ROOT)
    assert done.returncode == 0


def test_a_closed_terminal_does_not_break_what_is_said() -> None:
    script = "import os; os.close(1); from tools.console import say; say('x'); os._exit(0)"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 0


@pytest.fixture
def prepared(home: Path, cluster: Cluster, database: str) -> Prepared:
    note = Prepared(home, cluster.app_url(database), {"INTAKE_ENV": "development"})
    note.note()
    return note


def test_what_was_prepared_stays_prepared(prepared: Prepared) -> None:
    assert prepared.is_still_true()
    prepared.forget()
    assert not prepared.is_still_true()


def test_other_keys_files_or_settings_are_prepared_again(prepared: Prepared, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Prepared(home, prepared.database, {"INTAKE_ENV": "production"}).is_still_true()
    (home / "keys" / "ring.json").write_text("{}")
    assert not prepared.is_still_true()
    prepared.note()
    assert prepared.is_still_true()
    product = home / "product"
    (product / "migrations" / "versions").mkdir(parents=True)
    monkeypatch.setattr("tools.prepared.ROOT", product)
    prepared.note()
    (product / "migrations" / "versions" / "0099_next.py").write_text("")
    assert not prepared.is_still_true()


def test_a_database_at_another_migration_is_prepared_again(prepared: Prepared, cluster: Cluster, database: str) -> None:
    with psycopg.connect(cluster.owner_url(database).replace("+psycopg", ""), autocommit=True) as owner:
        stands = owner.execute("update alembic_version set version_num = '0001' returning version_num").fetchone()
        assert stands == ("0001",)
        try:
            assert not prepared.is_still_true()
        finally:
            owner.execute("update alembic_version set version_num = %s", (newest_revision(),))
    assert prepared.is_still_true()
