"""Findings as they are kept: what appears, what changes and what goes when the answers change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.foundation.identifiers import new_id
from intake.triage.rules import Finding


@dataclass(frozen=True)
class KeptFinding:
    """One finding with its story. `told`: grounds and open questions of this case; `text`: the words of its rule version."""

    __tablename__ = "intake_finding"

    id: UUID
    intake_id: UUID
    rule_id: str
    rule_version: int
    severity: str
    status: str
    position: int
    told: dict[str, Any]
    appeared_at: datetime
    gone_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: UUID | None
    actions_taken: list[str]
    text: Mapping[str, Any] = field(compare=False)

    @property
    def content(self) -> dict[str, Any]:
        """Everything to show."""
        return {**self.text, **self.told}

    @property
    def is_open_emergency(self) -> bool:
        """Found, still standing, and nobody has said what was done."""
        found = self.severity == "emergency" and self.status == "found"
        return found and self.acknowledged_at is None and self.gone_at is None


@dataclass(frozen=True, slots=True)
class Change:
    """`standing` in order; `new` and `changed` rows to write, those that are gone among the changed; `alarms`: emergencies
    that were not there before."""

    standing: list[KeptFinding]
    new: list[KeptFinding]
    changed: list[KeptFinding]
    alarms: list[KeptFinding]


def fold(
    intake_id: UUID,
    kept: Iterable[KeptFinding],
    told: Iterable[tuple[Finding, Mapping[str, Any]]],
    order: Mapping[str, int],
    now: datetime,
) -> Change:
    """Bring what is kept in line with what triage tells now (each finding with the words of its rule, `order`: of rules).

    A finding that comes back, or turns from possible to found, has to be acknowledged anew.
    """
    before = {(row.rule_id, row.rule_version): row for row in kept}
    change = Change([], [], [], [])
    for finding, text in told:
        # By the rule alone, so that a finding that comes or goes moves no other.
        place = order[finding.rule_id] + (0 if finding.status == "found" else len(order))
        row = before.pop((finding.rule_id, finding.version), None)
        after = _first(intake_id, finding, text, place, now) if row is None else _next(row, finding, place, now)
        change.standing.append(after)
        if row is None:
            change.new.append(after)
        elif after != row:
            change.changed.append(after)
        if after.is_open_emergency and (row is None or after.appeared_at != row.appeared_at):
            change.alarms.append(after)
    change.changed.extend(replace(row, gone_at=now) for row in before.values() if row.gone_at is None)
    return change


def _first(intake_id: UUID, finding: Finding, text: Mapping[str, Any], place: int, now: datetime) -> KeptFinding:
    return KeptFinding(
        id=new_id(),
        intake_id=intake_id,
        rule_id=finding.rule_id,
        rule_version=finding.version,
        severity=finding.severity.value,
        status=finding.status,
        position=place,
        told=finding.told(),
        appeared_at=now,
        gone_at=None,
        acknowledged_at=None,
        acknowledged_by=None,
        actions_taken=[],
        text=text,
    )


def _next(row: KeptFinding, finding: Finding, place: int, now: datetime) -> KeptFinding:
    after = replace(row, severity=finding.severity.value, status=finding.status, position=place, told=finding.told())
    if row.gone_at is not None or (row.status, finding.status) == ("possible", "found"):
        after = replace(after, appeared_at=now, gone_at=None, acknowledged_at=None, acknowledged_by=None, actions_taken=[])
    return after
