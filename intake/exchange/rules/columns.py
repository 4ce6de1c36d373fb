"""Which column of a file is which of ours. Pure."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

from intake.foundation.words import Words

KINDS = ("people", "places", "intakes", "tasks")
FORMATS = ("csv", "ndjson")
# Those about people; places are public.
ABOUT_PEOPLE = frozenset({"people", "intakes", "tasks"})
IGNORED = ""
_NEAR = 0.8


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong in one row, where and how to mend it; never what stands there."""

    row: int
    column: str
    words: str


@cache
def aliases() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """For each kind: our columns, and what others call them."""
    return {kind: _data()[kind] for kind in KINDS}


@cache
def said() -> Mapping[str, Mapping[str, str]]:
    """For each column of a closed list: words that others write, in small letters, and ours."""
    found: dict[str, dict[str, str]] = _data()["said"]
    return found


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
    return problems + [_needed(name) for name in left_out]


def _needed(name: str) -> str:
    if name == "external_id":
        words = "No column is mapped to external_id, which is needed. Where rows have no number, add a column that counts them."
        return Words(words)
    return Words("No column is mapped to %(name)s, which is needed.", name=name)


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(files("intake.exchange").joinpath("data/columns.toml").read_text("utf-8"))


def _key(name: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", name.casefold()))


def _likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    # A short name that is nearly another is another: "st" and "zt".
    return OSA.normalized_similarity(one, other) if min(len(one), len(other)) > 4 else 0.0
