"""Rows of a directory sorted out: identical, of one site, or doubtful."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from uuid import uuid5

from intake.facilities.rules.codes import CodeBook, read_codes
from intake.facilities.rules.listings import COLUMNS, Listing, Row, plain, read_position


@dataclass(frozen=True, slots=True)
class Doubt:
    """Rows a person should look at. `kind`: merged (the first was kept) or doubtful (all were kept)."""

    kind: Literal["merged", "doubtful"]
    code: str
    rows: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Sorted:
    """What is kept, what to look at, and how many rows are programs of one site."""

    kept: tuple[Listing, ...]
    doubts: tuple[Doubt, ...]
    site_groups: int
    site_rows: int


def sort_out(listings: Sequence[Listing], rows: Mapping[int, Row], book: CodeBook) -> Sorted:
    """Merge what is identical in every column; keep and report everything that is only alike."""
    kept, merged = _merge(listings, rows)
    groups = [group for group in _grouped(listings, lambda x: x.provider_key) if len(group) > 1]
    doubts = [*merged, *_alike(kept), *_gaps(kept, rows, book)]
    return Sorted(_numbered(kept), tuple(doubts), len(groups), sum(map(len, groups)))


def _merge(listings: Sequence[Listing], rows: Mapping[int, Row]) -> tuple[list[Listing], list[Doubt]]:
    kept, doubts = [], []
    for group in _grouped(listings, lambda x: tuple(plain(getattr(rows[x.row], column)) for column in COLUMNS)):
        kept.append(group[0])
        if len(group) > 1:
            numbers = tuple(x.row for x in group)
            doubts.append(Doubt("merged", "identical", numbers, "The rows are the same in every column: kept once."))
    return kept, doubts


def _alike(kept: Iterable[Listing]) -> list[Doubt]:
    """Same names, street and ZIP, even when spaces and signs differ, and yet not the same row."""
    groups = _grouped(kept, lambda x: (_bare(x.name + x.program), _bare(x.street), x.zip))
    return [
        Doubt("doubtful", "same_name_and_address", tuple(x.row for x in group), _difference(group))
        for group in groups
        if len(group) > 1
    ]


def _difference(group: Sequence[Listing]) -> str:
    parts: dict[str, set[object]] = {
        "spelling": {(x.name, x.program, x.street) for x in group},
        "unit": {x.unit for x in group},
        "telephone": {(x.phone, x.intake_lines) for x in group},
        "services": {x.codes for x in group},
    }
    differs = [word for word, found in parts.items() if len(found) > 1]
    return f"Same names, street and ZIP; these differ: {', '.join(differs) or 'city'}. Kept apart, please compare."


def _gaps(kept: Iterable[Listing], rows: Mapping[int, Row], book: CodeBook) -> list[Doubt]:
    doubts = []
    for listing in kept:
        row = rows[listing.row]
        if listing.phone is None:
            what = "The telephone number cannot be read." if row.phone.strip() else "There is no telephone number."
            doubts.append(Doubt("doubtful", "no_phone", (row.number,), what))
        unknown = read_codes(row.service_code_info, book).unknown
        if unknown:
            words = ", ".join(unknown[:10])
            doubts.append(
                Doubt("doubtful", "unknown_code", (row.number,), f"Codes of no reference sheet were left out: {words}.")
            )
        doubts += _unread(row)
    return doubts


def _unread(row: Row) -> list[Doubt]:
    found = []
    if row.unread:
        words = "; ".join(f"{category}: {service}" for category, service in row.unread[:10])
        reason = f"Services that the code book does not know, so the rest of their category is not known either: {words}."
        found.append(Doubt("doubtful", "unknown_service", (row.number,), reason))
    if (row.latitude or row.longitude) and read_position(row.latitude, row.longitude) is None:
        reason = "Its coordinates lie nowhere in the United States. The center of its ZIP code is used."
        found.append(Doubt("doubtful", "position_unusable", (row.number,), reason))
    return found


def _numbered(kept: Sequence[Listing]) -> tuple[Listing, ...]:
    """Give listings of one key their own, in an order that does not depend on the file's."""
    out = []
    for group in _grouped(kept, lambda x: x.source_key):
        ordered = sorted(group, key=lambda x: (x.phone or "", x.intake_lines, x.codes))
        for place, listing in enumerate(ordered):
            out.append(listing if place == 0 else replace(listing, source_key=uuid5(listing.source_key, str(place))))
    return tuple(out)


def _grouped(listings: Iterable[Listing], key: Callable[[Listing], object]) -> Collection[list[Listing]]:
    groups: dict[object, list[Listing]] = defaultdict(list)
    for listing in listings:
        groups[key(listing)].append(listing)
    return groups.values()


def _bare(text: str) -> str:
    return "".join(sign for sign in plain(text) if sign.isalnum())
