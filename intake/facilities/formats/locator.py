"""The public locator's export: JSON pages of {page, totalPages, recordCount, rows}, with coordinates and services in words."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from intake.facilities.formats.archive import BadFile
from intake.facilities.rules import CodeBook, Row

# A page of 2,000 places has about 10 MB.
_MOST_BYTES = 100_000_000
_MOST_ROWS = 100_000
_NUMBERS = ("page", "totalPages", "recordCount")
_TEXTS = ("name1", "name2", "street1", "street2", "city", "state", "zip", "phone", "intake1", "hotline1", "website")
_POSITION = ("latitude", "longitude")
# The locator also tells of mental health clinics and others; only these are places of substance use treatment.
SUBSTANCE_USE = frozenset({"", "SA"})


@dataclass(frozen=True, slots=True)
class _Page:
    name: str
    page: int
    of: int
    records: int
    rows: list[Any]


class LocatorPages:
    """All pages of one export. `rows()` numbers the places through all of them."""

    format = "locator"
    # A page tells only what somebody searched for, so a place that is not there may well be open.
    complete = False

    def __init__(self, pages: Sequence[_Page], book: CodeBook) -> None:
        self.name = pages[0].name
        # Places of other kinds, which are not given as rows.
        self.left_out = 0
        self._pages, self._book = pages, book
        self._words = {(service.category, _plain(service.name)): service.code for service in book.services.values()}

    def codes(self) -> CodeBook:
        """Those of the newest workbook: the pages tell services in its words."""
        return self._book

    def expected_rows(self) -> int:
        return sum(len(page.rows) for page in self._pages)

    def rows(self) -> Iterator[Row]:
        """The places of substance use treatment, in order."""
        number = 0
        for page in self._pages:
            for place, raw in enumerate(page.rows, start=1):
                number += 1
                where = f"{page.name}, place {place} of its rows"
                if not isinstance(raw, dict):
                    raise BadFile(f"{where}: is no object. Export the page again.")
                if raw.get("typeFacility") in (None, *SUBSTANCE_USE):
                    yield self._row(number, raw, where)
                else:
                    self.left_out += 1

    def _row(self, number: int, raw: Mapping[str, Any], where: str) -> Row:
        text = {name: _text(raw, name, (str,), where) for name in _TEXTS}
        position = {name: _text(raw, name, (str, int, float), where) for name in _POSITION}
        codes, unread = self._services(raw.get("services"), where)
        return Row(
            number=number,
            **{name: text[name] for name in _TEXTS if name != "hotline1"},
            intake2=text["hotline1"],
            intake1a="",
            intake2a="",
            service_code_info=" ".join(codes),
            **position,
            unread=tuple(unread),
        )

    def _services(self, told: Any, where: str) -> tuple[list[str], list[tuple[str, str]]]:
        """(codes, what could not be read). Some places come with no services at all: nothing is known of their care."""
        if told is not None and not isinstance(told, list):
            raise BadFile(f"{where}: services is no list. Export the page again.")
        codes, unread = [], []
        for group in told or ():
            if not isinstance(group, dict):
                raise BadFile(f"{where}: a service is no object. Export the page again.")
            category = _text(group, "f2", (str,), where)
            for service in _text(group, "f3", (str,), where).split(";"):
                code = self._words.get((category, _plain(service)))
                if code:
                    codes.append(code)
                elif service.strip():
                    unread.append((category, service.strip()))
        return codes, unread


def read_pages(paths: Sequence[Path], book: CodeBook) -> LocatorPages:
    """All pages in their order. Refuses a broken file, one of another kind, and pages that are missing or of another export."""
    pages = sorted((_page(path) for path in paths), key=lambda page: page.page)
    if not book.services:
        raise BadFile(
            f"{pages[0].name}: the pages tell services in the words of SAMHSA's workbook, and none has been imported yet. "
            "Import the workbook of the National Directory first, then these pages."
        )
    first = pages[0]
    strange = [page.name for page in pages if (page.of, page.records) != (first.of, first.records)]
    if strange:
        raise BadFile(f"{strange[0]} is not of the same export as {first.name}. Give the pages of one export only.")
    numbers = [page.page for page in pages]
    missing = sorted(set(range(1, first.of + 1)) - set(numbers))
    if missing or len(set(numbers)) != len(numbers) or numbers[-1] > first.of:
        words = (
            f"page {', '.join(map(str, missing[:10]))} is missing" if missing else "a page was given twice, or is none of them"
        )
        raise BadFile(f"{first.name} and the others: of {first.of} pages {words}. Give each page once.")
    found = sum(len(page.rows) for page in pages)
    if found != first.records or found > _MOST_ROWS:
        raise BadFile(f"{first.name} and the others: {found:,} places where {first.records:,} were announced. Export them again.")
    return LocatorPages(pages, book)


def is_json(path: Path) -> bool:
    """True when the file begins as JSON does."""
    try:
        with path.open("rb") as stream:
            return stream.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    except OSError:
        return False


def _page(path: Path) -> _Page:
    told = _load(path)
    if not isinstance(told, dict) or not isinstance(told.get("rows"), list):
        raise BadFile(f"{path.name} is JSON, but no page of the locator: it has no rows. Export it from the locator again.")
    numbers = [told.get(name) for name in _NUMBERS]
    if any(isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= _MOST_ROWS for number in numbers):
        raise BadFile(f"{path.name}: page, totalPages or recordCount is no number. Export it from the locator again.")
    page, of, records = (int(str(number)) for number in numbers)
    return _Page(path.name, page, of, records, told["rows"])


def _load(path: Path) -> Any:
    try:
        size = path.stat().st_size
        if size > _MOST_BYTES:
            raise BadFile(f"{path.name} has {size:,} bytes; a page has no more than {_MOST_BYTES:,}. Export smaller pages.")
        return json.loads(path.read_text("utf-8-sig"), parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadFile(f"{path.name}, line {error.lineno}: the JSON is broken or was cut short there. Export it again.") from None
    except (ValueError, RecursionError):
        raise BadFile(f"{path.name} is not JSON as the locator writes it. Export it again.") from None
    except OSError as error:
        raise BadFile(f"{path.name} cannot be read ({error.strerror}). Check the name and who may read it.") from None


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _text(raw: Mapping[str, Any], name: str, kinds: tuple[type, ...], where: str) -> str:
    value = raw.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise BadFile(f"{where}: {name} is of a kind that it never has. Export the page again.")
    return str(value).strip()


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
