"""Worksheets of benefits, electronic answers, and questions to an insurer."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from intake.consents.schemas.messages import ClaimIn
from intake.insurance.rules import coverage, sources
from intake.insurance.rules.x12 import MOST_BYTES
from intake.insurance.schemas.policies import WarningOut
from intake.web.schema import Answer, Choice, Content, Moment, Number, Schema, Text, Whole, YesNo


def cents() -> Whole:
    """Money as a whole number of cents."""
    return Whole(least=0, most=100_000_000)


class Percent(Number):
    """0 to 100 with at most two digits behind the point, kept exactly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=0, most=100, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        found = Decimal(str(super()._deserialize(value, attr, data, **kwargs)))
        if found != found.quantize(Decimal("0.01")):
            raise ValidationError("Use at most two digits behind the point.")
        return found


class WorksheetAnswers(Schema):
    """What was said about a policy's benefits. Unknown: nobody could say. Declined: the insurer would not say."""

    coverage_active = Answer(YesNo())
    substance_use_covered = Answer(YesNo())
    mental_health_covered = Answer(YesNo())
    in_network = Answer(YesNo())
    in_network_of = Answer(Text(most=200, metadata={"description": "Which place or program that is about."}))
    deductible_cents = Answer(cents())
    deductible_met_cents = Answer(cents())
    out_of_pocket_cents = Answer(cents())
    out_of_pocket_met_cents = Answer(cents())
    co_pay_cents = Answer(cents())
    co_insurance_percent = Answer(Percent())
    authorization_needed = Answer(YesNo())
    days_covered = Answer(Whole(least=0, most=3660))
    reference_number = Answer(Text(most=100))
    said_by = Answer(Text(most=200))
    said_at = Answer(Moment())
    remarks = Answer(Text(most=2000))


class WorksheetIn(WorksheetAnswers):
    """`inquiry_id`: under which question, where the insurer was asked; the latest one without it."""

    source = Choice(*(one.code for one in sources().values() if not one.electronic), required=True)
    inquiry_id = fields.UUID()


class WorksheetRecord(WorksheetAnswers):
    """One as it leaves a desk and comes to another: without its question and the insurer's own file."""

    source = Choice(*sources(), required=True)


class ReplyIn(Schema):
    """An X12 271. `in_spite_of_doubts`: somebody looked, and it is about this person all the same."""

    content = Content(most=MOST_BYTES, required=True)
    source = Choice(*(one.code for one in sources().values() if one.electronic), load_default="insurer_x12")
    inquiry_id = fields.UUID()
    in_spite_of_doubts = YesNo(load_default=False)


class WorksheetOut(WorksheetAnswers):
    """`reading`: an electronic answer line by line, with why it was refused. `doubts`: why it might be about somebody else."""

    id = fields.UUID(required=True)
    source = fields.String(required=True)
    inquiry_id = fields.UUID(required=True, allow_none=True)
    recorded_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    currency = fields.String(required=True)
    doubts = fields.List(fields.String(), required=True)
    reading = fields.Dict(required=True)
    warnings = fields.List(fields.Nested(WarningOut()), required=True)


class InquiryOut(Schema):
    id = fields.UUID(required=True)
    way = fields.String(required=True)
    asked_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class BenefitsOut(Schema):
    """All that was ever said and asked about one policy, the latest first."""

    worksheets = fields.List(fields.Nested(WorksheetOut()), required=True)
    inquiries = fields.List(fields.Nested(InquiryOut()), required=True)


class InquiryIn(Schema):
    """Without a `claim` only a signed consent for this insurer opens the way."""

    way = Choice(*coverage()["ways"], required=True)
    claim = fields.Nested(ClaimIn())


class InquiryAskedOut(Schema):
    """What may be said to the insurer, and on which ground."""

    inquiry = fields.Nested(InquiryOut(), required=True)
    recipient = fields.String(required=True)
    basis = fields.String(required=True)
    says = fields.Function(
        lambda asked: [
            {"label": label, "value": value.isoformat() if isinstance(value, date) else value} for label, value in asked.says
        ],
        required=True,
        metadata={"type": "array", "items": {"type": "object"}},
    )
