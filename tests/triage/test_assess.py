"""What the desk is told in the calls that the product was built for, and at the boundaries of the published table."""

import json

import pytest

from intake.foundation.answers import Missing
from intake.triage.rules import Facts, SubstanceFacts, assess, load_rulebook
from tests.triage.calls import a_benzodiazepine, alone, finding, found, possible, the_klonopin_call

BOOK = load_rulebook()


@pytest.mark.parametrize("past_seizure", list(Missing))
def test_the_klonopin_call_begins_with_assessment_today_and_asks_for_past_seizures(past_seizure: Missing) -> None:
    first = assess(the_klonopin_call(past_seizure), BOOK)[0]
    assert (first.rule_id, first.status, first.severity) == ("benzodiazepine-stopped", "found", "urgent")
    assert [step.code for step in first.rule.do_now][:2] == ["medical_assessment_today", "explain_911_signs"]
    assert first.ask[0].fact == "past_withdrawal_seizure"
    assert first.ask[0].text.startswith("Past seizure, ask now")


def test_the_klonopin_call_finds_alcohol_prescribers_and_running_out() -> None:
    assert found(the_klonopin_call()) == [
        "benzodiazepine-stopped",
        "alcohol-near-daily-with-benzodiazepine",
        "benzodiazepine-high-amount",
        "alcohol-with-benzodiazepine",
        "runs-out-early",
        "alcohol-near-daily",
        "several-prescribers",
    ]
    assert finding(the_klonopin_call(), "alcohol-with-benzodiazepine").severity == "caution"


def test_a_past_seizure_turns_the_klonopin_call_into_an_emergency() -> None:
    told = the_klonopin_call(past_seizure=True)
    assert found(told)[0] == "benzodiazepine-stopped-seizure-history"
    assert "benzodiazepine-stopped" not in found(told)


def test_no_past_seizure_leaves_the_other_histories_to_ask() -> None:
    asked = [q.fact for q in finding(the_klonopin_call(past_seizure=False), "benzodiazepine-stopped").ask]
    assert asked == ["seizure_disorder", "past_withdrawal_delirium", "withdrawal_symptoms_now"]


def test_a_finding_tells_the_answers_it_rests_on() -> None:
    grounds = {g.path: g.value for g in finding(the_klonopin_call(), "benzodiazepine-high-amount").rests_on}
    assert grounds == {
        "substances[clonazepam].substance_class": "benzodiazepine",
        "substances[clonazepam].use_days_per_week": 7,
        "substances[clonazepam].days_per_week": 7,
        "substances[clonazepam].dose_band": "high",
        "substances[clonazepam].drug_key": "clonazepam",
        "substances[clonazepam].daily_amount_mg": 2,
    }


def test_a_question_about_a_substance_names_it() -> None:
    told = alone(a_benzodiazepine(hours_since_last_use=Missing.UNKNOWN, stopped_abruptly=True))
    question = finding(told, "benzodiazepine-stopped-seizure-history").ask[0]
    assert (question.path, question.substance, question.text) == (
        "substances[clonazepam].hours_since_last_use",
        "clonazepam",
        "When was Clonazepam last taken?",
    )


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ({"days_per_week": 3}, ["benzodiazepine-withdrawal-rare"]),
        ({"days_per_week": 4}, ["benzodiazepine-withdrawal-likely"]),
        ({"duration_months": 3, "daily_amount_mg": Missing.UNKNOWN}, ["benzodiazepine-withdrawal-likely"]),
        ({"duration_months": 2.9, "daily_amount_mg": 0.5}, ["benzodiazepine-withdrawal-possible"]),
        ({"duration_months": 2.9, "daily_amount_mg": 0.6}, ["benzodiazepine-withdrawal-likely"]),
        ({"duration_months": 1, "daily_amount_mg": 1.5}, ["benzodiazepine-withdrawal-likely"]),
        ({"duration_months": 0.9, "daily_amount_mg": 1.5}, ["benzodiazepine-withdrawal-possible"]),
        ({"duration_months": Missing.UNKNOWN}, ["benzodiazepine-withdrawal-possible"]),
        ({"days_per_week": Missing.DECLINED}, []),
    ],
)
def test_withdrawal_risk_follows_days_months_and_dose_band(told: dict[str, float], stands: list[str]) -> None:
    facts = alone(a_benzodiazepine(illicit_source=False, **told))
    assert [rule for rule in found(facts) if "withdrawal" in rule] == stands


@pytest.mark.parametrize(
    ("told", "stands"),
    [
        ({"hours_since_last_use": 168.01, "stopped_abruptly": True}, "benzodiazepine-stopped"),
        ({"hours_since_last_use": 191, "stopped_abruptly": True}, "benzodiazepine-stopped"),
        ({"hours_since_last_use": 192, "stopped_abruptly": True}, "benzodiazepine-stopped-weeks-ago"),
        ({"hours_since_last_use": 48, "stopped_abruptly": Missing.NOT_ASKED}, "benzodiazepine-stopped"),
        ({"hours_since_last_use": 47, "stopped_abruptly": Missing.NOT_ASKED}, "benzodiazepine-withdrawal-likely"),
        ({"hours_since_last_use": 1, "stopped_abruptly": True}, "benzodiazepine-stopped"),
    ],
)
def test_a_week_after_the_end_the_finding_changes(told: dict[str, float], stands: str) -> None:
    assert found(alone(a_benzodiazepine(**told)))[0] == stands


@pytest.mark.parametrize(
    ("days", "hours", "stands"),
    [(10, 144, False), (11, 144, True), (13, 2, True), (12, 2, False), (30, Missing.UNKNOWN, False)],
)
def test_days_in_the_last_30_tell_how_often_it_was_used(days: int, hours: float | Missing, stands: bool) -> None:
    told = a_benzodiazepine(
        days_per_week=Missing.NOT_ASKED, days_used_in_30=days, hours_since_last_use=hours, stopped_abruptly=True
    )
    assert ("benzodiazepine-stopped" in found(alone(told))) is stands


def test_few_days_in_30_with_the_last_use_unknown_prove_nothing() -> None:
    told = a_benzodiazepine(
        days_per_week=Missing.NOT_ASKED, days_used_in_30=5, hours_since_last_use=Missing.UNKNOWN, stopped_abruptly=True
    )
    asked = [q.fact for q in finding(alone(told), "benzodiazepine-stopped-seizure-history").ask]
    assert asked[:2] == ["days_per_week", "hours_since_last_use"]


def test_a_kind_that_nobody_knows_is_not_a_known_other_kind() -> None:
    unknown = SubstanceFacts(code="unknown_pill", substance_class="unknown", drug_key="unknown")
    facts = alone(unknown, a_benzodiazepine())
    assert "opioid-with-benzodiazepine" in possible(facts)
    assert "opioid-with-benzodiazepine" not in found(facts)


@pytest.mark.parametrize(("symptoms", "stands"), [((), False), (("headache",), False), (("headache", "sweating"), True)])
def test_symptoms_of_withdrawal_in_pregnancy_are_an_emergency(symptoms: tuple[str, ...], stands: bool) -> None:
    told = alone(a_benzodiazepine(), pregnant=True, withdrawal_symptoms_now=symptoms)
    assert ("pregnancy-withdrawal" in found(told)) is stands


def test_found_comes_before_possible_and_the_most_serious_first() -> None:
    findings = assess(the_klonopin_call(), BOOK)
    assert [(f.status, f.severity.rank) for f in findings] == sorted((f.status, f.severity.rank) for f in findings)
    assert {f.status for f in findings} == {"found", "possible"}


def test_nothing_told_finds_nothing() -> None:
    assert assess(Facts(), BOOK) == ()


def test_every_answer_no_and_no_substance_finds_nothing_but_the_missing_place_tonight() -> None:
    no = dict.fromkeys(
        [
            "pregnant", "not_waking", "slow_or_no_breathing", "blue_lips", "gurgling_or_choking", "seizure_now",
            "seizure_last_two_days", "chest_pain", "confusion", "hallucinations", "fever", "took_more_than_intended",
            "mixed_substances", "suicidal_thoughts", "suicide_plan", "violence_at_home", "safe_place_tonight",
            "child_in_danger",
        ],
        False,
    )  # fmt: skip
    assert [f.rule_id for f in assess(Facts(substances_complete=True, **no), BOOK)] == ["no-safe-place-tonight"]


def test_what_a_finding_adds_to_its_rule_is_plain_data() -> None:
    first = assess(the_klonopin_call(), BOOK)[0]
    told = json.loads(json.dumps(first.told()))
    assert told["ask"][0]["path"] == "past_withdrawal_seizure"
    assert {"path": "substances[clonazepam].hours_since_last_use", "value": 72} in told["rests_on"]
