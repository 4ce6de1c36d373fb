"""Findings as they are kept: what appears, what changes and what goes when the answers change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from intake.foundation.identifiers import new_id
from intake.triage.rules import Finding

# The one ground that changes by itself.
_HOURS_SINCE = "hours_since_last_use"
_CLOCKS_DIFFER_HOURS = 0.05


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
    overridden_at: datetime | None
    overridden_by: UUID | None
    override_reason: str | None
    override_note_id: UUID | None
    overridden_on: list[dict[str, Any]] | None
    text: Mapping[str, Any] = field(compare=False)

    @property
    def content(self) -> dict[str, Any]:
        """Everything to show."""
        return {**self.text, **self.told}

    @property
    def is_open_emergency(self) -> bool:
        """Found, still standing, and nobody has said what was done, nor why it does not hold here."""
        found = self.severity == "emergency" and self.status == "found"
        return found and self.acknowledged_at is None and self.overridden_at is None and self.gone_at is None


@dataclass(frozen=True, slots=True)
class Change:
    """`standing` in order; `new` and `changed` rows to write, those that are gone among the changed.

    `appeared`: new, back again, or found where they were possible; `gone`: stood until now.
    """

    standing: list[KeptFinding]
    new: list[KeptFinding]
    changed: list[KeptFinding]
    appeared: list[KeptFinding]
    gone: list[KeptFinding]

    @property
    def alarms(self) -> list[KeptFinding]:
        """Emergencies that were not there before."""
        return [finding for finding in self.appeared if finding.is_open_emergency]


def fold(
    intake_id: UUID,
    kept: Iterable[KeptFinding],
    told: Iterable[tuple[Finding, Mapping[str, Any]]],
    order: Mapping[str, int],
    now: datetime,
) -> Change:
    """Bring what is kept in line with what triage tells now (each finding with the words of its rule, `order`: of rules).

    A finding that comes back, that turns from possible to found, or that was set aside for answers which have changed since,
    has to be acknowledged or set aside anew.
    """
    before = {(row.rule_id, row.rule_version): row for row in kept}
    change = Change([], [], [], [], [])
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
        if row is None or after.appeared_at != row.appeared_at:
            change.appeared.append(after)
    change.gone.extend(replace(row, gone_at=now) for row in before.values() if row.gone_at is None)
    change.changed.extend(change.gone)
    return change


def set_aside(found: KeptFinding, reason: str, by: UUID | None, at: datetime) -> KeptFinding:
    """It stands, marked; when the answers that it rests on change it counts as new."""
    aside = {"overridden_at": at, "overridden_by": by, "override_reason": reason, "overridden_on": found.told["rests_on"]}
    return replace(found, **aside)


_UNANSWERED: Mapping[str, Any] = {
    "acknowledged_at": None, "acknowledged_by": None, "actions_taken": [],
    "overridden_at": None, "overridden_by": None, "override_reason": None, "override_note_id": None, "overridden_on": None,
}  # fmt: skip


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
        overridden_at=None,
        overridden_by=None,
        override_reason=None,
        override_note_id=None,
        overridden_on=None,
        text=text,
    )


def _next(row: KeptFinding, finding: Finding, place: int, now: datetime) -> KeptFinding:
    after = replace(row, severity=finding.severity.value, status=finding.status, position=place, told=finding.told())
    returned = row.gone_at is not None or (row.status, finding.status) == ("possible", "found")
    if returned or _rests_on_something_else(row, after.told["rests_on"], now):
        after = replace(after, appeared_at=now, gone_at=None, **_UNANSWERED)
    return after


def _rests_on_something_else(row: KeptFinding, grounds: list[dict[str, Any]], now: datetime) -> bool:
    """What it was set aside for is no longer what was told then. That hours pass changes nothing."""
    if row.overridden_at is None:
        return False
    passed = (now - row.overridden_at).total_seconds() / 3600
    then = {one["path"]: one["value"] for one in row.overridden_on or ()}
    today = {one["path"]: one["value"] for one in grounds}
    return then.keys() != today.keys() or any(not _same(path, then[path], today[path], passed) for path in then)


def _same(path: str, then: Any, today: Any, passed: float) -> bool:
    if not path.endswith(_HOURS_SINCE):
        return bool(then == today)
    return abs(float(today) - float(then) - passed) < _CLOCKS_DIFFER_HOURS
