"""Where a desk lives: the folder of its database, keys and logs, and the environment that its programs get from it."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing
from intake.storage.ringfile import write_secret
from tools.console import ROOT, fail, say

ROOM_NEEDED = 200_000_000


def open_home() -> Path:
    home = Path(os.environ.get("INTAKE_HOME") or ROOT / "var").absolute()
    try:
        for folder, mode in ((home, 0o711), (home / "keys", 0o700), (home / "run", 0o700), (home / "logs", 0o700)):
            folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except OSError as error:
        fail(f"The folder {home} cannot be used ({error.strerror}).", "Choose another: INTAKE_HOME=/some/folder make run")
    if shutil.disk_usage(home).free < ROOM_NEEDED:
        fail(f"The disk of {home} is almost full.", "Free 200 MB, or choose another place with INTAKE_HOME.")
    return home


def chosen_port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        fail(f"PORT={text} is not a port.", "Give a number from 1 to 65535: PORT=8001 make run")
    return int(text)


def keep_secrets(home: Path) -> None:
    """The key ring and the cookie key, made once. A lost ring is never replaced beside a database sealed with it."""
    ring, cookie = home / "keys" / "ring.json", home / "keys" / "secret-key"
    if not ring.exists() and not _is_given("INTAKE_KEYS"):
        if (home / "postgres" / "data").exists():
            fail(
                f"The key ring {ring} is gone, and the database here is sealed with it.",
                "Put it back from your copy, or start afresh with another INTAKE_HOME.",
            )
        say(f"· Keys: making the key ring {ring} (keep a copy in a safe place)")
        write_secret(ring, KeyRing.create().dump())
    if not cookie.exists():
        write_secret(cookie, secrets.token_urlsafe(48))


def _is_given(name: str) -> bool:
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def environment(home: Path, port: int, cluster: Cluster | None) -> dict[str, str]:
    env = {"INTAKE_ENV": "development"} | dict(os.environ) | {"INTAKE_HOME": str(home), "PORT": str(port)}
    for name, file in (("INTAKE_KEYS", "ring.json"), ("INTAKE_SECRET_KEY", "secret-key")):
        if not _is_given(name):
            env[f"{name}_FILE"] = str(home / "keys" / file)
    if cluster:
        env |= {"DATABASE_URL": cluster.app_url(), "DATABASE_OWNER_URL": cluster.owner_url()}
    return env
