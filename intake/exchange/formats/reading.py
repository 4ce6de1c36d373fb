"""A file as rows of plain data. What cannot be read at all is refused with its line."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from intake.exchange.rules import IGNORED, BadCell, RowError, value_of, word_of
from intake.exchange.schemas import columns_of, shape_of, words_for
from intake.foundation.errors import Invalid
from intake.foundation.words import Words

_MOST_COLUMNS, _MOST_LINE = 300, 1_000_000
_DELIMITERS = ",;\t|"
_WORKBOOK = b"PK\x03\x04"


class BadFile(Invalid):
    """The file as a whole cannot be read."""

    def __init__(self, words: str) -> None:
        super().__init__(Invalid.field("/content", words).fields, words)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file (the header is 1), what it tells, and what of it cannot be read."""

    number: int
    told: dict[str, Any]
    errors: tuple[RowError, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """An open file. `columns`: its header, or the fields of its first record."""

    kind: str
    format: str
    columns: tuple[str, ...]
    stream: BinaryIO

    def lines(self, mapping: Mapping[str, str], zone: ZoneInfo | None = None) -> Iterator[Line]:
        """Every row, with the columns that are mapped, under our names. `zone`: of moments in cells that tell none."""
        self.stream.seek(0)
        return self._csv(mapping, zone) if self.format == "csv" else self._ndjson(mapping)

    def sample(self, rows: int = 3) -> list[list[str]]:
        """The first cells, as they stand, for whoever looks at the mapping."""
        self.stream.seek(0)
        if self.format == "csv":
            reader = csv.reader(_text_lines(self.stream), _dialect(self.stream))
            next(reader, None)
            return [row for _, row in zip(range(rows), reader, strict=False)]
        found = [json.loads(line) for _, line in zip(range(rows), _text_lines(self.stream), strict=False) if line.strip()]
        return [[str(one.get(name, "")) for name in self.columns] for one in found]

    def count(self) -> int:
        """How many rows, roughly: lines without the header."""
        self.stream.seek(0)
        return max(0, sum(1 for line in self.stream if line.strip()) - (self.format == "csv"))

    def _csv(self, mapping: Mapping[str, str], zone: ZoneInfo | None) -> Iterator[Line]:
        reader = csv.reader(_text_lines(self.stream), _dialect(self.stream), strict=True)
        next(reader)
        while True:
            try:
                row = next(reader, None)
            except csv.Error:
                raise BadFile(
                    Words(
                        "Line %(line_num)s is no CSV: a quotation mark is not closed or stands where none may.",
                        line_num=reader.line_num,
                    )
                ) from None
            if row is None:
                return
            if any(cell.strip() for cell in row):
                yield self._cells(reader.line_num, row, mapping, zone)

    def _cells(self, number: int, row: list[str], mapping: Mapping[str, str], zone: ZoneInfo | None) -> Line:
        told: dict[str, Any] = {}
        errors = []
        if len(row) > len(self.columns):
            errors.append(RowError(number, "", "The row has more cells than the header. Quote cells with commas."))
        for theirs, cell in zip(self.columns, row, strict=False):
            name = mapping.get(theirs, IGNORED)
            if name == IGNORED or not cell.strip():
                continue
            try:
                told[name] = _value(self.kind, name, cell.strip(), zone)
            except BadCell as error:
                errors.append(RowError(number, theirs, error.args[0]))
        return Line(number, told, tuple(errors))

    def _ndjson(self, mapping: Mapping[str, str]) -> Iterator[Line]:
        for number, line in enumerate(_text_lines(self.stream), 1):
            if not line.strip():
                continue
            try:
                told = json.loads(line)
            except ValueError:
                raise BadFile(Words("Line %(number)s is no JSON.", number=number)) from None
            if not isinstance(told, dict):
                raise BadFile(Words("Line %(number)s is no JSON object.", number=number))
            # A field that the first record did not have is its own name.
            named = {mapping.get(name, name): value for name, value in told.items() if value is not None}
            yield Line(number, {name: value for name, value in named.items() if name != IGNORED})


def open_source(kind: str, stream: BinaryIO) -> Source:
    """A file of either format, told apart by how it begins. Refuses what is empty or neither."""
    stream.seek(0)
    if stream.read(4) == _WORKBOOK:
        raise BadFile("This is an Excel workbook. Save its sheet as “CSV UTF-8” and bring that file.")
    first = next((line for line in _text_lines(stream) if line.strip()), "")
    if not first:
        raise BadFile("The file is empty.")
    if first.lstrip().startswith("{"):
        try:
            columns = tuple(json.loads(first))
        except ValueError:
            raise BadFile("Line 1 is no JSON. Each line must hold one whole record.") from None
        return Source(kind, "ndjson", columns, stream)
    header = next(csv.reader([first], _dialect(stream)))
    columns = tuple(name.strip() for name in header)
    if len(columns) > _MOST_COLUMNS:
        raise BadFile(Words("The file has more than %(most_columns)s columns.", most_columns=_MOST_COLUMNS))
    if not all(columns) or len(set(columns)) < len(columns):
        raise BadFile("Line 1 must name each column, each name once.")
    return Source(kind, "csv", columns, stream)


def _value(kind: str, name: str, cell: str, zone: ZoneInfo | None) -> Any:
    shape = shape_of(kind, name)
    if shape != "json":
        told = value_of(shape, cell, zone)
        return word_of(name, told, words_for(kind, name)) if shape == "text" and isinstance(told, str) else told
    try:
        return json.loads(cell)
    except ValueError:
        raise BadCell("Write a JSON list, like [].") from None


def _text_lines(stream: BinaryIO) -> Iterator[str]:
    stream.seek(0)
    for number, raw in enumerate(stream, 1):
        if len(raw) > _MOST_LINE:
            raise BadFile(
                Words("Line %(number)s is longer than %(most_line)s bytes.", number=number, most_line=f"{_MOST_LINE:,}")
            )
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise BadFile(Words("Line %(number)s is not UTF-8. Save the file as “CSV UTF-8”.", number=number)) from None
        if "\0" in text:
            raise BadFile(Words("Line %(number)s holds a sign that is no text.", number=number))
        yield text


def _dialect(stream: BinaryIO) -> type[csv.Dialect]:
    """By the header alone: what parts its names most often."""
    place = stream.tell()
    stream.seek(0)
    first = next((line for line in stream if line.strip()), b"").decode("utf-8-sig", "replace")
    stream.seek(place)
    found = max(_DELIMITERS, key=first.count)
    return type("Dialect", (csv.excel,), {"delimiter": found})


def known_columns(kind: str) -> tuple[str, ...]:
    return columns_of(kind)
