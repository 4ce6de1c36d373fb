"""Facts worked out from other facts, and which answers each of them comes from."""

from collections.abc import Mapping
from types import EllipsisType
from typing import Any

from intake.foundation.answers import Missing
from intake.triage.rules.doses import band_together, dose_band, never_dispensed, strength_published
from intake.triage.rules.facts import Facts, SubstanceFacts

Case = Mapping[str, Any]

# derived fact -> the answers it rests on, in the order in which they would be asked
DERIVED: Mapping[str, tuple[str, ...]] = {
    "dose_band": ("drug_key", "daily_amount_mg"),
    "strength_published": ("drug_key",),
    "never_dispensed": ("drug_key",),
    "use_days_per_week": ("days_used_in_30", "days_per_week"),
}
_DAYS_COUNTED = 30
_FEW_DAYS = 3
# The seventh day counts to its end, as in the rules.
_AFTER_A_WEEK_HOURS = 192


class View:
    """Whom or what a condition is asked about: the person, or one of their substances; with what was found out so far."""

    __slots__ = ("facts", "person", "reasons", "substances", "verdicts", "where")

    def __init__(self, facts: Case, slots: int, person: "View | None" = None) -> None:
        self.facts = facts
        self.person = person or self
        self.where = f"substances[{facts['code']}]." if person else ""
        self.verdicts: list[bool | EllipsisType | None] = [...] * slots
        self.reasons: dict[int, tuple[tuple[str, Any], ...]] = {}
        self.substances: tuple[View, ...] = ()


def view_of(facts: Facts, slots: int) -> View:
    """The person, with a view for each substance; their order does not depend on which was told first."""
    listed = facts.substances
    if len(listed) > 1:
        listed = tuple(sorted(listed, key=_place if len({s.code for s in listed}) < len(listed) else _code))
    view = View(vars(facts), slots)
    cases = [_substance(s) for s in listed]
    if len(cases) > 1:
        _count_together(cases)
    view.substances = tuple(View(case, slots, view) for case in cases)
    return view


def _count_together(cases: list[dict[str, Any]]) -> None:
    """Benzodiazepines that are taken on most days, and did not end more than a week ago, have the band of all together."""
    taken = [case for case in cases if case["substance_class"] == "benzodiazepine" and _is_taken(case)]
    band = band_together((case["drug_key"], case["daily_amount_mg"]) for case in taken)
    for case in taken:
        if case["dose_band"].__class__ is not Missing:
            case["dose_band"] = band


def _is_taken(case: Case) -> bool:
    days, hours = case["use_days_per_week"], case["hours_since_last_use"]
    return not isinstance(days, Missing) and days > _FEW_DAYS and (isinstance(hours, Missing) or hours < _AFTER_A_WEEK_HOURS)


def use_days_per_week(s: SubstanceFacts) -> float | Missing:
    """Days a week while it was used; with two answers that disagree, the riskier one."""
    told, counted = s.days_per_week, _from_last_30_days(s)
    if isinstance(told, Missing):
        return counted if not isinstance(counted, Missing) else told
    return told if isinstance(counted, Missing) else max(told, counted)


def _from_last_30_days(s: SubstanceFacts) -> float | Missing:
    if isinstance(s.days_used_in_30, Missing):
        return Missing.UNKNOWN
    last = s.hours_since_last_use
    open_days = _DAYS_COUNTED - (0 if isinstance(last, Missing) else last / 24)
    # with three weeks or more without it, the last 30 days say too little about the time before
    placed = not isinstance(last, Missing) and open_days >= 7
    rate = min(7.0, 7 * s.days_used_in_30 / (open_days if placed else _DAYS_COUNTED))
    # few days in 30 may also be daily use that ended some time ago: that proves nothing
    return rate if placed or rate > 3 else Missing.UNKNOWN


def _substance(s: SubstanceFacts) -> dict[str, Any]:
    drug_key = _unless_unknown(s.drug_key)
    return {
        **vars(s),
        "label": s.label,
        "substance_class": _unless_unknown(s.substance_class),
        "drug_key": drug_key,
        "dose_band": dose_band(drug_key, s.daily_amount_mg),
        "strength_published": strength_published(drug_key),
        "never_dispensed": never_dispensed(drug_key),
        "use_days_per_week": use_days_per_week(s),
    }


def _unless_unknown(word: str | Missing) -> str | Missing:
    # an entry "not known which" of the catalogue must not count as a known other kind
    return Missing.UNKNOWN if word == Missing.UNKNOWN.value else word


def _code(s: SubstanceFacts) -> str:
    return s.code


def _place(s: SubstanceFacts) -> tuple[str, str]:
    return s.code, repr(s)
