"""Is the trail still what was written? Streamed, so that its length does not matter."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from intake.audit import queries
from intake.audit.rules import EARLIER, Break, Sealed, digest_key, digest_rows, find_breaks
from intake.audit.service.anchoring import read_anchors
from intake.audit.service.recording import record, trail_key
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict
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
