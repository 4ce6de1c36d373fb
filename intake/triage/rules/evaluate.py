"""From facts to findings: found ones first, each with its grounds; then those that a missing answer still decides."""

from collections.abc import Iterable, Iterator

from intake.foundation.answers import Missing
from intake.triage.rules.conditions import Unasked
from intake.triage.rules.derived import Case, case_of
from intake.triage.rules.facts import Facts
from intake.triage.rules.finding import Finding, Ground, Question, Status
from intake.triage.rules.rulebook import Rule, RuleBook

Standing = dict[str, Status]


def assess(facts: Facts, rules: RuleBook) -> tuple[Finding, ...]:
    """Found before possible, the most serious first, then as the rules are written. A missing answer finds nothing."""
    case = case_of(facts)
    standing = _standing(case, rules)
    shown = [rule for rule in rules.rules if rule.id in standing and not _is_replaced(rule, standing, rules)]
    found = [_finding(rule, case, standing, rules) for rule in shown]
    return (*(f for f in found if f.status == "found"), *(f for f in found if f.status == "possible" and f.ask))


def _standing(case: Case, rules: RuleBook) -> Standing:
    standing: Standing = {}
    for rule in rules.rules:
        verdict = rule.condition.verdict(case, None)
        if verdict:
            standing[rule.id] = "found"
        elif verdict is None and rule.ask_when_possible and rule.condition.stirs(case, None):
            standing[rule.id] = "possible"
    return standing


def _is_replaced(rule: Rule, standing: Standing, rules: RuleBook) -> bool:
    replacing = {standing.get(stronger.id) for stronger in rules.replaced_by.get(rule.id, ())}
    return "found" in replacing or (standing[rule.id] == "possible" and "possible" in replacing)


def _finding(rule: Rule, case: Case, standing: Standing, rules: RuleBook) -> Finding:
    return Finding(
        rule_id=rule.id,
        version=rule.version,
        status=standing[rule.id],
        severity=rule.severity,
        title=rule.title,
        do_now=rule.do_now,
        say=rule.say,
        never_say=rule.never_say,
        reason=rule.reason,
        rests_on=_grounds(rule, case, standing[rule.id]),
        ask=_questions(_open_answers(rule, case, standing, rules), rules),
        sources=rule.sources,
        flags=rule.flags,
        reviewed_on=rule.reviewed_on,
        reviewed_by=rule.reviewed_by,
    )


def _open_answers(rule: Rule, case: Case, standing: Standing, rules: RuleBook) -> Iterator[Unasked]:
    """First what the rule always wants to know, then what decides it, then what would make it more serious."""
    if standing[rule.id] == "found":
        yield from ((None, fact) for fact in rule.ask_first if isinstance(case[fact], Missing))
    else:
        yield from rule.condition.unasked(case, None)
    for stronger in rules.replaced_by.get(rule.id, ()):
        if standing.get(stronger.id) == "possible":
            yield from stronger.condition.unasked(case, None)


def _questions(open_answers: Iterable[Unasked], rules: RuleBook) -> tuple[Question, ...]:
    asked: dict[str, Question] = {}
    for one, fact in open_answers:
        path = _path(one, fact)
        if path not in asked:
            asked[path] = _about(one, fact, path, rules) if one else rules.questions[fact]
    return tuple(asked.values())


def _about(substance: Case, fact: str, path: str, rules: RuleBook) -> Question:
    label = substance["label"]
    return Question(path, fact, substance["code"], rules.questions[fact].text.replace("{substance}", label))


def _grounds(rule: Rule, case: Case, status: Status) -> tuple[Ground, ...]:
    behind = rule.condition.because(case, None, True if status == "found" else None)
    grounds = dict.fromkeys((_path(one, fact), value) for one, fact, value in behind)
    return tuple(Ground(path, value) for path, value in grounds)


def _path(one: Case | None, fact: str) -> str:
    return f"substances[{one['code']}].{fact}" if one else fact
