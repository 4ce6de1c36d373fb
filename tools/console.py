"""How the tools speak: one line a step, and one clear line with the remedy when something fails."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOG = ROOT / "build" / "setup.log"

REMEDIES = {
    "No space left": "The disk is full: free about 1 GB.",
    "Permission denied": "A file here belongs to another account: give the folder to the account you use now.",
    "HASH": "A downloaded file is not the pinned one: try again, and report it when it stays so.",
    "EINTEGRITY": "A downloaded file is not the pinned one: try again, and report it when it stays so.",
}


def say(text: str) -> None:
    """One line to whoever watches; a terminal that went away is no reason to fail."""
    with contextlib.suppress(OSError):
        print(text, flush=True)


def fail(problem: str, remedy: str = "") -> NoReturn:
    """Stop with one line that says what is wrong and what to do."""
    with contextlib.suppress(OSError):
        print(f"Stopped: {problem} {remedy}".rstrip(), file=sys.stderr, flush=True)
    raise SystemExit(1)


def run_quietly(command: list[str], problem: str, remedy: str) -> None:
    """Run a step with its output in build/setup.log; when it fails, say why in one line."""
    if not try_quietly(command):
        output = LOG.read_text(errors="replace")
        known = next((words for sign, words in REMEDIES.items() if sign in output), remedy)
        fail(problem, f"{known} (The whole story: {LOG.relative_to(ROOT)})")


def try_quietly(command: list[str]) -> bool:
    """True when the step went well; its output is in build/setup.log."""
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log:
        log.write(f"$ {' '.join(command)}\n")
        log.flush()
        try:
            return subprocess.run(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT).returncode == 0
        except OSError as error:
            log.write(f"{error}\n")
            return False
