"""Answers: typed columns of a row, each with its own version, who told it, who recorded it, and how it is missing if it is.

The columns hold values; the `answers` column holds, for each field that was ever touched, its mark. No mark: not asked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, ScalarSelect, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.foundation.answers import Missing
from intake.foundation.errors import Stale

ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Told:
    """Who told us (`self`, `caller`, `other`, `record`), who wrote it down, and when."""

    informant: str
    recorded_by: UUID | None
    at: datetime


class Mark(NamedTuple):
    """The story of one answer. `informant`: who told us (`self`, `caller`, `other`, `record`)."""

    version: int
    state: str
    informant: str
    recorded_by: str
    at: str

    def told(self) -> Told:
        by = UUID(self.recorded_by) if self.recorded_by else None
        return Told(self.informant, by, datetime.fromisoformat(self.at))


_STATE, _AT = Mark._fields.index("state"), Mark._fields.index("at")


class Answerable:
    """Mixin of a row whose columns are answers."""

    answers: Mapped[dict[str, list[Any]]] = mapped_column(JSONB, default=dict, server_default="{}")

    def mark(self, field: str) -> Mark | None:
        raw = (self.answers or {}).get(field)
        return None if raw is None else Mark(*raw)

    def marks(self) -> list[tuple[str, Mark]]:
        """Of every field that was ever touched."""
        return [(field, Mark(*raw)) for field, raw in (self.answers or {}).items()]

    def version_of(self, field: str) -> int:
        """0 for what was never asked; each save adds one."""
        mark = self.mark(field)
        return 0 if mark is None else mark.version

    def answer(self, field: str) -> Any:
        """The value given, or which kind of missing it is."""
        raw = (self.answers or {}).get(field)
        if raw is None:
            return Missing.NOT_ASKED
        state = raw[_STATE]
        return getattr(self, field) if state == ANSWERED else Missing(state)

    def give_answer(self, field: str, answer: Any, told: Told) -> int:
        """Put the answer in its column with its mark; the new version."""
        missing = isinstance(answer, Missing)
        setattr(self, field, None if missing else answer)
        version = self.version_of(field) + 1
        state = answer.value if missing else ANSWERED
        mark = Mark(version, state, told.informant, str(told.recorded_by or ""), told.at.isoformat())
        self.answers = {**(self.answers or {}), field: list(mark)}
        return version

    def check_version(self, field: str, expected: int) -> None:
        """Refuse with Stale when somebody saved the field after `expected` was read."""
        if self.version_of(field) != expected:
            raise Stale(extra={"field": field, "version": self.version_of(field)})


def last_answered(model: type[Answerable]) -> ScalarSelect[Any]:
    """When the last answer of a row was given, inside a statement about the row; null when there is none."""
    marks = func.jsonb_each(model.answers).table_valued("key", "value")
    given = cast(cast(marks.c.value, JSONB)[_AT].astext, DateTime(timezone=True))
    return select(func.max(given)).select_from(marks).scalar_subquery()


def answered_at(model: type[Answerable], field: str) -> ColumnElement[datetime]:
    """When this answer of a row was given, inside a statement about the row; null where it never was."""
    return cast(model.answers[field][_AT].astext, DateTime(timezone=True))
