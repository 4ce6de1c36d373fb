"""Calls told as plain facts, for the triage tests. Everybody in them is fictional."""

from typing import Any

from intake.foundation.answers import Missing
from intake.triage.rules import Facts, Finding, SubstanceFacts, assess, load_rulebook


def found(facts: Facts) -> list[str]:
    return [f.rule_id for f in assess(facts, load_rulebook()) if f.status == "found"]


def possible(facts: Facts) -> list[str]:
    return [f.rule_id for f in assess(facts, load_rulebook()) if f.status == "possible"]


def finding(facts: Facts, rule_id: str) -> Finding:
    return next(f for f in assess(facts, load_rulebook()) if f.rule_id == rule_id)


def a_benzodiazepine(**told: Any) -> SubstanceFacts:
    """Clonazepam, every day for two years, still at hand."""
    usual: dict[str, Any] = {
        "code": "clonazepam",
        "name": "Clonazepam",
        "substance_class": "benzodiazepine",
        "drug_key": "clonazepam",
        "days_per_week": 7,
        "duration_months": 24,
        "hours_since_last_use": 5,
        "stopped_abruptly": False,
    }
    return SubstanceFacts(**{**usual, **told})


def alone(*substances: SubstanceFacts, **told: Any) -> Facts:
    """These substances and, as was said, no other."""
    return Facts(substances=substances, substances_complete=True, **told)


def the_klonopin_call(past_seizure: bool | Missing = Missing.NOT_ASKED) -> Facts:
    """A mother calls about her adult son: out of clonazepam for three days, drinks daily, two prescribers."""
    return Facts(
        for_whom="other",
        age_years=24,
        present_with_caller=True,
        location_known=True,
        past_withdrawal_seizure=past_seizure,
        substances=(
            a_benzodiazepine(
                daily_amount_mg=2,
                hours_since_last_use=72,
                stopped_abruptly=True,
                prescribed=True,
                prescriber_count=2,
                runs_out_early=True,
            ),
            SubstanceFacts(code="alcohol", name="Alcohol", substance_class="alcohol", days_used_in_30=30),
        ),
    )
