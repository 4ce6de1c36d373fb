"""`make run`: database, keys, migrations, reference data and demo desk, then web and worker until Ctrl-C.

A killed launcher, web, worker or database is put right by the next start.
"""

from __future__ import annotations

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

from intake.storage.embedded import Cluster, EmbeddedDatabaseError
from tools.children import Child
from tools.console import ROOT, fail, say
from tools.home import chosen_port, environment, keep_secrets, open_home
from tools.prepared import Prepared

HOST = "127.0.0.1"
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
READY_SECONDS = 60.0
WEB_PATIENCE, WORKER_PATIENCE = 15.0, 30.0


class Stopped(Exception):
    """Ctrl-C, SIGTERM or a closed terminal."""


def main() -> None:
    """Start everything, keep it running, stop it cleanly."""
    for number in SIGNALS:
        signal.signal(number, _on_signal)
    home, port = open_home(), chosen_port()
    with _only_launcher(home, port), contextlib.ExitStack() as running:
        web, worker = _children(home, port)
        try:
            _clearchosen_port(port, web, worker)
            cluster = _database(home, running)
            env = environment(home, port, cluster)
            _prepare(env, Prepared(home, cluster.app_url(), env) if cluster else None)
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


def _clearchosen_port(port: int, *children: Child) -> None:
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
    keep_secrets(home)
    if named:
        say("· Database: the one that DATABASE_URL names")
        return None
    say("· Database: starting the PostgreSQL that comes with Intake")
    cluster = Cluster(home)
    running.callback(_stop_database, cluster)
    cluster.start()
    return cluster


def _without_owner(env: Mapping[str, str]) -> dict[str, str]:
    """What serves people never holds the role that can change tables."""
    return {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}


def _prepare(env: Mapping[str, str], before: Prepared | None) -> None:
    if before is not None and before.is_still_true():
        say("· Desk: prepared before, and nothing has changed since")
        return
    say("· Desk: migrations, reference data, demo desk")
    if before is not None:
        before.forget()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "desk", "prepare"]
    if subprocess.run(command, cwd=ROOT, env=dict(env), stdin=subprocess.DEVNULL).returncode:
        fail("The desk could not be prepared, for the reason above.", "Mend it and run `make run` again.")
    if before is not None:
        before.note()


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
