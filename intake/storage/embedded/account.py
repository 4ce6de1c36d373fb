"""Which account runs PostgreSQL, and which folders that account can reach: PostgreSQL refuses to run as root."""

import hashlib
import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from intake.storage.embedded.errors import EmbeddedDatabaseError

PREFERRED = ("postgres", "nobody")
PLACE_FOR_ROOT = Path("/var/lib/intake-embedded")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        """True when this account can walk down to `folder`."""
        folder = folder.resolve()
        return all(self._has(place, 0o1) for place in (folder, *folder.parents))

    def may_run(self, program: Path) -> bool:
        """True when this account can read and execute `program`."""
        return self.may_enter(program.parent) and self._has(program, 0o5)

    def _has(self, path: Path, bits: int) -> bool:
        stat = path.stat()
        shift = 6 if stat.st_uid == self.uid else 3 if stat.st_gid == self.gid else 0
        return (stat.st_mode >> shift) & bits == bits


def choose_account(data: Path) -> Account | None:
    """The account to hand over to, or None when we are an ordinary user and run it ourselves."""
    if data.exists():
        owner = data.stat()
        if os.geteuid() not in (0, owner.st_uid):
            raise EmbeddedDatabaseError(
                f"The database in {data} belongs to another account: start as that account, or set INTAKE_HOME."
            )
        if os.geteuid() == 0 and owner.st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
    if os.geteuid() != 0:
        return None
    for name in PREFERRED:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise EmbeddedDatabaseError("PostgreSQL refuses to run as root: start Intake as an ordinary user.")


def choose_place(home: Path) -> Path:
    """The cluster's folder, made when needed: `home/postgres`, or a link from there to where its account can reach."""
    place = home / "postgres"
    if place.exists():
        return place.resolve()
    home.mkdir(parents=True, exist_ok=True)
    account = choose_account(place / "data")
    if account is None or account.may_enter(home):
        place.mkdir(mode=0o711)
        return place.resolve()
    elsewhere = PLACE_FOR_ROOT / hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]
    elsewhere.mkdir(parents=True, exist_ok=True)
    for folder in (PLACE_FOR_ROOT, elsewhere):
        folder.chmod(0o711)
    place.unlink(missing_ok=True)
    place.symlink_to(elsewhere)
    return elsewhere
