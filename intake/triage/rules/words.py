"""The words of the rule book: how serious, what to do, what to ask, where it comes from."""

from dataclasses import dataclass
from enum import StrEnum


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
class Source:
    id: str
    title: str
    publisher: str
    date: str
