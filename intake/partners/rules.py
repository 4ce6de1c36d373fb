"""How urgent a pushed referral is, what a partner may know of it, and what its substances are. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

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


def as_recorded(reported: Mapping[str, Any]) -> dict[str, Any]:
    """A substance that was sent by name or code, as an intake keeps it."""
    answers = {field: answer for field, answer in reported.items() if field not in ("name", "code")}
    name, code = reported.get("name"), reported.get("code")
    return {**answers, "substance_code": code or code_of(name or ""), "said_as": name or Missing.NOT_ASKED}


def as_sent(told: Any) -> Any:
    """What a partner said, and nothing that this version of the desk made of it: a question that it learns to ask later
    changes nothing, nor does a name that its catalogue learns.
    """
    if isinstance(told, Missing):
        return {"missing": told.value}
    if isinstance(told, Mapping):
        return {field: as_sent(answer) for field, answer in told.items() if answer is not Missing.NOT_ASKED}
    return [as_sent(one) for one in told] if isinstance(told, list | tuple) else told
