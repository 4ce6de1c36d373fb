"""How urgent a pushed referral is, what a partner may know of it, and what its substances are. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from intake.foundation.answers import Missing
from intake.substances.rules import load_catalogue, search

# FHIR Task words. A partner learns that the desk has it, works on it, is through with it; never what came of it.
STATES: Mapping[str, str] = {
    "draft": "received",
    "abandoned": "received",
    "complete": "in-progress",
    "closed": "completed",
}
_SURE = frozenset({"exact", "inside"})


@dataclass(frozen=True)
class Urgency:
    """`minutes`: how soon to call; None: as soon as the desk has set for every call back."""

    code: str
    label: str
    minutes: int | None
    any_hour: bool
    meaning: str


@cache
def load_urgencies() -> Mapping[str, Urgency]:
    """The reviewed list, by code."""
    rows = tomllib.loads(files("intake.partners").joinpath("data/urgency.toml").read_text("utf-8"))["urgency"]
    return {r["code"]: Urgency(r["code"], r["label"], r.get("minutes"), r["any_hour"], r["meaning"]) for r in rows}


def code_of(name: str) -> str | Missing:
    """The catalogue's code for a name that it knows; unknown for a guess, which a counselor must settle with the person."""
    hits = search(load_catalogue(), name, limit=1)
    return hits[0].entry.code if hits and hits[0].why in _SURE else Missing.UNKNOWN
