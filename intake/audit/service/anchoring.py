"""Anchors: where the chains ended on a day, in a file that is only added to. A copy belongs to another machine."""

import fcntl
import hmac
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy.orm import Session

from intake.audit import queries
from intake.audit.rules import digest_key
from intake.foundation.clock import now
from intake.foundation.errors import Invalid
from intake.foundation.words import Words
from intake.storage.encrypted import ring_of
from intake.storage.keyring import KeyRing

# Sixteen chains need less than two thousand signs.
_LONGEST_LINE = 65_536


def export_anchors(session: Session, file: Path) -> int:
    """Add a line to FILE that holds the end of each chain, with a keyed digest of its own; how many chains."""
    with _appending(file) as stream:
        return _add_line(session, stream)


def anchor_day(session: Session, file: Path) -> int:
    """The same once a day, however often and by how many workers it is asked for; 0 when today's line is there already."""
    with _appending(file) as stream:
        return 0 if _last_day(stream) == now().date().isoformat() else _add_line(session, stream)


@contextmanager
def _appending(file: Path) -> Iterator[BinaryIO]:
    """FILE to read and to add to, for its owner alone, by one process at a time."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield stream


def _last_day(stream: BinaryIO) -> str | None:
    """The day of the last line; whether the lines are genuine is for `verify_trail` to say."""
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - _LONGEST_LINE))
    lines = stream.read().splitlines()
    try:
        return str(json.loads(lines[-1])["at"])[:10] if lines else None
    except (ValueError, KeyError, TypeError):
        return None


def _ends_whole(stream: BinaryIO) -> bool:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 1))
    return stream.read() in (b"", b"\n")


def _add_line(session: Session, stream: BinaryIO) -> int:
    chains = [[head.chain, head.link, head.seal.hex()] for head in queries.chain_heads(session)]
    told = {"at": now().isoformat(), "chains": chains}
    line = json.dumps({**told, "digest": _digest(ring_of(session), told)}).encode()
    # Nothing is joined to a line that a crash cut off halfway.
    stream.write((b"" if _ends_whole(stream) else b"\n") + line + b"\n")
    stream.flush()
    os.fsync(stream.fileno())
    return len(chains)


def read_anchors(ring: KeyRing, file: Path) -> dict[tuple[int, int], bytes]:
    """The seals kept in FILE by chain and link. Invalid for a line that this key ring did not write."""
    kept: dict[tuple[int, int], bytes] = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        for chain, link, seal in _anchored(ring, line, number):
            if link:
                kept[chain, link] = bytes.fromhex(seal)
    return kept


def _anchored(ring: KeyRing, line: str, number: int) -> list[tuple[int, int, str]]:
    try:
        told = json.loads(line)
        digest = told.pop("digest")
        genuine = hmac.compare_digest(digest, _digest(ring, told))
    except (ValueError, KeyError, TypeError, AttributeError):
        genuine = False
    if not genuine:
        raise Invalid.field(
            f"/{number}", Words("Line %(number)s of the anchors was changed, or written with another key ring.", number=number)
        )
    found: list[tuple[int, int, str]] = told["chains"]
    return found


def _digest(ring: KeyRing, told: Mapping[str, Any]) -> str:
    return hmac.digest(digest_key(ring.lookup, "anchors"), json.dumps(told, sort_keys=True).encode(), "sha256").hex()
