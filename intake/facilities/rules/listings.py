"""One row of a directory made into a listing, and rows sorted out: identical, of one site, or doubtful."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal
from uuid import UUID, uuid5

from intake.facilities.rules.codes import CodeBook, read_codes
from intake.facilities.rules.phones import read_phone
from intake.foundation.states import STATES

# Fixed for ever: the identity of every imported listing is derived from it.
_NAMESPACE = UUID("5d3c7f1e-0f0c-5b0e-9c43-3a54f2c1d6a7")
_MOST = 200
_MOST_CODES = 4000


@dataclass(frozen=True, slots=True)
class Row:
    """The columns of a directory, as published; `number` is the line in the sheet."""

    number: int
    name1: str
    name2: str
    street1: str
    street2: str
    city: str
    state: str
    zip: str
    phone: str
    intake1: str
    intake2: str
    intake1a: str
    intake2a: str
    service_code_info: str


COLUMNS = tuple(field.name for field in fields(Row) if field.name != "number")


@dataclass(frozen=True, slots=True)
class Listing:
    """One service as listed, normalized. `*_key` say what it is the same as; `source_key` outlives a new edition."""

    row: int
    name: str
    program: str
    street: str
    unit: str
    city: str
    state: str
    zip: str
    phone: str | None
    intake_lines: tuple[str, ...]
    codes: tuple[str, ...]
    categories: tuple[str, ...]
    tells_care: bool
    source_key: UUID
    provider_key: UUID
    site_key: UUID


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be used: `reason` is what is wrong and how to mend it."""

    row: int
    reason: str


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


def read_row(row: Row, book: CodeBook) -> Listing | Refusal:
    """The listing of a row, or why it cannot be used."""
    wrong = _wrong(row)
    if wrong:
        return Refusal(row.number, wrong)
    stated = read_codes(row.service_code_info, book)
    zip_code = row.zip[:5]
    site = (_plain(row.street1), row.state.upper(), zip_code)
    return Listing(
        row=row.number,
        name=_tidy(row.name1),
        program=_tidy(row.name2),
        street=_tidy(row.street1),
        unit=_tidy(row.street2),
        city=_tidy(row.city),
        state=row.state.upper(),
        zip=zip_code,
        phone=read_phone(row.phone),
        intake_lines=_lines(row),
        codes=stated.codes,
        categories=stated.categories,
        tells_care=stated.tells_care,
        source_key=_key("listing", _plain(row.name1), _plain(row.name2), _plain(row.street2), *site),
        provider_key=_key("provider", _plain(row.name1), *site),
        site_key=_key("site", *site),
    )


def sort_out(listings: Sequence[Listing], rows: Mapping[int, Row], book: CodeBook) -> Sorted:
    """Merge what is identical in every column; keep and report everything that is only alike."""
    kept, merged = _merge(listings, rows)
    groups = [group for group in _grouped(listings, lambda x: x.provider_key) if len(group) > 1]
    doubts = [*merged, *_alike(kept), *_gaps(kept, rows, book)]
    return Sorted(_numbered(kept), tuple(doubts), len(groups), sum(map(len, groups)))


def _merge(listings: Sequence[Listing], rows: Mapping[int, Row]) -> tuple[list[Listing], list[Doubt]]:
    kept, doubts = [], []
    for group in _grouped(listings, lambda x: tuple(_plain(getattr(rows[x.row], column)) for column in COLUMNS)):
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
    return doubts


def _numbered(kept: Sequence[Listing]) -> tuple[Listing, ...]:
    """Give listings of one key their own, in an order that does not depend on the file's."""
    out = []
    for group in _grouped(kept, lambda x: x.source_key):
        ordered = sorted(group, key=lambda x: (x.phone or "", x.intake_lines, x.codes))
        for place, listing in enumerate(ordered):
            out.append(listing if place == 0 else _with_key(listing, uuid5(listing.source_key, str(place))))
    return tuple(out)


def _with_key(listing: Listing, key: UUID) -> Listing:
    values = {field.name: getattr(listing, field.name) for field in fields(Listing)}
    return Listing(**{**values, "source_key": key})


def _grouped(listings: Iterable[Listing], key: Callable[[Listing], object]) -> Collection[list[Listing]]:
    groups: dict[object, list[Listing]] = defaultdict(list)
    for listing in listings:
        groups[key(listing)].append(listing)
    return groups.values()


def _wrong(row: Row) -> str:
    values = [getattr(row, column) for column in COLUMNS]
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\t\n\r" for value in values for sign in value):
        return "Holds a control character. Remove it."
    if any(len(value) > _MOST for value in values[:-1]) or len(row.service_code_info) > _MOST_CODES:
        return f"A cell is longer than {_MOST} characters ({_MOST_CODES} for the codes). Shorten it."
    for column in ("name1", "street1", "city"):
        if not getattr(row, column).strip():
            return f"The column {column} is empty. Fill it in."
    if row.state.upper() not in STATES:
        return "The column state is no state or territory of the United States. Use its two letters."
    if not re.fullmatch(r"[0-9]{5}(-?[0-9]{4})?", row.zip):
        return "The column zip is not a ZIP code. Use five digits."
    return ""


def _lines(row: Row) -> tuple[str, ...]:
    numbers = (read_phone(text) for text in (row.intake1, row.intake2, row.intake1a, row.intake2a))
    return tuple(dict.fromkeys(number for number in numbers if number))


def _key(*parts: str) -> UUID:
    return uuid5(_NAMESPACE, "\x1f".join(parts))


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _plain(text: str) -> str:
    return _tidy(text).casefold()


def _bare(text: str) -> str:
    return "".join(sign for sign in _plain(text) if sign.isalnum())
