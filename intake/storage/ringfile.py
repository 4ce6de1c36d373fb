"""Where the key ring comes from: a value that stays, or a file that is read again when somebody put another in its place."""

import os
import time
from pathlib import Path

import structlog

from intake.storage.keyring import BadKeyRing, KeyRing

# Seconds between two looks at the file; a key that is not known is looked for at once.
LOOK_SECONDS = 1.0
_log = structlog.get_logger("intake.storage")


class RingSource:
    """The ring to use now. With a `file`, a newer ring is taken up without a restart; a broken one is told and left alone."""

    def __init__(self, ring: KeyRing, file: Path | None = None) -> None:
        self._ring, self.file = ring, file
        self._stamp: tuple[int, ...] = ()
        self._looked = 0.0

    def ring(self) -> KeyRing:
        """The ring, at most a second old."""
        if self.file is not None and time.monotonic() - self._looked > LOOK_SECONDS:
            return self.reread()
        return self._ring

    def reread(self) -> KeyRing:
        """The ring that the file holds at this moment, or the last good one."""
        if self.file is None:
            return self._ring
        self._looked = time.monotonic()
        try:
            stamp = _stamp(self.file)
            if stamp != self._stamp:
                fresh = KeyRing.parse(self.file.read_text())
                if fresh.lookup != self._ring.lookup:
                    raise BadKeyRing("another look-up key: this is the ring of another desk")
                self._ring, self._stamp = fresh, stamp
        except (OSError, BadKeyRing) as error:
            _log.error("key ring not taken up", error_type=type(error).__name__)
        return self._ring

    def replace(self, ring: KeyRing) -> None:
        """Put another ring in the file's place, whole or not at all. Refuses when the ring comes from no file."""
        if self.file is None:
            raise BadKeyRing("the key ring does not come from a file (INTAKE_KEYS_FILE), so it cannot be changed here")
        write_secret(self.file, ring.dump())
        self._ring, self._stamp = ring, _stamp(self.file)


def write_secret(file: Path, text: str) -> None:
    """The text in FILE, for its owner alone, on the disk before its name is given."""
    fresh = file.with_name(file.name + ".new")
    fresh.unlink(missing_ok=True)
    owner = file.stat() if file.exists() else None
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        # The service must still be able to read what an administrator wrote as root.
        if owner is not None and os.geteuid() == 0:
            os.fchown(stream.fileno(), owner.st_uid, owner.st_gid)
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)
    # The name as well: after a power cut the folder could lead to the ring before, without the key that rows are sealed with.
    folder = os.open(file.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _stamp(file: Path) -> tuple[int, ...]:
    found = file.stat()
    return found.st_ino, found.st_mtime_ns, found.st_size
