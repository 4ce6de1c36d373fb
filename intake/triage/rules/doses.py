"""What is known of a benzodiazepine by its name: how strong a daily amount is (a band and a range, never one equivalent, never
advice), whether its strength is published, whether any pharmacy has it."""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from intake.foundation.answers import Missing
from intake.foundation.reviewed import Reviewed


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
    # where the band comes from: the guideline's own cut-offs for this drug, or the riskier of the tables it stands in
    sources: tuple[str, ...]


@dataclass(frozen=True)
class _Table:
    reference_mg: float
    drugs: Mapping[str, _Drug]


@dataclass(frozen=True, slots=True)
class Dose:
    """How strong a day's amount is: a band, and between which amounts of diazepam the tables put it. Never one number."""

    mg_per_day: float
    band: Band
    diazepam_mg_least: float
    diazepam_mg_most: float
    sources: tuple[str, ...]


def dose_of(drug_key: str | Missing, mg_per_day: float | Missing) -> Dose | None:
    """None for what is in no published table, and as long as the drug or the amount is not known."""
    drug, amount = _known(drug_key, mg_per_day)
    band, range_of = dose_band(drug_key, mg_per_day), diazepam_equivalent(drug_key, mg_per_day)
    if drug is None or isinstance(band, Missing) or isinstance(range_of, Missing):
        return None
    return Dose(amount, band, *range_of, drug.sources)


def dose_band(drug_key: str | Missing, mg_per_day: float | Missing) -> Band | Missing:
    """Low, moderate or high for one day's amount; missing when the drug is in no published table."""
    drug, amount = _known(drug_key, mg_per_day)
    if drug is None:
        return _why_missing(drug_key, mg_per_day)
    if amount <= drug.low_up_to_mg:
        return Band.LOW
    return Band.MODERATE if amount <= drug.moderate_up_to_mg else Band.HIGH


def band_together(doses: Iterable[tuple[str | Missing, float | Missing]]) -> Band | Missing:
    """The band of several at once: each amount counts as its share of its own drug's bounds. What is not known adds nothing."""
    known = [(drug, mg) for key, told in doses for drug, mg in [_known(key, told)] if drug is not None]
    if not known:
        return Missing.UNKNOWN
    if sum(mg / drug.low_up_to_mg for drug, mg in known) <= 1:
        return Band.LOW
    return Band.MODERATE if sum(mg / drug.moderate_up_to_mg for drug, mg in known) <= 1 else Band.HIGH


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


def never_dispensed(drug_key: str | Missing) -> bool | Missing:
    """Yes for a benzodiazepine that no pharmacy hands out: it is from the street, whatever was said of its source."""
    return drug_key if isinstance(drug_key, Missing) else drug_key in from_no_pharmacy().drug_keys


@cache
def from_no_pharmacy() -> "FromNoPharmacy":
    """The list that `never_dispensed` goes by, for reviewers too."""
    data = _read("never_dispensed")
    return FromNoPharmacy(**{**data, "drug_keys": frozenset(data["drug_keys"])})


@dataclass(frozen=True, slots=True)
class DoseRow:
    """One drug as published: mg beside the reference amount in each table (a range of two), and where the bands lie."""

    drug: str
    first: str
    second: str
    low: float
    moderate: float
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DoseTable(Reviewed):
    reviewed_on: date
    reviewed_by: str
    reference_mg: float
    tables: tuple[str, ...]
    rows: tuple[DoseRow, ...]


@dataclass(frozen=True, slots=True)
class FromNoPharmacy(Reviewed):
    """Benzodiazepines that no pharmacy hands out, why they stand apart, and who says so."""

    reviewed_on: date
    reviewed_by: str
    drug_keys: frozenset[str]
    reason: str
    source: str


def dose_table() -> DoseTable:
    """What is known of strength, for reviewers."""
    data, read = _data(), _table()
    first, second = (table["id"] for table in data["table"])
    rows = [
        DoseRow(
            row["drug_key"],
            _span(row.get(first, ())),
            _span(row.get(second, ())),
            (drug := read.drugs[row["drug_key"]]).low_up_to_mg,
            drug.moderate_up_to_mg,
            drug.sources,
        )
        for row in data["drug"]
    ]
    tables = tuple(map(_named, data["table"]))
    return DoseTable(data["reviewed_on"], data["reviewed_by"], data["reference_mg"], tables, tuple(rows))


def _span(amounts: Sequence[float]) -> str:
    return " to ".join(f"{mg:g}" for mg in amounts)


def _known(drug_key: str | Missing, amount: float | Missing) -> tuple[_Drug | None, float]:
    if isinstance(drug_key, Missing) or isinstance(amount, Missing) or not (0 < amount < math.inf):
        return None, 0.0
    return _table().drugs.get(drug_key), float(amount)


def _why_missing(*answers: object) -> Missing:
    return next((a for a in answers if isinstance(a, Missing)), Missing.UNKNOWN)


@cache
def _data() -> Mapping[str, Any]:
    return _read("benzodiazepine_doses")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("intake.triage").joinpath(f"data/{name}.toml").read_text("utf-8"))


@cache
def _table() -> _Table:
    data = _data()
    reference = data["reference_mg"]
    return _Table(reference, {row["drug_key"]: _drug(row, data, reference) for row in data["drug"]})


def _drug(row: Mapping[str, Any], data: Mapping[str, Any], reference: float) -> _Drug:
    amounts = [mg for table in data["table"] for mg in row.get(table["id"], ())]
    least = min(amounts)
    cut = row.get("cut_off", {})
    # without published cut-offs of its own the riskier table decides: fewer mg for the same effect
    return _Drug(
        least_mg=least,
        most_mg=max(amounts),
        low_up_to_mg=cut.get("low_up_to_mg", data["low_up_to_mg"] * least / reference),
        moderate_up_to_mg=cut.get("moderate_up_to_mg", data["moderate_up_to_mg"] * least / reference),
        sources=tuple(
            _named(table) for table in ([data["bands_source"]] if cut else data["table"]) if cut or row.get(table["id"])
        ),
    )


def _named(table: Mapping[str, str]) -> str:
    return f"{table['publisher']} ({table['date']})"
