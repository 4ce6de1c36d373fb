"""The clinical facts that the rules were written from, a row each: what is told, and what must be found, asked, or not said.

Written from the published tables and lists, not from the rule files: the withdrawal-risk table and dose bands of the guideline's
pocket card, the boxed warnings, the list of what needs 911 on the phone, and the list of what makes an end more dangerous.
Each row has both sides of its boundary, and what stands while the deciding answer is missing.
"""

from typing import Any

import pytest

from intake.foundation.answers import Missing
from intake.substances.rules import load_catalogue
from intake.triage.rules import Facts, SubstanceFacts, assess, load_rulebook
from intake.triage.rules.doses import never_dispensed
from intake.triage.rules.facts import facts_from_plain

UNKNOWN = Missing.UNKNOWN
BOOK = load_rulebook()
NO_HISTORY = {"past_withdrawal_seizure": False, "past_withdrawal_delirium": False, "seizure_disorder": False}


def use(code: str, **told: Any) -> SubstanceFacts:
    """A substance of the catalogue, with its class and drug as the catalogue has them."""
    entry = load_catalogue().by_code[code]
    return SubstanceFacts(code=code, name=entry.name, substance_class=entry.substance_class, drug_key=entry.drug_key, **told)


def daily(code: str, **told: Any) -> SubstanceFacts:
    return use(
        code, **{"days_per_week": 7, "hours_since_last_use": 5, "stopped_abruptly": False, "illicit_source": False, **told}
    )


def ended(code: str, hours: float | Missing, **told: Any) -> SubstanceFacts:
    return daily(code, **{"hours_since_last_use": hours, "stopped_abruptly": True, "duration_months": 12, **told})


def call(*substances: SubstanceFacts, **told: Any) -> Facts:
    return Facts(substances=substances, substances_complete=True, **{"treatment_medications": (), **told})


def said(facts: Facts) -> dict[str, str]:
    return {one.rule_id: one.status for one in assess(facts, BOOK)}


# The table: days a week, months, band. Amounts a day in mg of a drug, one for each band of the four that have bands of their own.
BANDS = {
    "diazepam": ((10, "low"), (10.5, "moderate"), (15, "moderate"), (15.5, "high")),
    "clonazepam": ((0.5, "low"), (0.75, "moderate"), (1.5, "moderate"), (1.75, "high")),
    "lorazepam": ((2, "low"), (2.5, "moderate"), (3, "moderate"), (3.5, "high")),
    "alprazolam": ((1, "low"), (1.25, "moderate"), (2, "moderate"), (2.25, "high")),
}
RISK = ("rare", "possible", "likely")


def risk_of(facts: Facts) -> set[str]:
    found = said(facts)
    return {risk for risk in RISK if found.get(f"benzodiazepine-withdrawal-{risk}") == "found"}


def published(days: float, months: float, band: str) -> str:
    """The pocket card, row by row."""
    if days <= 3:
        return "rare"
    if months < 1:
        return "possible"
    if months < 3:
        return "possible" if band == "low" else "likely"
    return "likely"


@pytest.mark.parametrize("drug", BANDS)
@pytest.mark.parametrize("days", [1, 3, 3.5, 4, 7])
@pytest.mark.parametrize("months", [0, 0.9, 1, 2, 2.9, 3, 60])
def test_the_withdrawal_risk_table_cell_by_cell(drug: str, days: float, months: float) -> None:
    for amount, band in BANDS[drug]:
        told = daily(drug, days_per_week=days, duration_months=months, daily_amount_mg=amount)
        assert risk_of(call(told, **NO_HISTORY)) == {published(days, months, band)}, (amount, band)


@pytest.mark.parametrize("drug", BANDS)
def test_a_missing_cell_of_the_table_finds_only_what_its_row_has_in_common(drug: str) -> None:
    assert risk_of(call(daily(drug, days_per_week=UNKNOWN, duration_months=12), **NO_HISTORY)) == set()
    # on most days, for a time that nobody knows: at least possible
    assert risk_of(call(daily(drug, duration_months=UNKNOWN), **NO_HISTORY)) == {"possible"}
    # one to three months: at least possible; whether it is more waits for the amount
    unsaid = call(daily(drug, duration_months=2, daily_amount_mg=UNKNOWN), **NO_HISTORY)
    assert risk_of(unsaid) == {"possible"}
    asked = [q.path for one in assess(unsaid, BOOK) for q in one.ask]
    assert f"substances[{drug}].daily_amount_mg" in asked


KLONOPIN_GONE = ended("clonazepam", 72)
DRINKS = daily("alcohol")
# what is told -> the rule that answers it, then how it stands when the answer is the other side, and when it is missing
# (rule, found, other side, missing, what stands while missing)
ROWS: dict[str, tuple[str, Facts, Facts, Facts, str]] = {
    "not waking": ("overdose-signs", call(not_waking=True), call(not_waking=False), call(not_waking=UNKNOWN), "absent"),
    "slow or no breathing": (
        "overdose-signs",
        call(slow_or_no_breathing=True),
        call(slow_or_no_breathing=False),
        call(slow_or_no_breathing=UNKNOWN),
        "absent",
    ),
    "blue lips": ("overdose-signs", call(blue_lips=True), call(blue_lips=False), call(blue_lips=UNKNOWN), "absent"),
    "gurgling": (
        "overdose-signs",
        call(gurgling_or_choking=True),
        call(gurgling_or_choking=False),
        call(gurgling_or_choking=UNKNOWN),
        "absent",
    ),
    "an opioid, and a sign": (
        "overdose-signs-opioid",
        call(daily("heroin"), blue_lips=True),
        call(daily("heroin"), not_waking=False, slow_or_no_breathing=False, blue_lips=False, gurgling_or_choking=False),
        call(daily("heroin"), not_waking=UNKNOWN),
        "possible",
    ),
    "a sedative, and a sign": (
        "overdose-signs-sedative",
        call(daily("alprazolam"), slow_or_no_breathing=True),
        call(daily("alprazolam"), not_waking=False, slow_or_no_breathing=False, blue_lips=False, gurgling_or_choking=False),
        call(daily("alprazolam"), not_waking=UNKNOWN),
        "possible",
    ),
    "a seizure now": ("seizure-now", call(seizure_now=True), call(seizure_now=False), call(seizure_now=UNKNOWN), "absent"),
    "a seizure yesterday": (
        "seizure-now",
        call(seizure_last_two_days=True),
        call(seizure_last_two_days=False),
        call(seizure_last_two_days=UNKNOWN),
        "absent",
    ),
    "chest pain": ("chest-pain", call(chest_pain=True), call(chest_pain=False), call(chest_pain=UNKNOWN), "absent"),
    "confusion": ("sudden-confusion", call(confusion=True), call(confusion=False), call(confusion=UNKNOWN), "absent"),
    "hallucinations with fever": (
        "sudden-confusion",
        call(hallucinations=True, fever=True),
        call(hallucinations=True, fever=False, confusion=False),
        call(hallucinations=True, fever=UNKNOWN, confusion=False),
        "possible",
    ),
    "pregnant, and withdrawal": (
        "pregnancy-withdrawal",
        call(KLONOPIN_GONE, pregnant=True),
        call(KLONOPIN_GONE, pregnant=False),
        call(KLONOPIN_GONE, pregnant=UNKNOWN),
        "possible",
    ),
    "pregnant, and using": (
        "pregnancy-use",
        call(daily("lorazepam"), pregnant=True, withdrawal_symptoms_now=()),
        call(daily("lorazepam"), pregnant=False, withdrawal_symptoms_now=()),
        call(daily("lorazepam"), pregnant=UNKNOWN, withdrawal_symptoms_now=()),
        "possible",
    ),
    "a plan to end their life": (
        "suicide-plan",
        call(suicidal_thoughts=True, suicide_plan=True),
        call(suicidal_thoughts=True, suicide_plan=False),
        call(suicidal_thoughts=True, suicide_plan=UNKNOWN),
        "possible",
    ),
    "a plan, and nobody knows what they think": (
        "suicide-plan",
        call(suicidal_thoughts=UNKNOWN, suicide_plan=True),
        call(suicidal_thoughts=UNKNOWN, suicide_plan=False),
        call(suicidal_thoughts=UNKNOWN, suicide_plan=UNKNOWN),
        "absent",
    ),
    "signs of withdrawal, used on most days": (
        "withdrawal-signs-now",
        call(daily("alprazolam", days_per_week=4), withdrawal_symptoms_now=("shaking",)),
        call(daily("alprazolam", days_per_week=3), withdrawal_symptoms_now=("shaking",)),
        call(daily("alprazolam", days_per_week=UNKNOWN), withdrawal_symptoms_now=("shaking",)),
        "possible",
    ),
    "stopped, for how long it was taken nobody knows": (
        "benzodiazepine-stopped-early",
        call(ended("clonazepam", 191, duration_months=UNKNOWN)),
        call(ended("clonazepam", 192, duration_months=UNKNOWN)),
        # then a stronger rule asks instead
        call(ended("clonazepam", UNKNOWN, duration_months=UNKNOWN), **NO_HISTORY),
        "absent",
    ),
    "thoughts of suicide": (
        "suicidal-thoughts",
        call(suicidal_thoughts=True),
        call(suicidal_thoughts=False),
        call(suicidal_thoughts=UNKNOWN),
        "absent",
    ),
    "a withdrawal seizure before, stopped now": (
        "benzodiazepine-stopped-seizure-history",
        call(KLONOPIN_GONE, past_withdrawal_seizure=True),
        call(KLONOPIN_GONE, **NO_HISTORY),
        call(KLONOPIN_GONE, past_withdrawal_seizure=UNKNOWN),
        "possible",
    ),
    "a delirium before, stopped now": (
        "benzodiazepine-stopped-seizure-history",
        call(KLONOPIN_GONE, past_withdrawal_delirium=True),
        call(KLONOPIN_GONE, **NO_HISTORY),
        call(KLONOPIN_GONE, past_withdrawal_delirium=UNKNOWN),
        "possible",
    ),
    "a withdrawal seizure before, still taking": (
        "benzodiazepine-seizure-history",
        call(daily("clonazepam"), past_withdrawal_seizure=True),
        call(daily("clonazepam"), **NO_HISTORY),
        call(daily("clonazepam"), past_withdrawal_seizure=UNKNOWN),
        "possible",
    ),
    "a seizure disorder on clonazepam, an anticonvulsant": (
        "anticonvulsant-with-seizure-disorder",
        call(daily("clonazepam"), seizure_disorder=True),
        call(daily("clonazepam"), seizure_disorder=False),
        call(daily("clonazepam"), seizure_disorder=UNKNOWN),
        "absent",
    ),
    "stopped 7 days ago": (
        "benzodiazepine-stopped",
        call(ended("clonazepam", 191)),
        call(ended("clonazepam", 192)),
        call(ended("clonazepam", UNKNOWN), **NO_HISTORY),
        "possible",
    ),
    "stopped after a month": (
        "benzodiazepine-stopped",
        call(ended("clonazepam", 24, duration_months=1)),
        call(ended("clonazepam", 24, duration_months=0)),
        call(ended("clonazepam", 24, duration_months=UNKNOWN), **NO_HISTORY),
        "possible",
    ),
    "stopped after days or weeks": (
        "benzodiazepine-stopped-early",
        call(ended("clonazepam", 24, duration_months=0)),
        call(ended("clonazepam", 24, duration_months=0, days_per_week=3)),
        call(ended("clonazepam", UNKNOWN, duration_months=0), **NO_HISTORY),
        "possible",
    ),
    "a high amount": (
        "benzodiazepine-high-amount",
        call(daily("alprazolam", daily_amount_mg=2.5)),
        call(daily("alprazolam", daily_amount_mg=2)),
        call(daily("alprazolam", daily_amount_mg=UNKNOWN)),
        "absent",
    ),
    "a high amount of two together": (
        "benzodiazepine-high-amount",
        call(daily("clonazepam", daily_amount_mg=1), daily("diazepam", daily_amount_mg=10)),
        call(daily("clonazepam", daily_amount_mg=1), daily("diazepam", daily_amount_mg=10, days_per_week=3)),
        call(daily("clonazepam", daily_amount_mg=1), daily("diazepam", daily_amount_mg=UNKNOWN)),
        "absent",
    ),
    "a novel benzodiazepine": (
        "benzodiazepine-high-amount",
        call(daily("bromazolam", illicit_source=UNKNOWN)),
        call(daily("diazepam", daily_amount_mg=5)),
        call(daily("benzodiazepine_unknown")),
        "absent",
    ),
    "a novel benzodiazepine now and then": (
        "naloxone-opioid",
        call(use("etizolam", days_per_week=1)),
        call(use("diazepam", days_per_week=1, illicit_source=False)),
        call(use("benzodiazepine_unknown", days_per_week=1)),
        "absent",
    ),
    "alcohol with a benzodiazepine": (
        "alcohol-with-benzodiazepine",
        call(use("alcohol", days_per_week=1), daily("clonazepam")),
        call(daily("clonazepam")),
        facts_from_plain({"substances": [{"code": "clonazepam", "substance_class": "benzodiazepine"}]}),
        "possible",
    ),
    "drinks daily, with a benzodiazepine": (
        "alcohol-near-daily-with-benzodiazepine",
        call(daily("alcohol", days_per_week=4), daily("clonazepam")),
        call(daily("alcohol", days_per_week=3), daily("clonazepam")),
        call(use("alcohol"), daily("clonazepam")),
        "possible",
    ),
    "an opioid with a benzodiazepine": (
        "opioid-with-benzodiazepine",
        call(daily("oxycodone"), daily("clonazepam")),
        call(daily("oxycodone")),
        call(use("unknown_pill"), daily("clonazepam")),
        "possible",
    ),
    "65 or more": (
        "older-with-depressant",
        call(daily("lorazepam"), age_years=65),
        call(daily("lorazepam"), age_years=64),
        call(daily("lorazepam"), age_years=UNKNOWN),
        "absent",
    ),
    "under 18": ("minor", call(age_years=17), call(age_years=18), call(age_years=UNKNOWN), "absent"),
    "a disease of the lungs": (
        "illness-with-depressant",
        call(daily("oxycodone"), respiratory_disease=True),
        call(daily("oxycodone"), respiratory_disease=False, liver_disease=False),
        call(daily("oxycodone"), respiratory_disease=UNKNOWN),
        "absent",
    ),
    "a disease of the liver": (
        "illness-with-depressant",
        call(daily("diazepam"), liver_disease=True),
        call(daily("diazepam"), liver_disease=False, respiratory_disease=False),
        call(daily("diazepam"), liver_disease=UNKNOWN),
        "absent",
    ),
    "stopped drinking": (
        "alcohol-stopped",
        call(ended("alcohol", 191)),
        call(ended("alcohol", 192)),
        call(ended("alcohol", UNKNOWN), **NO_HISTORY),
        "possible",
    ),
    "stopped drinking, with a seizure before": (
        "alcohol-stopped-severe",
        call(ended("alcohol", 24), past_withdrawal_seizure=True),
        call(ended("alcohol", 24), **NO_HISTORY),
        call(ended("alcohol", 24), past_withdrawal_seizure=UNKNOWN),
        "possible",
    ),
    "drinks on four days a week": (
        "alcohol-near-daily",
        call(daily("alcohol", days_per_week=4)),
        call(daily("alcohol", days_per_week=3)),
        call(daily("alcohol", days_per_week=UNKNOWN)),
        "absent",
    ),
    "an opioid after three days without": (
        "opioid-tolerance-lost",
        call(ended("heroin", 72)),
        call(ended("heroin", 71)),
        call(ended("heroin", UNKNOWN)),
        "possible",
    ),
    "an opioid after jail or treatment": (
        "opioid-after-break",
        call(daily("heroin"), opioid_break=True),
        call(daily("heroin"), opioid_break=False),
        call(daily("heroin"), opioid_break=UNKNOWN),
        "absent",
    ),
    "fentanyl": (
        "fentanyl-exposure",
        call(daily("fentanyl")),
        call(daily("oxycodone")),
        call(daily("opioid_unknown")),
        "absent",
    ),
    "a blue M30": (
        "fentanyl-exposure",
        call(daily("counterfeit_pill")),
        call(daily("hydrocodone")),
        call(use("unknown_pill")),
        "absent",
    ),
    "Soma has run out": (
        "sedative-stopped",
        call(ended("carisoprodol", 24)),
        call(ended("cyclobenzaprine", 24)),
        call(ended("carisoprodol", UNKNOWN), **NO_HISTORY),
        "possible",
    ),
    "phenibut has run out": (
        "sedative-stopped",
        call(ended("phenibut", 24)),
        call(ended("phenibut", 192)),
        call(ended("phenibut", UNKNOWN), **NO_HISTORY),
        "possible",
    ),
    "gabapentin has run out": (
        "gabapentinoid-stopped",
        call(ended("gabapentin", 191)),
        call(ended("gabapentin", 192)),
        call(ended("gabapentin", UNKNOWN)),
        "absent",
    ),
    "violence at home": (
        "violence-at-home",
        call(violence_at_home=True),
        call(violence_at_home=False),
        call(violence_at_home=UNKNOWN),
        "absent",
    ),
    "no safe place tonight": (
        "no-safe-place-tonight",
        call(safe_place_tonight=False),
        call(safe_place_tonight=True),
        call(safe_place_tonight=UNKNOWN),
        "absent",
    ),
    "a child in danger": (
        "child-in-danger",
        call(child_in_danger=True),
        call(child_in_danger=False),
        call(child_in_danger=UNKNOWN),
        "absent",
    ),
    "runs out early": (
        "runs-out-early",
        call(daily("clonazepam", runs_out_early=True)),
        call(daily("clonazepam", runs_out_early=False)),
        call(daily("clonazepam", runs_out_early=UNKNOWN)),
        "absent",
    ),
    "several prescribers": (
        "several-prescribers",
        call(daily("clonazepam", prescriber_count=2)),
        call(daily("clonazepam", prescriber_count=1, several_prescribers=False)),
        call(daily("clonazepam", prescriber_count=UNKNOWN)),
        "absent",
    ),
    "believes that nothing else works": (
        "nothing-else-works",
        call(daily("clonazepam", nothing_else_works=True)),
        call(daily("clonazepam", nothing_else_works=False)),
        call(daily("clonazepam", nothing_else_works=UNKNOWN)),
        "absent",
    ),
    "takes high doses": (
        "takes-high-doses",
        call(daily("clonazepam", takes_high_doses=True)),
        call(daily("clonazepam", takes_high_doses=False)),
        call(daily("clonazepam", takes_high_doses=UNKNOWN)),
        "absent",
    ),
}
# what the list for the phone sends to 911 or to an emergency department at once
AT_ONCE = {
    "not waking", "slow or no breathing", "blue lips", "gurgling", "an opioid, and a sign", "a sedative, and a sign",
    "a seizure now", "a seizure yesterday", "chest pain", "confusion", "hallucinations with fever", "pregnant, and withdrawal",
    "a plan to end their life", "a withdrawal seizure before, stopped now", "a child in danger",
}  # fmt: skip
each_row = pytest.mark.parametrize("row", ROWS)


@each_row
def test_each_row_is_found_by_its_rule(row: str) -> None:
    rule, found, other_side, missing, stands = ROWS[row]
    assert said(found).get(rule) == "found"
    assert said(other_side).get(rule, "absent") == "absent"
    assert said(missing).get(rule, "absent") == stands


@each_row
def test_each_row_says_what_to_do_what_to_say_and_where_it_comes_from(row: str) -> None:
    rule = next(one for one in BOOK.rules if one.id == ROWS[row][0])
    assert rule.do_now and rule.say and rule.never_say and rule.sources and rule.reason
    if row in AT_ONCE:
        assert rule.severity == "emergency"
        assert {"call_911", "emergency_department_now"} & {step.code for step in rule.do_now}
        assert rule.do_now[0].code == "ask_location"


def test_a_possible_danger_is_told_with_the_question_that_decides_it() -> None:
    for row, (rule, _, _, missing, stands) in ROWS.items():
        if stands == "possible":
            asked = next(one.ask for one in assess(missing, BOOK) if one.rule_id == rule)
            assert asked and all(question.text for question in asked), row


def test_what_no_pharmacy_has_is_the_catalogues_block_of_novel_benzodiazepines() -> None:
    named = [entry for entry in load_catalogue().entries if entry.drug_key is not UNKNOWN]
    novel = {e.drug_key for e in named if any(source.title.startswith("New benzodiazepines") for source in e.block.sources)}
    assert {e.drug_key for e in named if never_dispensed(e.drug_key)} == novel
    assert "bromazolam" in novel and never_dispensed(UNKNOWN) is UNKNOWN
