"""Puts the virtual environment, the pinned packages and the front-end files in place. A current stamp skips it.

Runs under the system's Python with nothing installed: standard library only.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sys
from pathlib import Path

from tools import frontend
from tools.console import ROOT, fail, run_quietly, say, try_quietly

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NO_PACKAGES = "Check the network, the proxy and pip's own settings, then run the same command again."
ROOM_NEEDED = 700_000_000


def set_up(*, dev: bool) -> None:
    """Everything that `make run` (or with `dev`, `make test`) needs is in place."""
    with (ROOT / "requirements.txt").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        requirements = "requirements-dev.txt" if dev else "requirements.txt"
        if not _is_current(requirements):
            _refuse_bad_machine()
            _make_environment()
            _install(requirements)
        frontend.put_in_place(VENV, _install_node, dev=dev)


def _refuse_bad_machine() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this file may well have an older one
        found = ".".join(map(str, sys.version_info[:2]))
        fail(
            f"Intake needs Python 3.11 or newer, and this is {found}.",
            "Install it (Debian: apt install python3; macOS: brew install python), then name it: make PYTHON=python3.12 run",
        )
    try:
        import ensurepip
        import venv
    except ImportError:
        fail("Python's venv module is missing.", "Install it with: apt install python3-venv")
    del ensurepip, venv
    if shutil.disk_usage(ROOT).free < ROOM_NEEDED:
        fail("The disk is almost full.", "The set-up needs about 700 MB free here.")


def _make_environment() -> None:
    if PYTHON.exists() and try_quietly([str(PYTHON), "-m", "pip", "--version"]):
        return
    say("· Python: making the virtual environment in .venv")
    run_quietly(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        "The virtual environment cannot be made.",
        "Install Python's venv module: apt install python3-venv",
    )


def _install(requirements: str) -> None:
    say(f"· Packages: installing what {requirements} pins, every file checked by its hash")
    installer = _pip("requirements-setup.txt")
    quick = [str(VENV / "bin" / "uv"), "pip", "install", "-q", "--python", str(PYTHON), "--require-hashes"]
    if not (try_quietly(installer) and try_quietly([*quick, "-r", requirements])):
        run_quietly(_pip(requirements), "The packages cannot be fetched.", NO_PACKAGES)
    for name in {requirements, "requirements.txt"}:
        _stamp(name).write_text(_fingerprint(name))


def _install_node() -> None:
    say("· Node: not found here, installing the pinned one into .venv")
    run_quietly(_pip("requirements-node.txt"), "Node cannot be fetched.", NO_PACKAGES)


def _pip(requirements: str) -> list[str]:
    quiet = ["-q", "--disable-pip-version-check", "--retries", "2"]
    return [str(PYTHON), "-m", "pip", "install", *quiet, "--require-hashes", "-r", requirements]


def _is_current(requirements: str) -> bool:
    stamp = _stamp(requirements)
    return PYTHON.exists() and stamp.exists() and stamp.read_text() == _fingerprint(requirements)


def _stamp(requirements: str) -> Path:
    return VENV / f".{requirements}.stamp"


def _fingerprint(requirements: str) -> str:
    """Another pin, another Python or another folder asks for a new set-up."""
    about = f"{PYTHON.resolve()} {ROOT} {hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()}"
    return hashlib.sha256(about.encode()).hexdigest()


if __name__ == "__main__":
    set_up(dev="--dev" in sys.argv[1:])
