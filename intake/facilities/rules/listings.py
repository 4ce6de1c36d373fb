"""One row of a directory made into a listing."""

import re
import unicodedata
from dataclasses import MISSING, dataclass, fields
from uuid import UUID, uuid5

from intake.facilities.rules.codes import CodeBook, read_codes
from intake.facilities.rules.phones import read_phone
from intake.facilities.rules.websites import read_website
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
    # Told by the locator alone. `unread`: (category, service) in words that the code book does not know.
    website: str = ""
    latitude: str = ""
    longitude: str = ""
    unread: tuple[tuple[str, str], ...] = ()


COLUMNS = tuple(field.name for field in fields(Row) if field.default is MISSING and field.name != "number")


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
    website: str | None
    latitude: float | None
    longitude: float | None
    source_key: UUID
    provider_key: UUID
    site_key: UUID


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that cannot be used: `reason` is what is wrong and how to mend it."""

    row: int
    reason: str


def read_row(row: Row, book: CodeBook) -> Listing | Refusal:
    """The listing of a row, or why it cannot be used."""
    wrong = _wrong(row)
    if wrong:
        return Refusal(row.number, wrong)
    stated = read_codes(row.service_code_info, book, {category for category, _ in row.unread})
    zip_code = row.zip[:5]
    site = (plain(row.street1), row.state.upper(), zip_code)
    position = read_position(row.latitude, row.longitude)
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
        website=read_website(row.website),
        latitude=position[0] if position else None,
        longitude=position[1] if position else None,
        source_key=_key("listing", plain(row.name1), plain(row.name2), plain(row.street2), *site),
        provider_key=_key("provider", plain(row.name1), *site),
        site_key=site_key(row.street1, row.state.upper(), zip_code),
    )


def site_key(street: str, state: str, zip_code: str) -> UUID:
    """The identity of a street address, however its letters and spaces are set."""
    return _key("site", plain(street), state, zip_code)


def corrected_site_key(street: str, city: str, state: str, zip: str) -> UUID:
    """The identity of an address that the desk corrected: never that of a listed one, whose words may change."""
    return _key("corrected site", plain(street), plain(city), state, zip)


def read_position(latitude: str, longitude: str) -> tuple[float, float] | None:
    """A position somewhere in the United States and its territories; None for anything else, such as 0, 0."""
    try:
        found = float(latitude), float(longitude)
    except ValueError:
        return None
    in_states = -15 <= found[0] <= 72 and (-180 <= found[1] <= -64 or 140 <= found[1] <= 180)
    return found if in_states else None


def _wrong(row: Row) -> str:
    unread = [word for pair in row.unread for word in pair]
    values = [row.website, *unread, *(getattr(row, column) for column in COLUMNS)]
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


def plain(text: str) -> str:
    return _tidy(text).casefold()
