"""Finds or fetches the Chromium that the browser tests drive; prints its path, or nothing for Playwright's own."""

import os
import shutil
import subprocess
import sys

from tools import packages
from tools.console import fail

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_or_fetch() -> str:
    """A path to a Chromium that runs, or an empty text for the one that Playwright keeps itself."""
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        if not _runs(named):
            fail(f"CHROMIUM_PATH={named} does not run.", "Correct it or leave it out.")
        return named
    if not _find("chromium") and packages.can_install():
        packages.tell("· Chromium: installing the system's package")
        packages.install("chromium")
    return next((path for path in map(_find, NAMES) if path), "") or _fetch_playwright_one()


def _find(name: str) -> str | None:
    path = shutil.which(name)
    return path if path and _runs(path) else None


def _runs(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _fetch_playwright_one() -> str:
    packages.tell("· Chromium: asking Playwright for its own")
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr)
    if done.returncode:
        fail("No Chromium for the browser tests.", "Install one (Debian: apt install chromium) or set CHROMIUM_PATH.")
    return ""


if __name__ == "__main__":
    print(find_or_fetch())
