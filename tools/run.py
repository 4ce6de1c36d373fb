"""`make run`: database, keys, migrations, reference data and demo desk, then web and worker until Ctrl-C.

A killed launcher, web, worker or database is put right by the next start.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from intake.storage.embedded import Cluster, EmbeddedDatabaseError
from intake.storage.keyring import KeyRing
from tools.children import Child
from tools.console import ROOT, fail, say

HOST = "127.0.0.1"
ROOM_NEEDED = 200_000_000
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_SECONDS = 60.0
WEB_PATIENCE, WORKER_PATIENCE = 15.0, 30.0


class Stopped(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


def main() -> None:
    """Start everything, keep it running, stop it cleanly."""
    for number in SIGNALS:
        signal.signal(number, _on_signal)
    home, port = _home(), _port()
    with _only_launcher(home, port), contextlib.ExitStack() as running:
        web, worker = _children(home, port)
        try:
            _clear_port(port, web, worker)
            cluster = _database(home, running)
            env = _environment(home, port, cluster)
            _prepare(env)
            running.callback(_stop_children, web, worker)
            _serve(web, worker, _without_owner(env), port)
            _greet(home, port, web, worker)
            _watch(web, worker, cluster)
        except Stopped:
            say("\n· Stopping: web, worker, database")
        except EmbeddedDatabaseError as error:
            fail(str(error))
        except OSError as error:
            fail(f"{error.filename or home}: {error.strerror}.", "Mend it and run `make run` again.")


def _home() -> Path:
    home = Path(os.environ.get("INTAKE_HOME") or ROOT / "var").absolute()
    try:
        for folder, mode in ((home, 0o711), (home / "keys", 0o700), (home / "run", 0o700), (home / "logs", 0o700)):
            folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        fail(f"The folder {home} cannot be used ({error.strerror}).", "Choose another: INTAKE_HOME=/some/folder make run")
    if shutil.disk_usage(home).free < ROOM_NEEDED:
        fail(f"The disk of {home} is almost full.", "Free 200 MB, or choose another place with INTAKE_HOME.")
    return home


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        fail(f"PORT={text} is not a port.", "Give a number from 1 to 65535: PORT=8001 make run")
    return int(text)


@contextlib.contextmanager
def _only_launcher(home: Path, port: int) -> Iterator[None]:
    """Two launchers on one home would end each other's processes."""
    with (home / "run" / "launcher.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            fail(f"Intake already runs here, {lock.read().strip()}.", "Stop that one first, or use another INTAKE_HOME.")
        lock.truncate(0)
        lock.write(f"as process {os.getpid()} on http://{HOST}:{port}")
        lock.flush()
        yield


def _children(home: Path, port: int) -> tuple[Child, Child]:
    python = sys.executable
    gunicorn = [python, "-m", "gunicorn", "-c", "tools/gunicorn.conf.py", "--bind", f"{HOST}:{port}", "wsgi:app"]
    return (
        Child("web", gunicorn, home, mark="wsgi:app"),
        Child("worker", [python, "-m", "intake.worker"], home, mark="intake.worker"),
    )


def _clear_port(port: int, *children: Child) -> None:
    for child in children:
        if child.clear_left_behind():
            say(f"· Recovering: ended the {child.name} that an earlier start left behind")
    try:
        socket.create_server((HOST, port)).close()
    except PermissionError:
        fail(f"Port {port} needs more rights than this account has.", "Choose one above 1023: PORT=8001 make run")
    except OSError:
        fail(f"Port {port} is taken by another program.", f"Stop it, or choose another: PORT={port % 65535 + 1} make run")


def _database(home: Path, running: contextlib.ExitStack) -> Cluster | None:
    """The embedded one, started; None when an operated PostgreSQL is named."""
    named = [name for name in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(name)]
    if len(named) == 1:
        missing = "DATABASE_OWNER_URL" if named == ["DATABASE_URL"] else "DATABASE_URL"
        fail(
            f"{named[0]} is set but {missing} is not.",
            "Set both (application role, owner role), or neither to use the PostgreSQL that comes with Intake.",
        )
    _keep_secrets(home)
    if named:
        say("· Database: the one that DATABASE_URL names")
        return None
    say("· Database: starting the PostgreSQL that comes with Intake")
    cluster = Cluster(home)
    running.callback(_stop_database, cluster)
    cluster.start()
    return cluster


def _keep_secrets(home: Path) -> None:
    """The key ring and the cookie key, made once. A lost ring is never replaced beside a database sealed with it."""
    ring, cookie = home / "keys" / "ring.json", home / "keys" / "secret-key"
    if not ring.exists() and not _is_given("INTAKE_KEYS"):
        if (home / "postgres" / "data").exists():
            fail(
                f"The key ring {ring} is gone, and the database here is sealed with it.",
                "Put it back from your copy, or start afresh with another INTAKE_HOME.",
            )
        say(f"· Keys: making the key ring {ring} (keep a copy in a safe place)")
        _write_secret(ring, KeyRing.create().dump())
    if not cookie.exists():
        _write_secret(cookie, secrets.token_urlsafe(48))


def _write_secret(file: Path, text: str) -> None:
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _is_given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def _environment(home: Path, port: int, cluster: Cluster | None) -> dict[str, str]:
    env = {"INTAKE_ENV": "development"} | dict(os.environ) | {"INTAKE_HOME": str(home), "PORT": str(port)}
    for name, file in (("INTAKE_KEYS", "ring.json"), ("INTAKE_SECRET_KEY", "secret-key")):
        if not _is_given(name):
            env[f"{name}_FILE"] = str(home / "keys" / file)
    if cluster:
        env |= {"DATABASE_URL": cluster.app_url(), "DATABASE_OWNER_URL": cluster.owner_url()}
    return env


def _without_owner(env: Mapping[str, str]) -> dict[str, str]:
    """What serves people never holds the role that can change tables."""
    return {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}


def _prepare(env: Mapping[str, str]) -> None:
    say("· Desk: migrations, reference data, demo desk")
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "desk", "prepare"]
    if subprocess.run(command, cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL).returncode:
        fail("The desk could not be prepared, for the reason above.", "Mend it and run `make run` again.")


def _serve(web: Child, worker: Child, env: Mapping[str, str], port: int) -> None:
    say("· Web and worker: starting")
    for child in (web, worker):
        child.start(env)
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(port):
        if not web.is_running() or time.monotonic() > deadline:
            say(web.last_words())
            fail("The web server does not come up, for the reason above.", f"The whole story: {web.log}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(home: Path, port: int, web: Child, worker: Child) -> None:
    say(f"\nIntake runs on http://{HOST}:{port}    (Ctrl-C stops it)")
    with contextlib.suppress(FileNotFoundError):
        say((home / "demo-accounts.txt").read_text().rstrip())
    say(f"Logs: {web.log}, {worker.log}\n")


def _watch(web: Child, worker: Child, cluster: Cluster | None) -> None:
    address = cluster.app_url() if cluster else ""
    while True:
        time.sleep(0.5)
        if cluster and not cluster.is_running():
            say("! The database ended; starting it again")
            cluster.start()
            if cluster.app_url() != address:
                fail("The database's port was taken meanwhile.", "Run `make run` again: it chooses another.")
        web.keep_alive()
        worker.keep_alive()


def _stop_children(web: Child, worker: Child) -> None:
    web.stop(WEB_PATIENCE)
    worker.stop(WORKER_PATIENCE)


def _stop_database(cluster: Cluster) -> None:
    cluster.stop()
    say("· Stopped")


def _on_signal(number: int, frame: FrameType | None) -> None:
    """Once: a second Ctrl-C must not cut the clean stop short."""
    for known in SIGNALS:
        signal.signal(known, signal.SIG_IGN)
    raise Stopped


if __name__ == "__main__":
    main()
