"""What completed intakes say together, each answer as it was sent."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from marshmallow import fields

from intake.insurance.rules import coverage_kinds, payers
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import treatment_kinds
from intake.web.schema import Schema


def as_sent(answer: Any) -> Any:
    """A known answer as JSON has it."""
    if isinstance(answer, Decimal):
        return float(answer)
    return answer.isoformat() if isinstance(answer, datetime) else answer


def name_of(code: str | None, said_as: str) -> str:
    """What the catalogue calls it; else what the caller called it."""
    entry = load_catalogue().by_code.get(code) if code else None
    return entry.name if entry else said_as or "Not known what it is"


def treatment_name(kind: str | None, where: str | None) -> str:
    """What kind it was and where, as far as it is known."""
    return ", ".join(filter(None, (treatment_kinds()[kind] if kind else None, where))) or "A treatment"


def policy_name(payer_code: str | None, payer_said_as: str | None, coverage_kind: str | None) -> str:
    """The insurer as it is listed or was named; else the kind of coverage."""
    listed = payers().by_code.get(payer_code or "")
    return listed.name if listed else payer_said_as or coverage_kinds().get(coverage_kind or "", "Coverage")


class WordOut(Schema):
    """One answer as it stands in one intake: who told it (`self`, `caller`, `other`, `record`), who wrote it down, when."""

    answer = fields.Function(
        lambda word: as_sent(word.answer), required=True, metadata={"type": ["string", "number", "boolean", "array"]}
    )
    informant = fields.String(required=True)
    recorded_by = fields.UUID(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    intake_id = fields.UUID(required=True)


class FoldedOut(Schema):
    """What completed intakes were told of one question; the latest word first, one for each who told."""

    field = fields.String(required=True)
    words = fields.List(fields.Nested(WordOut()), required=True)


class SubstanceHistoryOut(Schema):
    """`code` null: not in the catalogue, and `name` is what it was called."""

    code = fields.String(required=True, allow_none=True)
    name = fields.Function(lambda one: name_of(one.code, one.said_as), required=True, metadata={"type": "string"})
    answers = fields.List(fields.Nested(FoldedOut()), required=True)


class TreatmentHistoryOut(Schema):
    intake_id = fields.UUID(required=True)
    answers = fields.List(fields.Nested(FoldedOut()), required=True)


class HistoryOut(Schema):
    """The fold of the person's completed intakes that you may see. `intakes`: how many that were."""

    intakes = fields.Integer(required=True)
    substances = fields.List(fields.Nested(SubstanceHistoryOut()), required=True)
    answers = fields.List(fields.Nested(FoldedOut()), required=True)
    treatments = fields.List(fields.Nested(TreatmentHistoryOut()), required=True)
