"""Third-party front-end files: fetched by npm as package-lock.json pins them, copied to where Intake serves them from.

Each copy carries a hash of its content in its name, so that browsers may keep it for ever. Standard library only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tools.console import ROOT, run_quietly, say

VENDOR = ROOT / "intake" / "web" / "static" / "vendor"
MODULES = ROOT / "node_modules"
FILES = {
    # The look of buttons, tables and fields.
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    # Parts of a page drawn anew by the desk.
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    # Lists under a field (type-ahead, Go to): arrows, Enter, and what a screen reader is told of them.
    "combobox-nav.js": "@github/combobox-nav/dist/index.js",
    # What was typed waits in the browser's own database.
    "idb-keyval.js": "idb-keyval/dist/index.js",
}
CHECKER = MODULES / "typescript" / "bin" / "tsc"


def put_in_place(environment: Path, install_node: Callable[[], None], *, dev: bool) -> None:
    """`intake/web/static/vendor` holds the pinned files and a manifest.json of their names. `dev`: with what checks our own."""
    if _is_current() and (CHECKER.exists() or not dev):
        return
    say("· Front-end files: fetching what package-lock.json pins")
    npm = find_npm(environment)
    if npm is None:
        install_node()
        npm = str(environment / "bin" / "npm")
    run_quietly(
        ["env", f"PATH={search_path(environment)}", npm, "ci", "--ignore-scripts", *([] if dev else ["--omit=dev"])],
        "The front-end files cannot be fetched.",
        "Check the network, the proxy and npm's own settings, then run the same command again.",
    )
    _copy()


def search_path(environment: Path) -> str:
    """Where programs are looked for: the Node that was installed into `environment` first."""
    return f"{environment / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"


def _copy() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    manifest = {}
    for name, source in FILES.items():
        content = (MODULES / source).read_bytes()
        stem, _, ending = name.rpartition(".")
        hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"
        (VENDOR / hashed).write_bytes(content)
        manifest[name] = hashed
    (VENDOR / ".made-from").write_text(_fingerprint())
    (VENDOR / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def _is_current() -> bool:
    try:
        manifest = json.loads((VENDOR / "manifest.json").read_text())
        same = (VENDOR / ".made-from").read_text() == _fingerprint()
    except (OSError, ValueError):
        return False
    return same and all((VENDOR / name).exists() for name in manifest.values())


def _fingerprint() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes() + "\n".join(FILES.values()).encode()).hexdigest()


def find_npm(environment: Path) -> str | None:
    """npm on this machine, when it and its Node really run; else one installed before into `environment`."""
    for npm in (shutil.which("npm"), str(environment / "bin" / "npm")):
        if npm is None:
            continue
        try:
            done = subprocess.run([npm, "--version"], capture_output=True, text=True, timeout=60)
        except (OSError, subprocess.SubprocessError):
            continue
        major = done.stdout.strip().split(".")[0]
        if done.returncode == 0 and major.isdigit() and int(major) >= 8:
            return npm
    return None
