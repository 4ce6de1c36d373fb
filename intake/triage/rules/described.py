"""The rule book as a reviewer reads it: conditions in words, the answers a rule rests on, its examples. From the same data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from intake.foundation.answers import Missing
from intake.triage.rules.rulebook import Example, Rule, RuleBook, load_rulebook, rulebook_as_written

_JOINED = {"all": "all of these", "any": "at least one of these", "not": "not", "some_substance": "of one substance that is used"}
_COMPARED = {
    "at_least": "{} or more",
    "more_than": "more than {}",
    "at_most": "{} or less",
    "less_than": "less than {}",
    "is": "{}",
    "in": "one of: {}",
    "includes_any": "with any of: {}",
}
# Where the parts of a code are not its words.
_WRITTEN = {"ghb": "GHB", "z_drug": "Z-drug", "sedative_other": "other sedative"}
_MISSING = {str(one): str(one).replace("_", " ") for one in Missing}


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of a condition, and the lines below it."""

    words: str
    parts: tuple["Branch", ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An example in words: what was told, a line each, and what the rule then says."""

    name: str
    told: tuple[str, ...]
    expect: str
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """One rule to be reviewed. `rests_on`: the answers it looks at, each with the question that asks for it."""

    rule: Rule
    condition: Branch
    rests_on: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    examples: tuple[Shown, ...]


@cache
def described_rules() -> tuple[Described, ...]:
    """Every rule in use, in the order in which findings are told."""
    book, shared = load_rulebook(), rulebook_as_written()["shared"]
    return tuple(_described(rule, book, shared) for rule in book.rules)


def _described(rule: Rule, book: RuleBook, shared: Mapping[str, Any]) -> Described:
    answers = sorted(fact for fact in rule.condition.facts if fact in book.questions)
    return Described(
        rule,
        _branch(rule.when, shared),
        tuple((plain(fact), book.questions[fact].text.replace("{substance}", "it")) for fact in answers),
        tuple(f"{one.publisher[:1].upper()}{one.publisher[1:]}: {one.title} ({one.date})" for one in rule.sources),
        tuple(_shown(example) for example in rule.examples),
    )


def _branch(tree: Mapping[str, Any], shared: Mapping[str, Any]) -> Branch:
    if "fact" in tree:
        tests = [_COMPARED[word].format(_value(value)) for word, value in tree.items() if word in _COMPARED]
        return Branch(f"{plain(tree['fact'])}: {' and '.join(tests)}")
    word, rest = next(iter(tree.items()))
    if word == "background":
        return _branch(rest, shared)
    if word == "use":
        below = _branch(shared[rest], shared)
        return Branch(plain(rest), below.parts or (below,))
    parts = rest if isinstance(rest, list) else [rest]
    return Branch(_JOINED[word], tuple(_branch(part, shared) for part in parts))


def _shown(example: Example) -> Shown:
    of_person = [_told(fact, value) for fact, value in example.given.items() if fact != "substances"]
    used = [_substance(told) for told in example.given.get("substances", ())]
    asked = tuple(plain(path.replace("substances[", "").replace("].", ": ")) for path in example.ask)
    return Shown(example.name, (*of_person, *used), example.expect, asked)


def _substance(told: Mapping[str, Any]) -> str:
    rest = "; ".join(_told(fact, value) for fact, value in told.items() if fact not in ("code", "name", "drug_key"))
    return f"{plain(told['code'])} ({rest})"


def _told(fact: str, value: Any) -> str:
    return f"{plain(fact)}: {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return f"a guess, between {value['least']:g} and {value['most']:g}"
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    return _MISSING.get(value) or plain(value) if isinstance(value, str) else f"{value:g}"


def plain(code: str) -> str:
    """A code as words."""
    return _WRITTEN.get(code) or code.replace("_", " ")
