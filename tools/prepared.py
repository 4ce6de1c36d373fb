"""Whether a desk was prepared before and nothing has changed since: then the next start need not look at everything again."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg

from tools.console import ROOT

# What preparing reads: the product, its data files and migrations, and what they are installed with.
READ = ("intake", "migrations", "config.py", "requirements.txt")
SETTINGS = ("INTAKE_ENV", "INTAKE_KEYS", "INTAKE_KEYS_FILE")


class Prepared:
    """The note that preparing leaves in the home: what it looked at, as a digest."""

    def __init__(self, home: Path, database: str, env: Mapping[str, str]) -> None:
        self.file, self.home, self.database, self.env = home / "run" / "prepared", home, database, env

    def is_still_true(self) -> bool:
        return self.file.exists() and self.file.read_text() == self._digest()

    def note(self) -> None:
        self.file.write_text(self._digest())

    def forget(self) -> None:
        """Before preparing, so that a start that was cut off leaves nothing that sounds done."""
        self.file.unlink(missing_ok=True)

    def _digest(self) -> str:
        parts = [sys.version, *(str(self.env.get(name)) for name in SETTINGS), self._database(), *self._files()]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _database(self) -> str:
        """Which cluster it is, at which migration: one that was put back from a backup is another, or stands elsewhere."""
        with psycopg.connect(self.database.replace("+psycopg", "")) as database:
            asked = "select system_identifier, (select max(version_num) from alembic_version) from pg_control_system()"
            try:
                return str(database.execute(asked).fetchone())
            except psycopg.errors.UndefinedTable:
                return "nothing there yet"

    def _files(self) -> Iterator[str]:
        """Sizes and times; the keys and the demo desk's passwords are part of it."""
        of_home = [self.home / "keys" / "ring.json", self.home / "demo-accounts.txt"]
        for path in (*of_home, *(file for name in READ for file in _below(ROOT / name))):
            seen = path.stat() if path.exists() else None
            yield f"{path} {(seen.st_size, seen.st_mtime_ns) if seen else None}"


def _below(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    found = [Path(folder, name) for folder, _folders, names in os.walk(path) for name in names]
    return sorted(file for file in found if "__pycache__" not in file.parts)
