"""A person's history: the fold of their completed intakes. Pure: intakes as told go in, what is known and who said so comes out.

Nobody's word takes the place of somebody else's: of each who told, the latest word on a question stands beside the others'.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from intake.foundation.answers import is_known

# What of the situation belongs to the person rather than to the day of the call.
SITUATION = (
    "treatment_medications", "treatment_medications_before", "naloxone_at_hand", "past_withdrawal_seizure",
    "past_withdrawal_delirium", "past_overdose", "opioid_break",
)  # fmt: skip
USE = (
    "said_as", "route", "amount_per_day", "amount_unit", "unit_strength_mg", "days_used_in_30", "days_per_week", "months_of_use",
    "last_used_at", "stopped_abruptly", "taken_with", "prescribed", "prescriber_count", "illicit_source", "runs_out_early",
    "several_prescribers", "nothing_else_works", "takes_high_doses",
)  # fmt: skip
TREATMENT = ("kind", "where", "began_year", "days", "completed", "what_helped")


@dataclass(frozen=True, slots=True)
class Word:
    """One known answer: who told it, who wrote it down, when, and in which intake."""

    answer: Any
    informant: str
    recorded_by: UUID | None
    at: datetime
    intake_id: UUID


@dataclass(frozen=True, slots=True)
class Answered:
    """The known answers of one record of one intake, by field."""

    intake_id: UUID
    words: Sequence[tuple[str, Word]]


@dataclass(frozen=True, slots=True)
class UseTold(Answered):
    """A substance as one intake was told of it. `code`: None for one that is not in the catalogue, told as `said_as`."""

    code: str | None
    said_as: str


@dataclass(frozen=True, slots=True)
class IntakeTold:
    """One intake: only a completed one counts."""

    id: UUID
    is_complete: bool
    situation: Answered
    uses: Sequence[UseTold]
    treatments: Sequence[Answered]


@dataclass(frozen=True, slots=True)
class Folded:
    """One question: the latest word of each who told it, the latest first."""

    field: str
    words: Sequence[Word]


@dataclass(frozen=True, slots=True)
class SubstanceHistory:
    code: str | None
    said_as: str
    answers: Sequence[Folded]


@dataclass(frozen=True, slots=True)
class TreatmentHistory:
    intake_id: UUID
    answers: Sequence[Folded]


@dataclass(frozen=True, slots=True)
class History:
    intakes: int
    substances: Sequence[SubstanceHistory]
    answers: Sequence[Folded]
    treatments: Sequence[TreatmentHistory]


class Row(Protocol):
    """What is read of an answerable row."""

    def answer(self, field: str) -> Any: ...
    def mark(self, field: str) -> Any: ...


def answered(row: Row, intake_id: UUID, fields: Iterable[str]) -> list[tuple[str, Word]]:
    """The known answers of a row; what was not asked, not known or declined is no history."""
    found = []
    for field in fields:
        answer, mark = row.answer(field), row.mark(field)
        if mark is not None and is_known(answer):
            told = mark.told()
            found.append((field, Word(answer, told.informant, told.recorded_by, told.at, intake_id)))
    return found


def fold(intakes: Iterable[IntakeTold]) -> History:
    """The history, however the intakes are put in order. A draft adds nothing."""
    complete = [one for one in intakes if one.is_complete]
    return History(
        intakes=len(complete),
        substances=_substances([use for one in complete for use in one.uses]),
        answers=_folded([one.situation for one in complete], SITUATION),
        treatments=_treatments([each for one in complete for each in one.treatments]),
    )


def _substances(uses: Sequence[UseTold]) -> list[SubstanceHistory]:
    """One for each substance; what is in no catalogue is told apart by what it was called. The latest told of first."""
    groups: dict[tuple[str | None, str], list[UseTold]] = {}
    for use in uses:
        groups.setdefault((use.code, "" if use.code else " ".join(use.said_as.casefold().split())), []).append(use)
    found = [SubstanceHistory(code, _latest(group).said_as, _folded(group, USE)) for (code, _), group in groups.items()]
    return sorted(found, key=lambda one: (_newest(one.answers), one.code or one.said_as), reverse=True)


def _treatments(told: Sequence[Answered]) -> list[TreatmentHistory]:
    """Each as it was told, the latest begun first: nobody can say whether two intakes speak of the same one."""
    found = [TreatmentHistory(one.intake_id, _folded([one], TREATMENT)) for one in told if one.words]
    return sorted(found, key=lambda one: (_year(one), _newest(one.answers)), reverse=True)


def _folded(rows: Iterable[Answered], fields: Sequence[str]) -> list[Folded]:
    latest: dict[str, dict[str, Word]] = {}
    for field, word in (pair for row in rows for pair in row.words):
        said = latest.setdefault(field, {})
        before = said.get(word.informant)
        if before is None or (before.at, before.intake_id) < (word.at, word.intake_id):
            said[word.informant] = word
    return [
        Folded(field, sorted(latest[field].values(), key=lambda word: (word.at, word.informant), reverse=True))
        for field in fields
        if field in latest
    ]


def _latest(uses: Sequence[UseTold]) -> UseTold:
    return max(uses, key=lambda use: (max((word.at.timestamp() for _, word in use.words), default=0.0), use.intake_id))


def _newest(answers: Sequence[Folded]) -> float:
    return max((word.at.timestamp() for one in answers for word in one.words), default=0.0)


def _year(one: TreatmentHistory) -> int:
    return next((each.words[0].answer for each in one.answers if each.field == "began_year"), 0)
