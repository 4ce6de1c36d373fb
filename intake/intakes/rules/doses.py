"""How strong the day's amount of a benzodiazepine is, as it was told."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from intake.intakes.rules.answers import Answers
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import in_milligrams
from intake.triage.rules import dose_of


def dose_as_told(use: Answers) -> Mapping[str, Any] | None:
    """The band, the range and their sources as plain data; None where nobody can say."""
    entry = load_catalogue().by_code.get(use.answer("substance_code"))
    if entry is None:
        return None
    amount = in_milligrams(use.answer("amount_per_day"), use.answer("amount_unit"), use.answer("unit_strength_mg"))
    dose = dose_of(entry.drug_key, amount)
    return None if dose is None else asdict(dose) | {"band": dose.band.value, "sources": list(dose.sources)}
