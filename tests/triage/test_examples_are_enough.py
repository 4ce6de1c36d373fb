"""The examples of a rule pin it down: whatever part of it is changed, one of them comes out otherwise.

Parts are taken away, bounds moved by one step, words of a list left out, yes turned into no, in each rule and in each
condition that rules share. What no example notices would be a boundary that nobody has looked at.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest

from intake.triage.rules import RuleBook, RuleBookError, assess, load_rulebook
from intake.triage.rules.facts import facts_from_plain
from intake.triage.rules.rulebook import Example, Rule, rulebook_as_written, rulebook_from

BOOK = load_rulebook()
WRITTEN = rulebook_as_written()
SHARED = WRITTEN["shared"]
MOVED = {"at_least": "more_than", "more_than": "at_least", "at_most": "less_than", "less_than": "at_most"}
Tree = Mapping[str, Any]


def variants(tree: Tree) -> Iterator[Tree]:
    """The condition with one part of it changed, in every way."""
    for word, rest in tree.items():
        if word in ("all", "any"):
            yield from ({word: others} for others in _without_one(rest) if others)
            yield from ({word: _with(rest, place, part)} for place, one in enumerate(rest) for part in variants(one))
        elif word in ("not", "background", "some_substance"):
            yield from ({word: part} for part in variants(rest))
        elif word in MOVED:
            yield {MOVED[word]: rest, **{key: value for key, value in tree.items() if key != word}}
        elif word in ("in", "includes_any"):
            yield from ({**tree, word: others} for others in _without_one(rest) if others)
        elif word == "is" and isinstance(rest, bool):
            yield {**tree, "is": not rest}
        if word in ("not", "background"):
            yield rest


def _without_one(parts: list[Any]) -> Iterator[list[Any]]:
    return ([*parts[:place], *parts[place + 1 :]] for place in range(len(parts)))


def _with(parts: list[Any], place: int, part: Tree) -> list[Any]:
    return [*parts[:place], part, *parts[place + 1 :]]


def _book(changed: Mapping[str, Tree], shared: Mapping[str, Tree]) -> RuleBook | None:
    rules = [{**rule, "when": changed.get(rule["id"], rule["when"])} for rule in WRITTEN["rules"]]
    try:
        return rulebook_from(**{**WRITTEN, "rules": rules, "shared": {**SHARED, **shared}})
    except RuleBookError:
        return None


def _noticed(book: RuleBook, examples: Iterable[tuple[Rule, Example]]) -> bool:
    for rule, example in examples:
        told = {f.rule_id: f for f in assess(facts_from_plain(example.given), book)}
        if (told[rule.id].status if rule.id in told else "absent") != example.expect:
            return True
    return False


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_each_part_of_a_rule_is_needed_by_one_of_its_examples(rule: Rule) -> None:
    own = [(rule, example) for example in rule.examples]
    unnoticed = [
        tree
        for tree in variants(deepcopy(rule.when))
        if (book := _book({rule.id: tree}, {})) is not None and not _noticed(book, own)
    ]
    assert unnoticed == []


@pytest.mark.parametrize("name", SHARED)
def test_each_part_of_a_shared_condition_is_needed_by_some_example(name: str) -> None:
    every = [(rule, example) for rule in BOOK.rules for example in rule.examples]
    unnoticed = [
        tree
        for tree in variants(deepcopy(SHARED[name]))
        if (book := _book({}, {name: tree})) is not None and not _noticed(book, every)
    ]
    assert unnoticed == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_each_rule_shows_what_it_says_while_an_answer_is_missing(rule: Rule) -> None:
    """Besides found and absent: something that it rests on is unknown, declined or not asked, and it is not found for that."""
    assert [example.name for example in rule.examples if example.expect != "found" and _has_gap(rule, example)] != []


def _has_gap(rule: Rule, example: Example) -> bool:
    told = [example.given, *example.given.get("substances", ())]
    return any(all(one.get(fact) in (None, "unknown", "declined", "not_asked") for one in told) for fact in rule.condition.facts)
