"""What still has to be asked before an intake is complete, by the kind of call, in words for the counselor."""

import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from intake.foundation.answers import Missing
from intake.intakes.rules.answers import Answers

CRISIS, INFORMATION, OTHER, SELF = "crisis", "information", "other", "self"


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """`record` and `field` say where to put it; `words` what to ask. `later`: the intake can be complete without it."""

    code: str
    record: str
    field: str
    words: str
    later: bool = False


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """An emergency that nobody has acknowledged."""

    id: UUID
    title: str


def kind_of_call(for_whom: object, in_danger: bool) -> str:
    """A crisis while an emergency stands; else whom the call is for. Not told yet counts as for somebody else."""
    if in_danger:
        return CRISIS
    return str(for_whom) if for_whom in (SELF, INFORMATION) else OTHER


def missing_answers(
    records: Mapping[str, Answers],
    *,
    substances: int,
    policies: Sequence[Answers],
    emergencies: Sequence[OpenFinding],
    in_danger: bool,
    flags: Collection[str] = (),
) -> list[MissingAnswer]:
    """What must be asked, emergencies first, then what can wait. `records`: the rows called `intake`, `caller`, `subject`.

    `in_danger`: an emergency stands, acknowledged or not. `flags`: of all that triage has found.
    """
    for_whom = records["intake"].answer("for_whom")
    told = sum(policy.answer("coverage_kind") is not Missing.NOT_ASKED for policy in policies)
    counts = {"substances": substances, "policies": told}
    kind, calm = kind_of_call(for_whom, in_danger), kind_of_call(for_whom, in_danger=False)
    asking = [one for one in _rules() if not one.get("flags") or not set(flags).isdisjoint(one["flags"])]
    required = [*_emergencies(emergencies), *_required(asking, records, counts, kind, for_whom == SELF)]
    if kind == calm:
        return required
    codes = {one.code for one in required}
    rest = [one for one in _required(asking, records, counts, calm, for_whom == SELF) if one.code not in codes]
    return [*required, *(replace(one, later=True) for one in rest)]


def _emergencies(emergencies: Sequence[OpenFinding]) -> Iterator[MissingAnswer]:
    for finding in emergencies:
        yield MissingAnswer("emergency", "finding", str(finding.id), f"Say what was done about: {finding.title}")


def _required(
    asking: Sequence[Mapping[str, Any]], records: Mapping[str, Answers], counts: Mapping[str, int], kind: str, is_self: bool
) -> Iterator[MissingAnswer]:
    for rule in asking:
        if kind not in rule["kinds"] or (is_self and rule.get("not_for_self")) or _is_asked(rule, records, counts):
            continue
        words = rule.get(f"words_{kind}") or (is_self and rule.get("words_self")) or rule["words"]
        yield MissingAnswer(rule["code"], rule["record"], rule["any_of"][0] if "any_of" in rule else "", words)


def _is_asked(rule: Mapping[str, Any], records: Mapping[str, Answers], counts: Mapping[str, int]) -> bool:
    if "any_of" in rule:
        return any(records[rule["record"]].answer(field) is not Missing.NOT_ASKED for field in rule["any_of"])
    instead = rule.get("unless")
    asked_otherwise = instead is not None and records["intake"].answer(instead) is not Missing.NOT_ASKED
    return counts[rule["count_of"]] > 0 or asked_otherwise


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    file = Path(__file__).parent.parent / "data" / "required.toml"
    return tuple(tomllib.loads(file.read_text())["required"])
