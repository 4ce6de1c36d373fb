"""What still has to be asked before an intake is complete, in words for the counselor."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from intake.foundation.answers import Missing
from intake.intakes.rules.facts import Answers


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """`record` and `field` say where to put it; `words` what to ask."""

    code: str
    record: str
    field: str
    words: str


@dataclass(frozen=True, slots=True)
class OpenFinding:
    """An emergency that nobody has acknowledged."""

    id: UUID
    title: str


def missing_answers(
    records: Mapping[str, Answers],
    *,
    substances: int,
    policies: Sequence[Answers],
    emergencies: Sequence[OpenFinding],
    in_danger: bool,
) -> list[MissingAnswer]:
    """`records`: the rows called `intake`, `caller` and `subject`. Emergencies come first.

    `in_danger`: an emergency stands, acknowledged or not.
    """
    required = _required(records, in_danger)
    return [*_emergencies(emergencies), *required, *_parts(records, substances, policies)]


def _emergencies(emergencies: Sequence[OpenFinding]) -> Iterator[MissingAnswer]:
    for finding in emergencies:
        yield MissingAnswer("emergency", "finding", str(finding.id), f"Say what was done about: {finding.title}")


def _required(records: Mapping[str, Answers], in_danger: bool) -> Iterator[MissingAnswer]:
    for rule in _rules():
        if rule.get("only_in_danger") and not in_danger:
            continue
        row = records[rule["record"]]
        if all(row.answer(field) is Missing.NOT_ASKED for field in rule["any_of"]):
            yield MissingAnswer(rule["code"], rule["record"], rule["any_of"][0], rule["words"])


def _parts(records: Mapping[str, Answers], substances: int, policies: Sequence[Answers]) -> Iterator[MissingAnswer]:
    if not substances and records["intake"].answer("substances_complete") is Missing.NOT_ASKED:
        yield MissingAnswer("substances", "substances", "", "Ask what is used, or note that it is not known.")
    if all(policy.answer("coverage_kind") is Missing.NOT_ASKED for policy in policies):
        yield MissingAnswer("coverage", "policies", "", "Ask about insurance. “None” and “not known” are answers too.")


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    file = Path(__file__).parent.parent / "data" / "required.toml"
    return tuple(tomllib.loads(file.read_text())["required"])
