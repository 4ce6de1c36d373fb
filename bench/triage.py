"""Triage of one intake in microseconds: all rules over the facts of a full call, beside making the facts from plain data."""

import time
import timeit
from collections.abc import Callable, Iterator
from statistics import median
from typing import Any

from bench.measure import ROUNDS, Result
from intake.triage.rules import assess, load_rulebook
from intake.triage.rules.facts import facts_from_plain

NAMES = ("triage_one",)
_TIMES = 2_000
# A mother calls for her son: clonazepam gone for three days, drinks every day, a past seizure not known.
CALL: dict[str, Any] = {
    "for_whom": "other", "age_years": 34, "is_adult": True, "present_with_caller": True, "location_known": True,
    "not_waking": False, "slow_or_no_breathing": False, "blue_lips": False, "gurgling_or_choking": False, "seizure_now": False,
    "chest_pain": False, "confusion": False, "hallucinations": False, "suicidal_thoughts": False, "safe_place_tonight": True,
    "past_withdrawal_seizure": "unknown", "withdrawal_symptoms_now": ["shaking", "sweating"], "naloxone_at_hand": False,
    "substances": [
        {"code": "clonazepam", "name": "Clonazepam", "substance_class": "benzodiazepine", "drug_key": "clonazepam",
         "daily_amount": 2, "daily_unit": "mg", "daily_amount_mg": 2, "days_per_week": 7, "duration_months": 24,
         "hours_since_last_use": 72, "stopped_abruptly": True, "prescribed": True, "prescriber_count": 2, "runs_out_early": True},
        {"code": "alcohol", "name": "Alcohol", "substance_class": "alcohol", "days_used_in_30": 30},
        {"code": "oxycodone", "name": "Oxycodone", "substance_class": "opioid", "days_per_week": 2},
    ],
}  # fmt: skip


def results() -> Iterator[Result]:
    """The medians of some rounds, in turn."""
    facts, book = facts_from_plain(CALL), load_rulebook()
    ours, floor = [], []
    for _ in range(ROUNDS):
        floor.append(_microseconds(lambda: facts_from_plain(CALL)))
        ours.append(_microseconds(lambda: assess(facts, book)))
    mine, bare = median(ours), median(floor)
    yield Result("triage_one", round(mine, 1), round(bare, 1), round(mine / bare, 2), "µs")


def _microseconds(does: Callable[[], object]) -> float:
    """Of the processor, so that what else runs here counts little."""
    return timeit.timeit(does, timer=time.process_time, number=_TIMES) / _TIMES * 1_000_000
