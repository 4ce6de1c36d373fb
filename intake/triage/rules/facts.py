"""What triage may look at: plain answers about one person in need, each a value or the way in which it is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

from intake.foundation.answers import Missing

NOT_ASKED = Missing.NOT_ASKED


class Between(NamedTuple):
    """A number that is not known exactly; a bound inside it decides nothing."""

    least: float
    most: float


YesNo = bool | Missing
Number = float | Missing
Word = str | Missing


@dataclass(frozen=True, kw_only=True)
class SubstanceFacts:
    """One reported substance. `code` and `name` come from the catalogue; an unknown pill has a code of its own."""

    code: str
    name: str = ""
    substance_class: Word = NOT_ASKED
    drug_key: Word = NOT_ASKED
    # as told ("6 bars"), beside what it comes to in milligrams when that can be worked out
    daily_amount: Number = NOT_ASKED
    daily_unit: Word = NOT_ASKED
    daily_amount_mg: Number = NOT_ASKED
    days_used_in_30: Number = NOT_ASKED
    # while it was being used, which is not the same as the last 30 days for somebody who has stopped
    days_per_week: Number = NOT_ASKED
    duration_months: Number = NOT_ASKED
    hours_since_last_use: Number = NOT_ASKED
    stopped_abruptly: YesNo = NOT_ASKED
    prescribed: YesNo = NOT_ASKED
    prescriber_count: Number = NOT_ASKED
    runs_out_early: YesNo = NOT_ASKED
    several_prescribers: YesNo = NOT_ASKED
    nothing_else_works: YesNo = NOT_ASKED
    takes_high_doses: YesNo = NOT_ASKED
    injected: YesNo = NOT_ASKED
    illicit_source: YesNo = NOT_ASKED

    @property
    def label(self) -> str:
        return self.name or self.code.replace("_", " ")


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the rules may rest on. What is not listed is unknown until `substances_complete` is yes."""

    for_whom: Word = NOT_ASKED
    age_years: Number | Between = NOT_ASKED
    # 18 or older, when that is all that anybody can say
    is_adult: YesNo = NOT_ASKED
    pregnant: YesNo = NOT_ASKED
    pregnancy_weeks: Number = NOT_ASKED
    present_with_caller: YesNo = NOT_ASKED
    location_known: YesNo = NOT_ASKED

    substances: tuple[SubstanceFacts, ...] = ()
    substances_complete: YesNo = NOT_ASKED

    not_waking: YesNo = NOT_ASKED
    slow_or_no_breathing: YesNo = NOT_ASKED
    blue_lips: YesNo = NOT_ASKED
    gurgling_or_choking: YesNo = NOT_ASKED
    seizure_now: YesNo = NOT_ASKED
    seizure_last_two_days: YesNo = NOT_ASKED
    chest_pain: YesNo = NOT_ASKED
    confusion: YesNo = NOT_ASKED
    hallucinations: YesNo = NOT_ASKED
    fever: YesNo = NOT_ASKED
    took_more_than_intended: YesNo = NOT_ASKED
    mixed_substances: YesNo = NOT_ASKED
    naloxone_given: YesNo = NOT_ASKED
    naloxone_at_hand: YesNo = NOT_ASKED
    # codes of the intake's lists; empty: asked, and there are none
    withdrawal_symptoms_now: tuple[str, ...] | Missing = NOT_ASKED

    suicidal_thoughts: YesNo = NOT_ASKED
    suicide_plan: YesNo = NOT_ASKED
    violence_at_home: YesNo = NOT_ASKED
    safe_place_tonight: YesNo = NOT_ASKED
    child_in_danger: YesNo = NOT_ASKED

    seizure_disorder: YesNo = NOT_ASKED
    liver_disease: YesNo = NOT_ASKED
    respiratory_disease: YesNo = NOT_ASKED
    past_withdrawal_seizure: YesNo = NOT_ASKED
    past_withdrawal_delirium: YesNo = NOT_ASKED
    past_overdose: YesNo = NOT_ASKED
    # some days without an opioid lately: jail, hospital, treatment
    opioid_break: YesNo = NOT_ASKED
    treatment_medications: tuple[str, ...] | Missing = NOT_ASKED


SUBSTANCE_FIELDS = frozenset(f.name for f in fields(SubstanceFacts))
CASE_FIELDS = frozenset(f.name for f in fields(Facts)) - {"substances"}
_MISSING = {str(m): m for m in Missing}


def facts_from_plain(given: Mapping[str, Any]) -> Facts:
    """Facts from JSON or TOML, where "not_asked", "unknown" and "declined" stand for a missing answer."""
    plain = {name: _answer(value) for name, value in given.items() if name != "substances"}
    listed = tuple(
        SubstanceFacts(**{name: _answer(value) for name, value in entry.items()}) for entry in given.get("substances", ())
    )
    return Facts(**plain, substances=listed)


def _answer(value: Any) -> Any:
    if isinstance(value, Mapping):  # a guess
        return Between(**value)
    if isinstance(value, list):
        return tuple(value)
    return _MISSING.get(value, value) if isinstance(value, str) else value
