"""The closed lists in which use is told, how many drinks are in what people name, and how many milligrams in what they take."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from intake.foundation.answers import Missing
from intake.foundation.reviewed import Reviewed

_MG_IN = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}


def routes() -> tuple[str, ...]:
    return tuple(_lists()["routes"])


def units() -> tuple[str, ...]:
    return tuple(_lists()["units"])


@cache
def measures() -> Mapping[str, Any]:
    """`kinds`: what drinks of a kind are called; `drinks`: by kind, standard drinks in a container.

    `always`: containers that are of one kind; `any`: words for alcohol of no kind; `grams`: weights that have a name.
    """
    data = _read("measures")
    drinks = {kind: data[kind] for kind in data["kinds"]}
    return {"drinks": drinks, "any": data["named"]["any"], **{name: data[name] for name in ("kinds", "always", "grams")}}


@dataclass(frozen=True, slots=True)
class Drinks(Reviewed):
    """Standard drinks by kind and container, and who says so."""

    reviewed_on: date
    reviewed_by: str
    source: str
    sizes: Mapping[str, Mapping[str, float]]


def drinks_for_reviewers() -> Drinks:
    data = _read("measures")
    return Drinks(data["reviewed_on"], data["reviewed_by"], data["source"], measures()["drinks"])


def counted_units() -> tuple[str, ...]:
    """Units of which one has a strength: pills, strips, drops."""
    return tuple(_lists()["counted"])


def taken_with() -> Mapping[str, str]:
    """Kinds of substances by code, in words; `other` is none of the catalogue."""
    words: dict[str, str] = _lists()["taken_with"]
    return words


def class_words() -> Mapping[str, str]:
    """Each class of the catalogue in words."""
    words: dict[str, str] = _lists()["class_words"]
    return words


def treatment_medications() -> Mapping[str, str]:
    """Medicines that are treatment, by code, in words."""
    words: dict[str, str] = _lists()["treatment_medications"]
    return words


def in_milligrams(amount: Decimal | float | Missing, unit: str | Missing, each_mg: Decimal | float | Missing) -> float | Missing:
    """The amount in milligrams; missing as long as it is not known how strong a counted one is."""
    if isinstance(amount, Missing) or isinstance(unit, Missing):
        return amount if isinstance(amount, Missing) else Missing.UNKNOWN
    if unit in _MG_IN:
        return float(amount) * _MG_IN[unit]
    if unit not in counted_units():
        return Missing.UNKNOWN
    return each_mg if isinstance(each_mg, Missing) else float(amount) * float(each_mg)


@cache
def _lists() -> dict[str, Any]:
    return _read("use")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("intake.substances").joinpath(f"data/{name}.toml").read_text("utf-8"))


def treatment_kinds() -> Mapping[str, str]:
    """Kinds of treatment of before, in words."""
    words: dict[str, str] = _lists()["treatment_kinds"]
    return words
