"""From facts to findings: found ones first, each with its grounds; then those that a missing answer still decides."""

from collections.abc import Iterable, Iterator

from intake.foundation.answers import Missing
from intake.triage.rules.conditions import Unasked
from intake.triage.rules.derived import View, view_of
from intake.triage.rules.facts import Facts
from intake.triage.rules.finding import Finding, Ground, Status
from intake.triage.rules.rulebook import Rule, RuleBook
from intake.triage.rules.words import Question

Standing = dict[str, Status]


def assess(facts: Facts, rules: RuleBook) -> tuple[Finding, ...]:
    """Found before possible, the most serious first, then as the rules are written. A missing answer finds nothing."""
    view = view_of(facts, rules.slots)
    standing = _standing(view, rules)
    shown = [rule for rule in rules.rules if rule.id in standing and not _is_replaced(rule, standing, rules)]
    told = [_finding(rule, view, standing, rules) for rule in shown]
    return (*(f for f in told if f.status == "found"), *(f for f in told if f.status == "possible" and f.ask))


def _standing(view: View, rules: RuleBook) -> Standing:
    standing: Standing = {}
    answered = set(_answered(view))
    for rule in rules.rules:
        condition = rule.condition
        # where nothing was answered nothing is true, and nothing stirs
        if condition.facts.isdisjoint(answered):
            continue
        verdict = condition.verdict(view)
        if verdict:
            standing[rule.id] = "found"
        elif verdict is None and rule.ask_when_possible and condition.stirs(view):
            standing[rule.id] = "possible"
    return standing


def _answered(view: View) -> Iterator[str]:
    for one in (view, *view.substances):
        yield from (fact for fact, value in one.facts.items() if value.__class__ is not Missing)


def _is_replaced(rule: Rule, standing: Standing, rules: RuleBook) -> bool:
    replacing = {standing.get(stronger.id) for stronger in rules.replaced_by.get(rule.id, ())}
    return "found" in replacing or (standing[rule.id] == "possible" and "possible" in replacing)


def _finding(rule: Rule, view: View, standing: Standing, rules: RuleBook) -> Finding:
    grounds = dict.fromkeys(rule.condition.because(view))
    asked = _questions(_open_answers(rule, view, standing, rules), rules)
    return Finding(rule, standing[rule.id], tuple(Ground(*one) for one in grounds), asked)


def _open_answers(rule: Rule, view: View, standing: Standing, rules: RuleBook) -> Iterator[Unasked]:
    """First what the rule always wants to know, then what decides it, then what would make it more serious."""
    if standing[rule.id] == "found":
        yield from ((view, fact) for fact in rule.ask_first if view.facts[fact].__class__ is Missing)
    else:
        yield from rule.condition.unasked(view)
    for stronger in rules.replaced_by.get(rule.id, ()):
        if standing.get(stronger.id) == "possible":
            yield from stronger.condition.unasked(view)


def _questions(open_answers: Iterable[Unasked], rules: RuleBook) -> tuple[Question, ...]:
    # two prescriptions of one medicine have one place, and are asked about once
    asked = {view.where + fact: (view, fact) for view, fact in open_answers}
    return tuple(_about(view, fact, rules) if view.where else rules.questions[fact] for view, fact in asked.values())


def _about(substance: View, fact: str, rules: RuleBook) -> Question:
    facts = substance.facts
    text = rules.questions[fact].text.replace("{substance}", facts["label"])
    return Question(substance.where + fact, fact, facts["code"], text)
