"""Rows as text, piece by piece."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from intake.exchange.rules import cell_of
from intake.exchange.schemas import columns_of, shape_of
from intake.foundation.answers import Missing


def write_rows(kind: str, format_: str, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The file of these records: CSV with a header and cells that no spreadsheet runs, or one JSON object a line."""
    if format_ == "ndjson":
        for row in rows:
            told = {name: _plain(kind, name, value) for name, value in row.items() if _is_told(value)}
            yield json.dumps(told, ensure_ascii=False, default=str) + "\n"
        return
    columns = columns_of(kind, written=True)
    # The mark tells spreadsheets that it is UTF-8.
    yield "\ufeff" + _line(columns)
    for row in rows:
        yield _line([_cell(kind, name, row.get(name)) for name in columns])


def _is_told(value: Any) -> bool:
    return value is not None and value != {"missing": Missing.NOT_ASKED.value}


def _plain(kind: str, name: str, value: Any) -> Any:
    return _trimmed(value) if shape_of(kind, name) == "json" else value


def _cell(kind: str, name: str, value: Any) -> str:
    if shape_of(kind, name) == "json":
        return json.dumps(_trimmed(value or []), ensure_ascii=False, default=str)
    return cell_of(value)


def _trimmed(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: _inner(value) for name, value in row.items() if _is_told(value)} for row in rows]


def _inner(value: Any) -> Any:
    return _trimmed(value) if isinstance(value, list) and value and isinstance(value[0], dict) else value


def _line(cells: Iterable[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue()
