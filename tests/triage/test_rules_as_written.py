"""The reviewed files themselves: every example, every word that may be read aloud, and what a broken file is told."""

import re
from importlib.resources import files
from typing import Any

import pytest

from intake.intakes.schemas import SYMPTOMS
from intake.substances.rules.use import treatment_medications
from intake.triage.rules import RuleBookError, assess, load_rulebook
from intake.triage.rules.facts import facts_from_plain
from intake.triage.rules.rulebook import Example, Rule, rulebook_from

BOOK = load_rulebook()
EXAMPLES = [pytest.param(rule, e, id=f"{rule.id}: {e.name}") for rule in BOOK.rules for e in rule.examples]
MUST_STAND = {
    rule: severity
    for severity, rules in {
        "emergency": """
            overdose-signs-opioid overdose-signs-sedative overdose-signs seizure-now chest-pain
            sudden-confusion took-too-much-on-purpose benzodiazepine-stopped-seizure-history
            alcohol-stopped-severe sedative-stopped-seizure-history pregnancy-withdrawal naloxone-given
            suicide-plan suicidal-thoughts child-in-danger
        """,
        "urgent": """
            hallucinations took-more benzodiazepine-stopped benzodiazepine-seizure-history
            alcohol-near-daily-with-benzodiazepine opioid-with-benzodiazepine alcohol-stopped
            sedative-stopped pregnancy-use alcohol-with-opioid violence-at-home
            no-safe-place-tonight opioid-after-break anticonvulsant-with-seizure-disorder withdrawal-signs-now
            veterinary-sedative-stopped
        """,
        "caution": """
            opioid-tolerance-lost naloxone-opioid past-overdose benzodiazepine-stopped-weeks-ago
            benzodiazepine-withdrawal-likely benzodiazepine-high-amount alcohol-with-benzodiazepine
            benzodiazepine-stopped-early runs-out-early takes-high-doses alcohol-near-daily gabapentinoid-stopped opioid-stopped
            older-with-depressant illness-with-depressant sedatives-with-opioid-or-alcohol minor no-naloxone
            fentanyl-exposure veterinary-sedative naltrexone-with-opioid
        """,
    }.items()
    for rule in rules.split()
}


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_each_example_comes_out_as_its_reviewers_wrote(rule: Rule, example: Example) -> None:
    told = {f.rule_id: f for f in assess(facts_from_plain(example.given), BOOK)}
    assert (told[rule.id].status if rule.id in told else "absent") == example.expect
    if example.ask:
        assert tuple(q.path for q in told[rule.id].ask)[: len(example.ask)] == example.ask


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_each_rule_shows_when_it_stands_and_when_it_does_not(rule: Rule) -> None:
    assert {"found", "absent"} <= {example.expect for example in rule.examples}


def test_emergencies_begin_with_where_the_person_is_or_with_988() -> None:
    emergencies = [rule for rule in BOOK.rules if rule.severity == "emergency"]
    assert {rule.do_now[0].code for rule in emergencies} == {"ask_location", "call_988"}
    assert {rule.id for rule in emergencies if "tell_supervisor" not in [s.code for s in rule.do_now]} == set()


def test_every_rule_says_that_a_clinician_has_yet_to_review_it() -> None:
    assert {rule.reviewed_by for rule in BOOK.rules} == {"pending clinician review"}


@pytest.mark.parametrize(
    ("fact", "known"), [("withdrawal_symptoms_now", set(SYMPTOMS)), ("treatment_medications", set(treatment_medications()))]
)
def test_codes_of_a_list_are_those_of_the_intake(fact: str, known: set[str]) -> None:
    data = files("intake.triage").joinpath("data")
    text = "\n".join(file.read_text("utf-8") for file in (data / "conditions.toml", *data.joinpath("rules").iterdir()))
    told = re.findall(rf'"?{fact}"?,?\s+includes_any = \[(.*?)\]', text)
    named = {code for codes in told for code in re.findall(r'"(\w+)"', codes)}
    assert named and named < known


def _book(**changed: Any) -> None:
    rule: dict[str, Any] = {
        "id": "a-rule",
        "version": 1,
        "severity": "caution",
        "title": "A rule",
        "do_now": ["look"],
        "say": ["Words."],
        "never_say": ["Other words."],
        "reason": "A reason.",
        "sources": ["list"],
        "reviewed_on": "2026-11-23",
        "reviewed_by": "somebody",
        "when": {"fact": "pregnant", "is": True},
    }
    rulebook_from(
        rules=[{**rule, **changed}],
        shared={"round": {"use": "round"}},
        questions={fact: question.text for fact, question in BOOK.questions.items()},
        steps={"look": "Look."},
        sources={"list": {"title": "A list", "publisher": "somebody", "date": "2026"}},
    )


def test_a_sound_rule_is_taken() -> None:
    _book()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "missing ['title']"),
        ({"wen": 1}, "cannot read ['wen']"),
        ({"severity": "bad"}, "'bad' is not known"),
        ({"do_now": ["dance"]}, "'dance' is not known"),
        ({"sources": ["hearsay"]}, "'hearsay' is not known"),
        ({"ask_first": ["shoe_size"]}, "'shoe_size' is not known"),
        ({"supersedes": ["a-rule"]}, "cannot take the place of a-rule"),
        ({"supersedes": ["no-rule"]}, "'no-rule' is not known"),
        ({"when": {"fact": "shoe_size", "is": 44}}, "'shoe_size' is no fact here"),
        ({"when": {"fact": "drug_key", "is": "x"}}, "'drug_key' is no fact here"),
        ({"when": {"fact": "pregnant"}}, "pregnant needs a test"),
        ({"when": {"fact": "pregnant", "iz": True}}, "pregnant needs a test"),
        ({"when": {"fact": "pregnant", "is": True, "iz": True}}, "cannot read ['iz']"),
        ({"when": {"fact": "age_years", "at_least": "old"}}, "at_least cannot compare with 'old'"),
        ({"when": {"all": []}}, "all needs a list"),
        ({"when": {"all": [], "any": []}}, "one of all, any"),
        ({"when": {"either": []}}, "'either' does not belong here"),
        ({"when": {"use": "round"}}, "goes round in circles"),
        ({"when": {"use": "nowhere"}}, "unknown condition 'nowhere'"),
        ({"when": {"some_substance": {"some_substance": {}}}}, "'some_substance' does not belong here"),
        ({"when": ["pregnant"]}, "a condition is a table"),
        ({"examples": [{"name": "x", "given": {}, "expect": "maybe"}]}, "an example expects"),
    ],
)
def test_a_rule_that_cannot_be_meant_is_refused_by_its_name(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleBookError) as refused:
        _book(**changed)
    assert str(refused.value).startswith("a-rule: ")
    assert said in str(refused.value)


def test_no_danger_that_the_desk_must_know_has_lost_its_rule() -> None:
    """A rule may be added freely; one that is taken out or made milder has to be taken out or made milder here too."""
    ours = {rule.id: rule.severity.value for rule in BOOK.rules}
    assert {rule: severity for rule, severity in MUST_STAND.items() if ours.get(rule) != severity} == {}
