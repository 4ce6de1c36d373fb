"""How strong a reported daily amount of a benzodiazepine is: a band and a range, never one equivalent, never advice."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from intake.foundation.answers import Missing


class Band(StrEnum):
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True)
class _Drug:
    # mg of this drug that a published table sets beside the reference amount of diazepam: smallest and largest given
    least_mg: float
    most_mg: float
    low_up_to_mg: float
    moderate_up_to_mg: float


@dataclass(frozen=True)
class _Table:
    reference_mg: float
    drugs: Mapping[str, _Drug]


def dose_band(drug_key: str | Missing, mg_per_day: float | Missing) -> Band | Missing:
    """Low, moderate or high for one day's amount; missing when the drug is in no published table."""
    drug, amount = _known(drug_key, mg_per_day)
    if drug is None:
        return _why_missing(drug_key, mg_per_day)
    if amount <= drug.low_up_to_mg:
        return Band.LOW
    return Band.MODERATE if amount <= drug.moderate_up_to_mg else Band.HIGH


def diazepam_equivalent(drug_key: str | Missing, mg_per_day: float | Missing) -> tuple[float, float] | Missing:
    """The range in mg of diazepam between which the published tables put this amount."""
    drug, amount = _known(drug_key, mg_per_day)
    if drug is None:
        return _why_missing(drug_key, mg_per_day)
    reference = _table().reference_mg
    return reference * amount / drug.most_mg, reference * amount / drug.least_mg


def strength_published(drug_key: str | Missing) -> bool | Missing:
    """No for novel and counterfeit drugs: nobody can say how strong an amount of them is."""
    return drug_key if isinstance(drug_key, Missing) else drug_key in _table().drugs


def _known(drug_key: str | Missing, amount: float | Missing) -> tuple[_Drug | None, float]:
    if isinstance(drug_key, Missing) or isinstance(amount, Missing) or not (0 < amount < math.inf):
        return None, 0.0
    return _table().drugs.get(drug_key), float(amount)


def _why_missing(*answers: object) -> Missing:
    return next((a for a in answers if isinstance(a, Missing)), Missing.UNKNOWN)


@cache
def _table() -> _Table:
    data = tomllib.loads(files("intake.triage").joinpath("data/benzodiazepine_doses.toml").read_text("utf-8"))
    reference = data["reference_mg"]
    return _Table(reference, {row["drug_key"]: _drug(row, data, reference) for row in data["drug"]})


def _drug(row: Mapping[str, Any], data: Mapping[str, Any], reference: float) -> _Drug:
    amounts = [mg for table in data["table"] for mg in row[table["id"]]]
    least = min(amounts)
    cut = row.get("cut_off", {})
    # without published cut-offs of its own the riskier table decides: fewer mg for the same effect
    return _Drug(
        least_mg=least,
        most_mg=max(amounts),
        low_up_to_mg=cut.get("low_up_to_mg", data["low_up_to_mg"] * least / reference),
        moderate_up_to_mg=cut.get("moderate_up_to_mg", data["moderate_up_to_mg"] * least / reference),
    )
