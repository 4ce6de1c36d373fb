"""What a cell says, and how a value is written in one. Pure."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from intake.exchange.rules.columns import said
from intake.exchange.rules.days import BadCell, day_of, moment_of
from intake.foundation.answers import Missing
from intake.foundation.cells import safe_cell

_GUARDED = ("=", "+", "-", "@")
_MISSING = {f"?{one.value}": one for one in (Missing.UNKNOWN, Missing.DECLINED)}
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})


def cell_of(value: Any) -> str:
    """One value as text for a spreadsheet: safe there, and read back as it was."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        missing = value.get("missing")
        return "" if missing == Missing.NOT_ASKED else f"?{missing}"
    if isinstance(value, list):
        return "; ".join(map(str, value)) if value else "-none-"
    text = str(value)
    if not isinstance(value, str):
        return text
    return f"'{text}" if text.startswith(("'", "?")) or text == "-none-" else safe_cell(text)


def plain_of(cell: str) -> str:
    """The text of a cell without the sign that kept a spreadsheet from running it."""
    rest = cell[1:]
    guarded = rest.startswith(("'", "?", "\t", "\r", "\n")) or rest.lstrip().startswith(_GUARDED) or rest == "-none-"
    return rest if cell.startswith("'") and guarded else cell


def value_of(shape: str, cell: str, zone: ZoneInfo | None = None) -> Any:
    """What a cell says for a field of this shape (yes_no, whole, number, list, day, moment, text).

    `zone`: of moments that tell none. Refuses with BadCell what it cannot be.
    """
    if cell in _MISSING:
        return {"missing": _MISSING[cell].value}
    if shape == "yes_no":
        if cell.casefold() not in _YES | _NO:
            raise BadCell("Write yes or no.")
        return cell.casefold() in _YES
    if shape == "whole":
        if not re.fullmatch(r"-?\d{1,15}", cell):
            raise BadCell("Write a whole number.")
        return int(cell)
    if shape == "number":
        if not re.fullmatch(r"-?\d{1,15}(\.\d{1,9})?", cell):
            raise BadCell("Write a number.")
        return float(cell)
    if shape == "day":
        return day_of(cell).isoformat()
    if shape == "moment":
        return moment_of(cell, zone).isoformat()
    if shape == "list":
        return [] if cell == "-none-" else [plain_of(part.strip()) for part in cell.split(";") if part.strip()]
    return plain_of(cell)


def word_of(column: str, cell: str, known: tuple[str, ...]) -> str:
    """The word of a closed list that a cell means: in any case of letters, or as others write it; else the cell as it stands."""
    return _words(column, known).get(" ".join(cell.split()).casefold(), cell)


@cache
def _words(column: str, known: tuple[str, ...]) -> Mapping[str, str]:
    return {**{word.casefold(): word for word in known}, **said().get(column, {})}
