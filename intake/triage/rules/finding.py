"""What the desk is told: one finding of a rule, with its grounds and what must still be asked."""

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from intake.triage.rules.rulebook import Rule
from intake.triage.rules.words import Question, Severity

Status = Literal["found", "possible"]


class Ground(NamedTuple):
    """An answer, or something worked out from answers, that made the condition true."""

    path: str
    value: Any


@dataclass(frozen=True, slots=True)
class Finding:
    """`found`: the rule's condition is true. `possible`: part of it is true and the answers in `ask` decide the rest."""

    rule: Rule
    status: Status
    rests_on: tuple[Ground, ...]
    ask: tuple[Question, ...]

    @property
    def rule_id(self) -> str:
        return self.rule.id

    @property
    def version(self) -> int:
        return self.rule.version

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    def told(self) -> dict[str, Any]:
        """What this case adds to the words of the rule: the grounds and the open questions, as plain data."""
        grounds = [{"path": one.path, "value": _listed(one.value)} for one in self.rests_on]
        return {"rests_on": grounds, "ask": [dict(vars(one)) for one in self.ask]}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
