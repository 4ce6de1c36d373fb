"""What the desk is told: one finding with what to do now, its words, its grounds and what must still be asked."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Literal

Status = Literal["found", "possible"]


class Severity(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"
    CAUTION = "caution"
    INFORMATION = "information"

    @property
    def rank(self) -> int:
        """0 is the most serious."""
        return _RANK[self]


_RANK = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True)
class Step:
    code: str
    text: str


@dataclass(frozen=True)
class Question:
    """`path` names the answer ("pregnant", "substances[clonazepam].daily_amount_mg"); `text` may be read aloud."""

    path: str
    fact: str
    substance: str | None
    text: str


@dataclass(frozen=True)
class Ground:
    """An answer, or something worked out from answers, that made the condition true."""

    path: str
    value: Any


@dataclass(frozen=True)
class Source:
    id: str
    title: str
    publisher: str
    date: str


@dataclass(frozen=True)
class Finding:
    """`found`: the condition is true. `possible`: part of it is true and the answers in `ask` decide the rest."""

    rule_id: str
    version: int
    status: Status
    severity: Severity
    title: str
    do_now: tuple[Step, ...]
    say: tuple[str, ...]
    never_say: tuple[str, ...]
    reason: str
    rests_on: tuple[Ground, ...]
    ask: tuple[Question, ...]
    sources: tuple[Source, ...]
    flags: tuple[str, ...]
    reviewed_on: date
    reviewed_by: str

    def told(self) -> dict[str, Any]:
        """What this case adds to the words of the rule: the grounds and the open questions, as plain data."""
        grounds = [{"path": one.path, "value": _listed(one.value)} for one in self.rests_on]
        return {"rests_on": grounds, "ask": [dict(vars(one)) for one in self.ask]}

    def to_json(self) -> dict[str, Any]:
        """Plain data for JSON: words, numbers, lists."""
        lists = {"do_now": self.do_now, "rests_on": self.rests_on, "ask": self.ask, "sources": self.sources}
        return {
            **vars(self),
            **{name: [dict(vars(part)) for part in parts] for name, parts in lists.items()},
            **{name: list(getattr(self, name)) for name in ("say", "never_say", "flags")},
            "severity": self.severity.value,
            "reviewed_on": self.reviewed_on.isoformat(),
        }


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
