"""Which column of a file is which of ours, and what a cell says. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

from intake.foundation.answers import Missing
from intake.foundation.cells import safe_cell
from intake.foundation.words import Words

KINDS = ("people", "places", "intakes", "tasks")
FORMATS = ("csv", "ndjson")
# Those about people; places are public.
ABOUT_PEOPLE = frozenset({"people", "intakes", "tasks"})
IGNORED = ""
_NEAR = 0.8
_GUARDED = ("=", "+", "-", "@")
_MISSING = {f"?{one.value}": one for one in (Missing.UNKNOWN, Missing.DECLINED)}
_YES, _NO = frozenset({"yes", "y", "true", "1", "x"}), frozenset({"no", "n", "false", "0"})


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one row, where and how to mend it; never what stands there."""

    row: int
    column: str
    words: str


class BadCell(ValueError):
    """What a cell must hold, in words."""


@cache
def aliases() -> Mapping[str, Mapping[str, Sequence[str]]]:
    data: dict[str, Any] = tomllib.loads(files("intake.exchange").joinpath("data/columns.toml").read_text("utf-8"))
    return {kind: data[kind] for kind in KINDS}


def propose(kind: str, theirs: Sequence[str], ours: Sequence[str]) -> dict[str, str]:
    """For each column of a file the one of ours that it seems to be; each of ours once, the surest first; else IGNORED."""
    named = {_key(name): name for name in ours}
    for name, others in aliases()[kind].items():
        if name in ours:
            named |= {_key(other): name for other in others if _key(other) not in named}
    sure = sorted(
        ((_likeness(_key(their), key), place, their, name) for place, their in enumerate(theirs) for key, name in named.items()),
        key=lambda found: (-found[0], found[1]),
    )
    taken: dict[str, str] = {}
    for likeness, _, their, name in sure:
        if likeness >= _NEAR and their not in taken and name not in taken.values():
            taken[their] = name
    return {their: taken.get(their, IGNORED) for their in theirs}


def check_mapping(mapping: Mapping[str, str], ours: Sequence[str], required: Sequence[str]) -> list[str]:
    """What is wrong with a mapping, in words."""
    used = [name for name in mapping.values() if name != IGNORED]
    twice = sorted({name for name in used if used.count(name) > 1})
    problems: list[str] = [Words("There is no column %(name)s.", name=name) for name in used if name not in ours]
    problems += [Words("Two columns are mapped to %(name)s. Choose one.", name=name) for name in twice]
    left_out = [name for name in required if name not in used]
    return problems + [Words("No column is mapped to %(name)s, which is needed.", name=name) for name in left_out]


def _key(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.casefold()))


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    # A short name that is nearly another is another: "st" and "zt".
    return OSA.normalized_similarity(one, other) if min(len(one), len(other)) > 4 else 0.0


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


def value_of(shape: str, cell: str) -> Any:
    """What a cell says for a field of this shape (yes_no, whole, number, list, text). Refuses with BadCell what it cannot be."""
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
    if shape == "list":
        return [] if cell == "-none-" else [plain_of(part.strip()) for part in cell.split(";") if part.strip()]
    return plain_of(cell)
