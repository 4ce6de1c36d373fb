"""What comes in and goes out."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError, fields

from intake.foundation.clock import now
from intake.substances.rules import load_catalogue
from intake.substances.rules.use import routes, taken_with, treatment_kinds, units
from intake.web.languages import say
from intake.web.schema import Answer, Choice, Moment, Number, QueryWhole, Schema, Text, Whole, YesNo

# A clock that runs a little ahead is no impossible moment.
_AHEAD_SECONDS = 300


def listed(code: str) -> None:
    if code not in load_catalogue().by_code:
        raise ValidationError("Not in the catalogue. Leave it out and put what was said in said_as.")


def not_in_future(moment: datetime) -> None:
    if (moment - now()).total_seconds() > _AHEAD_SECONDS or moment.year < 1900:
        raise ValidationError("The last use lies in the past. Check the day.")


class Amount(Number):
    """More than nothing, with up to three decimals; stored exactly."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=0.001, most=1_000_000, **kwargs)

    def deserialize(self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        told = super().deserialize(value, attr, data, **kwargs)
        return round(Decimal(str(told)), 3) if isinstance(told, float) else told


class SubstanceUseAnswers(Schema):
    """One substance as told. Without a `substance_code` it is the `said_as` that tells what it was called."""

    substance_code = Answer(Text(most=60, validate=[listed]))
    said_as = Answer(Text(most=200))
    route = Answer(Choice(*routes()))
    amount_per_day = Answer(Amount())
    amount_unit = Answer(Choice(*units()))
    unit_strength_mg = Answer(Amount())
    days_used_in_30 = Answer(Whole(least=0, most=30))
    days_per_week = Answer(Whole(least=0, most=7))
    months_of_use = Answer(Whole(least=0, most=1200))
    last_used_at = Answer(Moment(validate=not_in_future))
    stopped_abruptly = Answer(YesNo())
    taken_with = Answer(fields.List(Choice(*taken_with())))
    prescribed = Answer(YesNo())
    prescriber_count = Answer(Whole(least=0, most=50))
    illicit_source = Answer(YesNo())
    runs_out_early = Answer(YesNo())
    several_prescribers = Answer(YesNo())
    nothing_else_works = Answer(YesNo())
    takes_high_doses = Answer(YesNo())


def not_to_come(year: int) -> None:
    if year > now().year:
        raise ValidationError("This year is still to come. Check it.")


class PastYear(Whole):
    """A year that has begun."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(least=1900, most=2200, **kwargs)
        self.validators = [*self.validators, not_to_come]


class TreatmentAnswers(Schema):
    """One treatment of before: where, when, how long, what helped."""

    kind = Answer(Choice(*treatment_kinds()))
    where = Answer(Text(most=200))
    began_year = Answer(PastYear())
    days = Answer(Whole(least=0, most=36_500))
    completed = Answer(YesNo())
    what_helped = Answer(Text(most=1000))


class SubstanceQuery(Schema):
    q = Text(required=True, most=80)
    limit = QueryWhole(least=1, most=50, load_default=8)


class SubstanceHit(Schema):
    """An entry of the catalogue, the name that was found, and why it was taken for what was typed."""

    code = fields.String(required=True, attribute="entry.code")
    name = fields.Function(lambda hit: say(hit.entry.name), required=True, metadata={"type": "string"})
    substance_class = fields.String(required=True, attribute="entry.substance_class")
    usual_units = fields.List(fields.String(), required=True, attribute="entry.usual_units")
    usual_routes = fields.List(fields.String(), required=True, attribute="entry.usual_routes")
    matched = fields.String(required=True)
    kind = fields.String(required=True)
    why = fields.String(required=True)
    score = fields.Float(required=True)


class SubstanceHits(Schema):
    items = fields.List(fields.Nested(SubstanceHit()), required=True)
