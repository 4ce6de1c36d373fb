"""The reviewed rules, read once from `triage/data` and checked: nothing half-written gets as far as a call."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

from intake.foundation.reviewed import Reviewed
from intake.triage.rules.conditions import Condition
from intake.triage.rules.derived import DERIVED
from intake.triage.rules.facts import CASE_FIELDS, SUBSTANCE_FIELDS
from intake.triage.rules.reading import Reader, RuleBookError
from intake.triage.rules.words import Question, Severity, Source, Step

__all__ = ["Example", "Rule", "RuleBook", "RuleBookError", "load_rulebook", "rulebook_from"]

_NEEDED = (
    "id",
    "version",
    "severity",
    "title",
    "do_now",
    "say",
    "never_say",
    "reason",
    "sources",
    "reviewed_on",
    "reviewed_by",
    "when",
)
_OPTIONAL = ("desk_notice", "ask_first", "flags", "supersedes", "ask_when_possible", "examples")
T = TypeVar("T")
_FACTS = (CASE_FIELDS | SUBSTANCE_FIELDS) - set(DERIVED)


@dataclass(frozen=True)
class Example:
    """A call in a line: what was told, and whether this rule then stands as found, possible or absent."""

    name: str
    given: Mapping[str, Any]
    expect: str
    ask: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule(Reviewed):
    id: str
    version: int
    severity: Severity
    title: str
    do_now: tuple[Step, ...]
    say: tuple[str, ...]
    never_say: tuple[str, ...]
    reason: str
    sources: tuple[Source, ...]
    reviewed_on: date
    reviewed_by: str
    flags: tuple[str, ...]
    # answers to get as soon as this is found, whatever else is open
    ask_first: tuple[str, ...]
    # milder rules that say nothing more once this one stands
    supersedes: tuple[str, ...]
    ask_when_possible: bool
    # the notice in the desk's own settings that is shown with it: what its state asks for
    desk_notice: str
    examples: tuple[Example, ...]
    condition: Condition
    # as written by the reviewers, for those who want to read it
    when: Mapping[str, Any]

    def text(self) -> dict[str, Any]:
        """The words of the rule as plain data: what stays the same for every case that it finds."""
        return {
            "severity": self.severity.value,
            "title": self.title,
            "do_now": [asdict(step) for step in self.do_now],
            "say": list(self.say),
            "never_say": list(self.never_say),
            "reason": self.reason,
            "sources": [asdict(source) for source in self.sources],
            "flags": list(self.flags),
            "reviewed_on": self.reviewed_on.isoformat(),
            "reviewed_by": self.reviewed_by,
            **({"desk_notice": self.desk_notice} if self.desk_notice else {}),
        }


@dataclass(frozen=True)
class RuleBook:
    """Rules in order of severity, then as written."""

    rules: tuple[Rule, ...]
    # as asked about the person; "{substance}" stands where a substance is to be named
    questions: Mapping[str, Question]
    # rule -> the stronger ones that take its place
    replaced_by: Mapping[str, tuple[Rule, ...]]
    # how many different conditions there are to decide
    slots: int

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where each rule stands in the order."""
        return {rule.id: place for place, rule in enumerate(self.rules)}


@cache
def load_rulebook() -> RuleBook:
    """The rules that come with the product."""
    return rulebook_from(**rulebook_as_written())


def rulebook_as_written() -> dict[str, Any]:
    """The reviewed files as plain data: what `rulebook_from` takes."""
    data = files("intake.triage").joinpath("data")
    families = sorted(data.joinpath("rules").iterdir(), key=lambda family: family.name)
    return {
        "rules": [rule for family in families if family.name.endswith(".toml") for rule in _toml(family)["rule"]],
        "shared": _toml(data / "conditions.toml")["condition"],
        "questions": _toml(data / "questions.toml")["question"],
        "steps": _toml(data / "steps.toml")["step"],
        "sources": _toml(data / "sources.toml")["source"],
    }


def rulebook_from(
    *,
    rules: Iterable[Mapping[str, Any]],
    shared: Mapping[str, Any],
    questions: Mapping[str, str],
    steps: Mapping[str, str],
    sources: Mapping[str, Mapping[str, str]],
) -> RuleBook:
    """A checked rule book from plain data; refuses the first thing that cannot be meant, by rule id."""
    _check_questions(questions)
    reader = Reader(shared)
    known_steps = {code: Step(code, text) for code, text in steps.items()}
    known_sources = {name: Source(id=name, **told) for name, told in sources.items()}
    read = [_rule(told, reader, known_steps, known_sources) for told in rules]
    ordered = tuple(sorted(read, key=lambda rule: rule.severity.rank))
    asked = {fact: Question(fact, fact, None, text) for fact, text in questions.items()}
    return RuleBook(ordered, asked, _replaced_by(ordered), reader.slots)


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _check_questions(questions: Mapping[str, str]) -> None:
    without, strange = sorted(_FACTS - set(questions)), sorted(set(questions) - _FACTS)
    if without or strange:
        raise RuleBookError(f"questions: missing for {without}, about no fact: {strange}")


def _rule(told: Mapping[str, Any], reader: Reader, steps: Mapping[str, Step], sources: Mapping[str, Source]) -> Rule:
    where = str(told.get("id", "a rule without id"))
    gaps, strange = [key for key in _NEEDED if not told.get(key)], set(told) - {*_NEEDED, *_OPTIONAL}
    if gaps or strange:
        raise RuleBookError(f"{where}: missing {gaps}, cannot read {sorted(strange)}")
    severity = _pick({s.value: s for s in Severity}, told["severity"], where)
    milder = severity is Severity.INFORMATION
    return Rule(
        id=where,
        version=told["version"],
        severity=severity,
        title=told["title"],
        do_now=tuple(_pick(steps, code, where) for code in told["do_now"]),
        say=tuple(told["say"]),
        never_say=tuple(told["never_say"]),
        reason=told["reason"],
        sources=tuple(_pick(sources, name, where) for name in told["sources"]),
        reviewed_on=told["reviewed_on"],
        reviewed_by=told["reviewed_by"],
        flags=tuple(told.get("flags", ())),
        ask_first=tuple(_pick({f: f for f in CASE_FIELDS}, fact, where) for fact in told.get("ask_first", ())),
        supersedes=tuple(told.get("supersedes", ())),
        ask_when_possible=told.get("ask_when_possible", not milder),
        desk_notice=told.get("desk_notice", ""),
        examples=tuple(_example(example, where) for example in told.get("examples", ())),
        condition=reader.read(told["when"], where),
        when=told["when"],
    )


def _example(told: Mapping[str, Any], where: str) -> Example:
    if told.get("expect") not in ("found", "possible", "absent"):
        raise RuleBookError(f"{where}: an example expects found, possible or absent")
    return Example(told["name"], told["given"], told["expect"], tuple(told.get("ask", ())))


def _pick(known: Mapping[str, T], name: str, where: str) -> T:
    if name not in known:
        raise RuleBookError(f"{where}: {name!r} is not known")
    return known[name]


def _replaced_by(rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    by_id = {rule.id: rule for rule in rules}
    if len(by_id) < len(rules):
        raise RuleBookError(f"two rules share an id: {sorted(r.id for r in rules)}")
    stronger: dict[str, list[Rule]] = {}
    for rule in rules:
        for name in rule.supersedes:
            milder = _pick(by_id, name, rule.id)
            if milder is rule or milder.severity.rank < rule.severity.rank or rule.id in milder.supersedes:
                raise RuleBookError(f"{rule.id}: cannot take the place of {name}, which is not milder")
            stronger.setdefault(name, []).append(rule)
    return {name: tuple(found) for name, found in stronger.items()}
