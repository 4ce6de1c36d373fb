"""What must hold for every call, not only for the ones somebody thought of."""

from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.foundation.answers import Missing
from intake.triage.rules import Facts, SubstanceFacts, assess, load_rulebook
from intake.triage.rules.derived import view_of

BOOK = load_rulebook()
missing = st.sampled_from(list(Missing))
CLASSES = [
    "benzodiazepine",
    "alcohol",
    "opioid",
    "z_drug",
    "barbiturate",
    "gabapentinoid",
    "stimulant",
    "ghb",
    "sedative_other",
    "unknown",
]
DRUGS = ["clonazepam", "alprazolam", "diazepam", "bromazolam", "baclofen", "xylazine", "fentanyl", "unknown"]
NUMBERS = {
    "age_years": [17, 18, 64, 65],
    "daily_amount_mg": [0.5, 1, 1.5, 2, 40],
    "days_used_in_30": [0, 5, 12, 13, 27, 30],
    "days_per_week": [1, 3, 4, 7],
    "duration_months": [0.5, 1, 2, 3, 24],
    "hours_since_last_use": [1, 24, 47, 48, 191, 192, 695, 700],
    "prescriber_count": [1, 2],
    "daily_amount": [1, 2],
    "pregnancy_weeks": [8, 30],
}
WORDS = {"for_whom": ["self", "other"], "substance_class": CLASSES, "drug_key": DRUGS, "daily_unit": ["mg", "pills"]}

LISTS: dict[str, list[tuple[str, ...]]] = {
    "withdrawal_symptoms_now": [(), ("shaking",), ("headache",), ("other", "vomiting")],
    "treatment_medications": [(), ("methadone",), ("naltrexone", "other")],
}


# Says that little is used: where two answers disagree the riskier one counts, and without that one this may be true.
MILD = {"benzodiazepine-withdrawal-rare"}


def _answers(kind: type[Facts] | type[SubstanceFacts]) -> dict[str, st.SearchStrategy[Any]]:
    own = [f.name for f in fields(kind) if f.name not in ("code", "name", "substances")]
    given_values = {**NUMBERS, **WORDS, **LISTS}
    return {name: missing | st.sampled_from(given_values.get(name, [True, False])) for name in own}


# a name, so that text can be searched for it; the code repeats sometimes, as when somebody tells of two prescriptions
substances = st.builds(SubstanceFacts, code=st.sampled_from(["a", "b", "c"]), name=st.just("It"), **_answers(SubstanceFacts))
calls = st.builds(Facts, substances=st.lists(substances, max_size=3).map(tuple), **_answers(Facts))


def _true(facts: Facts) -> set[str]:
    view = view_of(facts, BOOK.slots)
    return {rule.id for rule in BOOK.rules if rule.condition.verdict(view) is True}


def _hidden_one_by_one(facts: Facts, how: Missing) -> list[Facts]:
    of_person = [replace(facts, **{f.name: how}) for f in fields(facts) if f.name != "substances"]
    of_substances = [
        replace(facts, substances=(*facts.substances[:i], replace(s, **{f.name: how}), *facts.substances[i + 1 :]))
        for i, s in enumerate(facts.substances)
        for f in fields(s)
        if f.name not in ("code", "name")
    ]
    return of_person + of_substances


@settings(max_examples=300, deadline=None)
@given(calls, missing)
def test_taking_an_answer_away_never_makes_a_rule_true(facts: Facts, how: Missing) -> None:
    before = _true(facts) | MILD
    assert [_true(hidden) - before for hidden in _hidden_one_by_one(facts, how) if _true(hidden) - before] == []


@settings(max_examples=100, deadline=None)
@given(calls)
def test_a_finding_rests_on_answers_that_were_given(facts: Facts) -> None:
    grounds = [g for f in assess(facts, BOOK) for g in f.rests_on]
    assert [g for g in grounds if isinstance(g.value, Missing)] == []
    assert {bool(f.rests_on) for f in assess(facts, BOOK) if f.status == "found"} <= {True}


@settings(max_examples=100, deadline=None)
@given(calls)
def test_only_missing_answers_are_asked_for(facts: Facts) -> None:
    view = view_of(facts, BOOK.slots)
    case, told = view.facts, [substance.facts for substance in view.substances]
    of_substances = {(one["code"], name) for one in told for name, v in one.items() if isinstance(v, Missing)}
    for question in (q for f in assess(facts, BOOK) for q in f.ask):
        if question.substance:
            assert (question.substance, question.fact) in of_substances
        elif question.fact == "substances_complete":
            assert case["substances_complete"] is not True
        else:
            assert isinstance(case[question.fact], Missing)


@settings(max_examples=100, deadline=None)
@given(calls, st.randoms(use_true_random=False))
def test_the_order_in_which_substances_were_told_changes_nothing(facts: Facts, random: Any) -> None:
    told = list(facts.substances)
    random.shuffle(told)
    assert assess(replace(facts, substances=tuple(told)), BOOK) == assess(facts, BOOK)


@settings(max_examples=100, deadline=None)
@given(calls)
def test_a_serious_finding_is_never_hidden_by_a_milder_one(facts: Facts) -> None:
    told = assess(facts, BOOK)
    worst = min((rule.severity.rank for rule in BOOK.rules if rule.id in _true(facts)), default=None)
    assert (told[0].severity.rank if told and told[0].status == "found" else None) == worst


@settings(max_examples=100, deadline=None)
@given(calls)
def test_every_possible_finding_says_what_to_ask(facts: Facts) -> None:
    assert [f.rule_id for f in assess(facts, BOOK) if f.status == "possible" and not f.ask] == []
