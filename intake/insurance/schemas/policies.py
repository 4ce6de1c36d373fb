"""Policies, cards and payers."""

from marshmallow import ValidationError, fields, validate

from intake.attachments.rules import bounds
from intake.callers.schemas import birth_date
from intake.foundation.errors import NotFound
from intake.foundation.states import STATES
from intake.insurance.rules import coverage, coverage_kinds, payers
from intake.web.schema import Answer, Choice, Content, Day, Phone, QueryWhole, Schema, Text, Whole


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
    plan_name = Answer(Text(most=200))
    medicare_parts = Answer(fields.List(Choice(*coverage()["medicare_parts"]), validate=validate.Length(min=1, max=4)))
    starts_on = Answer(Day())
    ends_on = Answer(Day())
    payer_phone = Answer(Phone())
    rx_bin = Answer(Text(most=20))
    rx_pcn = Answer(Text(most=40))
    budget_cents = Answer(Whole(least=0, most=100_000_000, metadata={"description": "In cents of US dollars, in all."}))
    subscriber = Answer(Choice(*coverage()["subscribers"]))
    subscriber_name = Answer(Text(most=200))
    subscriber_birth_date = Answer(Day(validate=birth_date))


class WarningOut(Schema):
    """What looks wrong; nothing is refused for it."""

    field = fields.String(required=True)
    words = fields.String(required=True)


class PayerQuery(Schema):
    q = Text(required=True, most=80)
    limit = QueryWhole(least=1, most=50, load_default=8)


class PayerHitOut(Schema):
    """A payer and the name by which it was found. Says nothing about where it is accepted."""

    code = fields.String(required=True, attribute="payer.code")
    name = fields.String(required=True, attribute="payer.name")
    kind = fields.String(required=True, attribute="payer.kind")
    states = fields.List(fields.String(), required=True, attribute="payer.states")
    x12_id = fields.String(required=True, allow_none=True, attribute="payer.x12_id")
    matched = fields.String(required=True)
    score = fields.Float(required=True)


class PayerHits(Schema):
    items = fields.List(fields.Nested(PayerHitOut()), required=True)


class CardIn(Schema):
    """A picture of one side of an insurance card, PNG or JPEG."""

    content = Content(most=bounds().most_bytes, required=True)
    label = Text(most=200)


def card_side(side: str) -> str:
    """Refuses with NotFound what is no side of a card."""
    if side not in ("front", "back"):
        raise NotFound
    return side
