"""The chain: each row's seal is a keyed digest over the row and the seal before it. Pure: key and rows in, breaks out."""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

# Rows from before there were chains. Nothing is added here; see `audit.adopt`.
EARLIER = 0
# Chains are numbered from 1 on, and this many are there from the beginning.
CHAINS = 16
START = b""


class Row(NamedTuple):
    """A row of the trail, in the order in which it is digested."""

    chain: int
    link: int
    id: UUID
    at: datetime
    actor_role: str
    actor_id: UUID | None
    actor_name: str
    action: str
    record: str | None
    record_id: UUID | None
    person_id: UUID | None
    detail: dict[str, Any]
    request_id: str | None


class Head(NamedTuple):
    """Where a chain is noted to end."""

    chain: int
    link: int
    seal: bytes


class Sealed(NamedTuple):
    """A row with its seal and, read at the same moment, the noted end of its chain: rows may arrive meanwhile."""

    row: Row
    seal: bytes
    head: Head


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail is not what was written, and when the row there (or the one after a gap) says it is from."""

    chain: int
    link: int
    what: str
    at: datetime | None = None


def digest_key(secret: bytes, purpose: str) -> bytes:
    """A key for this purpose alone."""
    return hmac.digest(secret, b"trail\0" + purpose.encode(), "sha256")


def seal_of(key: bytes, before: bytes, row: Row) -> bytes:
    """The seal of a row that follows the seal `before`."""
    return hmac.digest(key, before + b"\0" + _told(row), "sha256")


def _told(row: Row) -> bytes:
    """One text for each row, the same before it is stored and after: JSON as PostgreSQL keeps it, times in UTC."""
    plain = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in row]
    return json.dumps(plain, default=str, sort_keys=True, separators=(",", ":")).encode()


def digest_rows(key: bytes, rows: Iterable[Sealed]) -> tuple[int, str]:
    """How many rows, and one keyed digest over all of them in their order."""
    total, count = hmac.new(key, digestmod=hashlib.sha256), 0
    for found in rows:
        total.update(hmac.digest(key, _told(found.row), "sha256"))
        count += 1
    return count, total.hexdigest()


def find_breaks(
    key: bytes, rows: Iterable[Sealed], heads: Sequence[Head], anchors: Mapping[tuple[int, int], bytes]
) -> Iterator[Break]:
    """Every break of every chain. `rows` by chain and link, chain 0 left out; `heads`: ends noted before the rows were read.

    `anchors`: seals that were kept elsewhere, by chain and link.
    """
    ends = {head.chain: head for head in heads}
    seen: set[int] = set()

    def walk(chain: int, members: Iterable[Sealed]) -> Iterator[Break]:
        seen.add(chain)
        kept = {place: seal for (of, place), seal in anchors.items() if of == chain}
        return _walk(key, members, ends.get(chain, Head(chain, 0, START)), kept)

    for chain, members in groupby(rows, key=lambda found: found.row.chain):
        yield from walk(chain, members)
    for chain in sorted({*ends, *(of for of, _ in anchors)} - seen):
        yield from walk(chain, ())
    for chain in sorted(set(range(1, CHAINS + 1)) - seen):
        yield Break(chain, 1, "the whole chain is missing")


def _walk(key: bytes, rows: Iterable[Sealed], head: Head, anchors: Mapping[int, bytes]) -> Iterator[Break]:
    last, before = 0, START
    for row, seal, noted in rows:
        if row.link > last + 1:
            yield Break(row.chain, last + 1, _missing(last + 1, row.link - 1), row.at)
        elif row.link <= last:
            yield Break(row.chain, row.link, "the number is taken twice", row.at)
        elif not hmac.compare_digest(seal, seal_of(key, before, row)):
            yield Break(row.chain, row.link, "the row is not the one that was written here", row.at)
        if row.link in anchors and anchors[row.link] != seal:
            yield Break(row.chain, row.link, "the row is not the one that was anchored", row.at)
        last, before, head = row.link, seal, noted
    end = max([head.link, *anchors])
    if end > last:
        yield Break(head.chain, last + 1, _missing(last + 1, end) + ", to the end of the chain")
    if head.link < last or (head.link == last and head.seal != before):
        yield Break(head.chain, last, "the chain's noted end is not its last row")


def _missing(first: int, last: int) -> str:
    return "1 row is missing" if first == last else f"{last - first + 1:,} rows are missing"
