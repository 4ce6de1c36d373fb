"""Is the trail still what was written? Streamed, so that its length does not matter."""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from intake.audit import queries
from intake.audit.rules import EARLIER, Break, Sealed, digest_key, digest_rows, find_breaks
from intake.audit.service.recording import record, trail_key
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid
from intake.storage.encrypted import ring_of
from intake.storage.keyring import KeyRing

ADOPT = "audit.adopt"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What was read, and every place where the trail is broken."""

    rows: int
    chains: int
    breaks: list[Break]


def verify_trail(session: Session, *, anchors: Path | None = None, progress: Progress = lambda _done, _total: None) -> Report:
    """Read the whole trail and check every row. Invalid: the anchors are not ours or were changed.

    Rows cut off at the end of a chain together with its noted end are found by anchors alone.
    """
    ring = ring_of(session)
    kept = read_anchors(ring, anchors) if anchors else {}
    heads = queries.chain_heads(session)
    total = sum(head.link for head in heads)
    count = _Count(progress, total)
    breaks = list(find_breaks(trail_key(ring), count.through(queries.sealed_rows(session)), heads, kept))
    return Report(count.done, sum(head.link > 0 for head in heads), [*_earlier_breaks(session, ring), *breaks])


@dataclass
class _Count:
    progress: Progress
    total: int
    done: int = 0

    def through(self, rows: Iterable[Sealed]) -> Iterator[Sealed]:
        for row in rows:
            self.done += 1
            if self.done % 1000 == 0 or self.done == self.total:
                self.progress(self.done, self.total)
            yield row


def _earlier_breaks(session: Session, ring: KeyRing) -> list[Break]:
    adopted = queries.first_of_action(session, ADOPT)
    count, digest = _earlier(session, ring)
    if count == 0 and adopted is None:
        return []
    if adopted is None:
        return [Break(EARLIER, 0, f"{count:,} rows from before there were chains, which nobody has adopted")]
    if adopted.detail == {"rows": count, "digest": digest}:
        return []
    return [Break(EARLIER, 0, f"{count:,} rows from before there were chains; they differ from what was adopted", adopted.at)]


def adopt_earlier(session: Session, *, actor: Actor) -> int:
    """Take rows from before there were chains for what they are now, once; how many. Conflict when that was done already."""
    if queries.first_of_action(session, ADOPT) is not None:
        raise Conflict("The rows from before there were chains were adopted already.")
    count, digest = _earlier(session, ring_of(session))
    if count:
        record(session, actor, ADOPT, rows=count, digest=digest)
    return count


def _earlier(session: Session, ring: KeyRing) -> tuple[int, str]:
    return digest_rows(digest_key(ring.lookup, "earlier"), queries.sealed_rows(session, earlier=True))


def export_anchors(session: Session, file: Path) -> int:
    """Add a line to FILE that holds the end of each chain, with a keyed digest of its own; how many chains."""
    chains = [[head.chain, head.link, head.seal.hex()] for head in queries.chain_heads(session)]
    told = {"at": now().isoformat(), "chains": chains}
    line = json.dumps({**told, "digest": _digest(ring_of(session), told)})
    with file.open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
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
        raise Invalid.field(f"/{number}", f"Line {number} of the anchors was changed, or written with another key ring.")
    found: list[tuple[int, int, str]] = told["chains"]
    return found


def _digest(ring: KeyRing, told: Mapping[str, Any]) -> str:
    return hmac.digest(digest_key(ring.lookup, "anchors"), json.dumps(told, sort_keys=True).encode(), "sha256").hex()
