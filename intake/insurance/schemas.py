"""What comes in and goes out."""

from marshmallow import ValidationError, fields

from intake.foundation.states import STATES
from intake.insurance.rules import coverage, coverage_kinds, payers
from intake.web.schema import Answer, Choice, QueryWhole, Schema, Text


def listed(code: str) -> None:
    if code not in payers().by_code:
        raise ValidationError("Not in the list of payers. Leave it out and put what was said in payer_said_as.")


class PolicyAnswers(Schema):
    """Coverage as told on the phone: unverified. Without a `payer_code`, `payer_said_as` tells what it was called."""

    coverage_kind = Answer(Choice(*coverage_kinds()))
    payer_code = Answer(Text(most=60, validate=[listed]))
    payer_said_as = Answer(Text(most=200))
    plan_type = Answer(Choice(*coverage()["plan_types"]))
    state = Answer(Choice(*STATES))
    member_id = Answer(Text(most=60))
    group_number = Answer(Text(most=60))
    subscriber = Answer(Choice(*coverage()["subscribers"]))


class PayerQuery(Schema):
    q = Text(required=True, most=80)
    limit = QueryWhole(least=1, most=50, load_default=8)


class PayerHitOut(Schema):
    """A payer and the name by which it was found. Says nothing about where it is accepted."""

    code = fields.String(required=True, attribute="payer.code")
    name = fields.String(required=True, attribute="payer.name")
    kind = fields.String(required=True, attribute="payer.kind")
    states = fields.List(fields.String(), required=True, attribute="payer.states")
    matched = fields.String(required=True)
    score = fields.Float(required=True)


class PayerHits(Schema):
    items = fields.List(fields.Nested(PayerHitOut()), required=True)
