"""SAMHSA's National Directory workbook as published: one sheet of facilities, one sheet that explains the codes."""

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from intake.facilities.formats.archive import BadFile, check_archive
from intake.facilities.rules.codes import CodeBook, Service
from intake.facilities.rules.listings import COLUMNS, Row

FACILITIES_SHEET = "Facilities List"
CODES_SHEET = "Service Code Reference"
_CODE_COLUMNS = ("category_code", "category_name", "service_code", "service_name", "service_description")
# Far above any edition (13,460 in 2025); a sheet that claims a million rows is not the directory.
_MOST_ROWS = 100_000
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    DefusedXmlException,
    EOFError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    NotImplementedError,
)


class Workbook:
    """An open workbook: `codes()` first, then `rows()`, which streams."""

    format = "workbook"
    # All places of the country: what is not there any more is no longer listed.
    complete = True
    left_out = 0

    def __init__(self, name: str, book: Any) -> None:
        self.name = name
        self._book = book

    def codes(self) -> CodeBook:
        """The codes of this edition. Refuses an empty sheet and a code explained twice."""
        services = []
        for _, (category, category_name, code, name, description) in self._cells(CODES_SHEET, _CODE_COLUMNS):
            services.append(Service(code, category, category_name, name, description))
        book = CodeBook(services)
        if not services or len(book) != len(services) or not all(s.code and s.category for s in services):
            raise BadFile(f"{self.name}, sheet {CODES_SHEET}: it is empty, or a code stands there twice or without a name.")
        return book

    def rows(self) -> Iterator[Row]:
        """The rows of the facilities sheet in order, blank ones left out."""
        for number, cells in self._cells(FACILITIES_SHEET, COLUMNS):
            yield Row(number, *cells)  # type: ignore[arg-type]  # the fields after the columns have their defaults

    def expected_rows(self) -> int:
        """How many rows the sheet says it has (for a progress bar; not to be relied on)."""
        return min(_MOST_ROWS, int(self._sheet(FACILITIES_SHEET).max_row or 1) - 1)

    def _sheet(self, title: str) -> Any:
        if title not in self._book.sheetnames:
            there = ", ".join(self._book.sheetnames[:5])
            raise BadFile(f"{self.name} has no sheet named {title} (it has: {there}). Use the workbook as SAMHSA publishes it.")
        return self._book[title]

    def _cells(self, title: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        sheet = self._sheet(title)
        number = 0
        with _broken_is_bad_file(lambda: f"{self.name}, sheet {title}, after row {number}"):
            stream = sheet.iter_rows(values_only=True, max_col=50)
            places = self._places(title, next(stream, ()), columns)
            for number, values in enumerate(stream, start=2):
                if number > _MOST_ROWS:
                    raise BadFile(f"{self.name}, sheet {title}: it has more than {_MOST_ROWS:,} rows. Check the file.")
                cells = [_text(values[place], columns[i]) if place < len(values) else "" for i, place in enumerate(places)]
                if any(cells):
                    yield number, cells

    def _places(self, title: str, header: Sequence[Any], columns: Sequence[str]) -> list[int]:
        found = {str(value).strip().casefold(): place for place, value in reversed(list(enumerate(header))) if value}
        missing = [column for column in columns if column not in found]
        if missing:
            raise BadFile(
                f"{self.name}, sheet {title}, row 1: the columns {', '.join(missing)} are missing. "
                "Use the workbook as SAMHSA publishes it, with its first row."
            )
        return [found[column] for column in columns]


@contextmanager
def open_workbook(path: Path) -> Iterator[Workbook]:
    """The workbook, checked before anything is unpacked. Refuses with BadFile what is broken, cut short or another kind."""
    # Only who imports a directory waits for it.
    import openpyxl

    check_archive(path)
    # Our own stream: openpyxl leaves its one open when it stumbles.
    with path.open("rb") as stream:
        with _broken_is_bad_file(lambda: path.name):
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        try:
            yield Workbook(path.name, book)
        finally:
            book.close()


@contextmanager
def _broken_is_bad_file(where: Any) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise BadFile(
            f"{where()}: the file is broken there ({type(error).__name__}). Nothing was changed. Download it again."
        ) from None


def _text(value: Any, column: str) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    # A spreadsheet program that takes ZIP codes for numbers drops their leading zeros.
    return str(value).zfill(5) if column == "zip" and isinstance(value, int) else str(value).strip()
