"""From what an intake was told to the plain facts that triage looks at. Missing answers stay missing."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from intake.callers.rules import ages_of
from intake.foundation.answers import Missing, is_known
from intake.intakes.rules.answers import Answers
from intake.intakes.rules.implied import implied_by
from intake.substances.rules import Entry
from intake.substances.rules.use import in_milligrams
from intake.triage.rules import Between, Facts, SubstanceFacts

_SAME_IN_USE = (
    "days_used_in_30", "days_per_week", "stopped_abruptly", "prescribed", "prescriber_count", "runs_out_early",
    "several_prescribers", "nothing_else_works", "takes_high_doses", "illicit_source",
)  # fmt: skip
_LISTS = ("withdrawal_symptoms_now", "treatment_medications")
_BUILT = {"age_years", "is_adult", "location_known", "substances", *_LISTS}
_SAME_IN_INTAKE = tuple(f.name for f in fields(Facts) if f.name not in _BUILT)

# Saving one of these changes what triage may say.
INTAKE_FACTS = frozenset({*_SAME_IN_INTAKE, "present_location", *_LISTS})
PERSON_FACTS = frozenset({"age_years", "age_is_estimate", "birth_date", "is_adult"})


def facts_of(intake: Answers, subject: Answers, uses: Iterable[tuple[Answers, Entry | None]], now: datetime) -> Facts:
    """`uses`: each substance use with its catalogue entry, None when the substance is not in the catalogue.

    `now`: in the zone in which the desk's days begin, where a birth date is known.
    """
    same = {name: intake.answer(name) for name in _SAME_IN_INTAKE}
    lists: dict[str, Any] = {name: _as_tuple(intake.answer(name)) for name in _LISTS}
    told = [(_substance(use, entry, place, now), use, entry) for place, (use, entry) in enumerate(uses, 1)]
    return Facts(
        **same,
        **lists,
        age_years=_age(subject, now.date()),
        is_adult=subject.answer("is_adult"),
        location_known=_whether_known(intake.answer("present_location")),
        substances=(*(facts for facts, _, _ in told), *implied_by(told)),
    )


def _age(person: Answers, today: date) -> int | Between | Missing:
    ages = ages_of(person, today)
    if isinstance(ages, Missing):
        return ages
    return ages.least if ages.least == ages.most else Between(*ages)


def _substance(use: Answers, entry: Entry | None, place: int, now: datetime) -> SubstanceFacts:
    amount, unit = use.answer("amount_per_day"), use.answer("amount_unit")
    amount = float(amount) if is_known(amount) else amount
    same = {name: use.answer(name) for name in _SAME_IN_USE}
    return SubstanceFacts(
        **same,
        code=use.answer("substance_code") if entry else f"unlisted-{place}",
        name=entry.name if entry else "a substance that is not in the list",
        substance_class=entry.substance_class if entry else Missing.UNKNOWN,
        drug_key=entry.drug_key if entry else Missing.UNKNOWN,
        daily_amount=amount,
        daily_unit=unit,
        daily_amount_mg=in_milligrams(amount, unit, use.answer("unit_strength_mg")),
        duration_months=use.answer("months_of_use"),
        hours_since_last_use=_hours_since(use.answer("last_used_at"), now),
        injected=_was_injected(use.answer("route")),
    )


def _hours_since(moment: datetime | Missing, now: datetime) -> float | Missing:
    return moment if isinstance(moment, Missing) else max(0.0, (now - moment).total_seconds() / 3600)


def _was_injected(route: str | Missing) -> bool | Missing:
    return route if isinstance(route, Missing) else route == "injected"


def _as_tuple(answer: list[str] | Missing) -> tuple[str, ...] | Missing:
    return answer if isinstance(answer, Missing) else tuple(answer)


def _whether_known(answer: object) -> bool | Missing:
    return answer if isinstance(answer, Missing) else True
