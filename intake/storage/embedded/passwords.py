"""The roles' random passwords, in one file that only its owner can read."""

import json
import os
import secrets
from pathlib import Path


class Passwords:
    """One password a role, made when first asked for and kept in `file` (0600)."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def of(self, role: str) -> str:
        """This role's password."""
        known = self._read()
        if role not in known:
            known[role] = secrets.token_urlsafe(24)
            self._write(known)
        return known[role]

    def _read(self) -> dict[str, str]:
        if not self._file.exists():
            return {}
        return {str(role): str(word) for role, word in json.loads(self._file.read_text()).items()}

    def _write(self, words: dict[str, str]) -> None:
        fresh = self._file.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:  # noqa: PTH123 - the mode
            json.dump(words, out)
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(self._file)
