"""One PostgreSQL cluster in one folder: made on first start, recovered after a crash, stopped cleanly."""

import fcntl
import os
import shlex
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.storage.embedded.account import choose_account, choose_place
from intake.storage.embedded.errors import EmbeddedDatabaseError
from intake.storage.embedded.passwords import Passwords
from intake.storage.embedded.process import forget_stale_postmaster, postmaster_port
from intake.storage.embedded.programs import Programs, version
from intake.storage.embedded.roles import APP, OWNER, SUPERUSER, drop_database, ensure_database, ensure_roles
from intake.storage.embedded.settings import settings_text

HOST = "127.0.0.1"
PATIENCE_SECONDS = 60.0  # children of a killed server may still be leaving, or a crash is being replayed
REFUSAL_SECONDS = 8.0


class Cluster:
    """The embedded PostgreSQL under `home/postgres`. `fast` gives up safety against a power cut: tests only."""

    def __init__(self, home: Path, port: int | None = None, *, fast: bool = False) -> None:
        self.place = choose_place(home)
        self.data = self.place / "data"
        self._wanted_port = port
        self._fast = fast
        self._account = choose_account(self.data)
        self._programs = Programs(self.place, self._account)
        self._passwords = Passwords(self.place / "passwords.json")

    @property
    def port(self) -> int:
        """The port of the running server, else the one remembered from its last start."""
        running = postmaster_port(self.data)
        if running is not None:
            return running
        try:
            return int((self.place / "port").read_text())
        except (FileNotFoundError, ValueError) as gap:
            raise EmbeddedDatabaseError("The embedded database was never started: run `make run`.") from gap

    def start(self) -> None:
        """Ready when this returns; makes the cluster, its roles and the `intake` database on first use. Repeatable."""
        with self._alone():
            self._refuse_other_version()
            if not self.data.exists():
                self._create()
            if not self.is_ready():
                self._launch()
            ensure_roles(self.superuser_url(), self._passwords)
            self.create_database("intake")

    def stop(self) -> None:
        """Stop the server; open transactions are rolled back. Nothing happens when none runs."""
        with self._alone():
            if postmaster_port(self.data) is None:
                return
            for mode in ("fast", "immediate"):
                done = self._programs.run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-t", "30", "stop")
                if done.returncode == 0 or postmaster_port(self.data) is None:
                    return
        raise EmbeddedDatabaseError(f"The embedded database does not stop; its log is in {self.place / 'log'}.")

    def is_running(self) -> bool:
        """True while this cluster's server lives, ready or not; cheap enough to ask twice a second."""
        return postmaster_port(self.data) is not None

    def is_ready(self) -> bool:
        """True when this cluster's own server accepts connections."""
        port = postmaster_port(self.data)
        return port is not None and self._programs.run("pg_isready", "-h", HOST, "-p", str(port)).returncode == 0

    def owner_url(self, database: str = "intake") -> str:
        """For migrations: the role that owns the tables."""
        return self._url(OWNER, database)

    def app_url(self, database: str = "intake") -> str:
        """For the web and the worker: the role that owns nothing."""
        return self._url(APP, database)

    def superuser_url(self, database: str = "postgres") -> str:
        """For this module, backups and tests only."""
        return self._url(SUPERUSER, database)

    def create_database(self, name: str, template: str | None = None) -> None:
        """A database with the extensions, or a copy of `template`, which nobody may be using. One that exists stays."""
        ensure_database(self.superuser_url(), name, template)

    def drop_database(self, name: str) -> None:
        """Remove a database, with everybody who is still in it."""
        drop_database(self.superuser_url(), name)

    def _url(self, role: str, database: str) -> str:
        return f"postgresql+psycopg://{role}:{self._passwords.of(role)}@{HOST}:{self.port}/{database}"

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.place / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _refuse_other_version(self) -> None:
        made_by = self.data / "PG_VERSION"
        programs = version().split(".")[0]
        if made_by.exists() and (found := made_by.read_text().strip()) != programs:
            raise EmbeddedDatabaseError(
                f"The database in {self.data} was made by PostgreSQL {found}, the programs here are {programs}: "
                "move its data with pg_dump and psql, see docs/operations.md."
            )

    def _create(self) -> None:
        """Made beside and moved into place when whole, so that a broken first start leaves nothing half made."""
        fresh, secret = self.place / "data-new", self.place / "initdb-password"
        shutil.rmtree(fresh, ignore_errors=True)
        self._make_folder(fresh)
        self._make_folder(self.place / "log")
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        try:
            secret.write_text(self._passwords.of(SUPERUSER))
            self._give(secret)
            done = self._programs.run(
                "initdb", "-D", str(fresh), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={secret}",
                "-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--data-checksums", *(["--no-sync"] if self._fast else []),
            )  # fmt: skip
        finally:
            secret.unlink()
        if done.returncode:
            raise EmbeddedDatabaseError(f"The embedded database cannot be made: {_last_line(done.stderr)}")
        fresh.rename(self.data)

    def _launch(self) -> None:
        started, refused_since, complaint = time.monotonic(), None, ""
        while time.monotonic() - started < PATIENCE_SECONDS:
            forget_stale_postmaster(self.data)
            if postmaster_port(self.data) is None:
                complaint = self._try_to_launch()
                refused_since = refused_since or time.monotonic()
            if self.is_ready():
                return
            if postmaster_port(self.data) is None and time.monotonic() - (refused_since or started) > REFUSAL_SECONDS:
                break
            time.sleep(0.2)
        raise EmbeddedDatabaseError(f"The embedded database does not start: {complaint or 'it is not ready yet'}")

    def _try_to_launch(self) -> str:
        """Empty when started, else PostgreSQL's last word."""
        port, config, log = self._choose_port(), self.place / "postgresql.conf", self.place / "log" / "start.log"
        config.write_text(settings_text(log_folder=str(self.place / "log"), fast=self._fast))
        config.chmod(0o644)
        options = shlex.join(["-p", str(port), "-c", f"config_file={config}"])
        done = self._programs.run("pg_ctl", "-D", str(self.data), "-o", options, "-l", str(log), "-w", "start")
        if done.returncode == 0:
            (self.place / "port").write_text(str(port))
            return ""
        return _last_line(log.read_text(errors="replace") if log.exists() else done.stderr)

    def _choose_port(self) -> int:
        if self._wanted_port is not None:
            if not _is_free(self._wanted_port):
                raise EmbeddedDatabaseError(f"Port {self._wanted_port} for the database is taken: choose another.")
            return self._wanted_port
        remembered = self.place / "port"
        if remembered.exists() and _is_free(port := int(remembered.read_text() or 0)):
            return port
        with socket.create_server((HOST, 0)) as probe:
            return int(probe.getsockname()[1])

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._give(folder)

    def _give(self, path: Path) -> None:
        if self._account:
            os.chown(path, self._account.uid, self._account.gid)


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return port != 0


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error" in line.lower()]
    return (telling or lines or ["it gave no reason"])[-1]
