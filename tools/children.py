"""The processes that the launcher keeps alive: started in a group of their own, found again after a crash."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from tools.console import ROOT, say

LOG_BYTES = 10_000_000
STEADY_SECONDS = 60.0
LONGEST_WAIT = 30.0


class Child:
    """One process with its group, its log and its pid file. `mark` is what its command line is known by."""

    def __init__(self, name: str, command: list[str], home: Path, *, mark: str) -> None:
        self.name = name
        self.log = home / "logs" / f"{name}.log"
        self._command = command
        self._env: dict[str, str] = {}
        self._pid_file = home / "run" / f"{name}.pid"
        self._mark = mark
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._wait = 1.0
        self._next_try = 0.0

    def start(self, env: Mapping[str, str]) -> None:
        """Start it with this environment, its output going to its log."""
        self._env = dict(env)
        self._roll_log()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self._pid_file.write_text(str(self._process.pid))
        self._started = time.monotonic()

    def is_running(self) -> bool:
        """True while its first process lives."""
        return self._process is not None and self._process.poll() is None

    def keep_alive(self) -> None:
        """Say so and start it again when it died; each death in a row waits twice as long."""
        now = time.monotonic()
        if self.is_running():
            return
        if self._process is not None:
            if now - self._started > STEADY_SECONDS:
                self._wait = 1.0
            say(f"! The {self.name} ended ({_how(self._process.returncode)}); starting it again in {self._wait:.0f} s. "
                f"Its log: {self.log}")  # fmt: skip
            self._process = None
            self._next_try, self._wait = now + self._wait, min(self._wait * 2, LONGEST_WAIT)
            self.clear_left_behind()
        elif now >= self._next_try:
            self.start(self._env)

    def stop(self, patience: float) -> None:
        """Ask it to finish what it does; after `patience` seconds, end it."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
        self.clear_left_behind()
        self._process = None
        self._pid_file.unlink(missing_ok=True)

    def clear_left_behind(self) -> bool:
        """End what is left of this child's group, from this launcher or from one that was killed."""
        group = self._recorded_group()
        left = [process for process in _group(group) if self._is_ours(process)]
        # a leader that lives stops its own people best
        for process in [process for process in left if process.pid == group] or left:
            with contextlib.suppress(psutil.Error):
                process.terminate()
        for process in _still_living(left, within=12):
            with contextlib.suppress(psutil.Error):
                process.kill()
        _still_living(left, within=3)
        return bool(left)

    def last_words(self, lines: int = 5) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def _recorded_group(self) -> int | None:
        try:
            return int(self._pid_file.read_text())
        except (OSError, ValueError):
            return None

    def _is_ours(self, process: psutil.Process) -> bool:
        """The number alone proves nothing: after a restart of the machine it may be a stranger's."""
        try:
            return Path(process.cwd()) == ROOT and self._mark in " ".join(process.cmdline())
        except (psutil.Error, OSError):
            return False

    def _roll_log(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))


def _group(number: int | None) -> list[psutil.Process]:
    members = []
    for process in psutil.process_iter():
        with contextlib.suppress(OSError):
            if number is not None and os.getpgid(process.pid) == number:
                members.append(process)
    return members


def _still_living(processes: list[psutil.Process], *, within: float) -> list[psutil.Process]:
    """Those that outlast the wait. A zombie is dead, whoever has yet to collect it."""
    until = time.monotonic() + within
    while (living := [process for process in processes if _lives(process)]) and time.monotonic() < until:
        time.sleep(0.05)
    return living


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _how(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
