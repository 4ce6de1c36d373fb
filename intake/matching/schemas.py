"""What goes out."""

from functools import lru_cache
from typing import Any

from marshmallow import fields

from intake.matching.rules import Reason
from intake.web.schema import Schema


class ReasonOut(Schema):
    """`words` may be read aloud; `question` and `answer` are stable codes."""

    question = fields.String(required=True)
    answer = fields.String(required=True)
    words = fields.String(required=True)


_reason = ReasonOut()


class Reasons(fields.List[Any]):
    """A hundred places share a dozen reasons: each is made into plain data once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.Nested(_reason), **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[Any]:
        return [_plain(reason) for reason in value]


@lru_cache(maxsize=1024)
def _plain(reason: Reason) -> Any:
    return _reason.dump(reason)


class MatchOut(Schema):
    facility_id = fields.UUID(required=True, attribute="card.id")
    name = fields.String(required=True, attribute="card.name")
    program = fields.String(required=True, attribute="card.program")
    street = fields.String(required=True, attribute="card.street")
    unit = fields.String(required=True, attribute="card.unit")
    city = fields.String(required=True, attribute="card.city")
    state = fields.String(required=True, attribute="card.state")
    zip = fields.String(required=True, attribute="card.zip")
    phone = fields.String(required=True, allow_none=True, attribute="card.phone")
    intake_lines = fields.List(fields.String(), required=True, attribute="card.intake_lines")
    miles = fields.Float(required=True, allow_none=True, attribute="result.miles")
    distance = fields.String(required=True)
    hospital = fields.Boolean(required=True)
    fits = Reasons(required=True, attribute="result.fits")
    ask = Reasons(required=True, attribute="result.ask")
    does_not_fit = Reasons(required=True, attribute="result.does_not_fit")


class LeftOut(Schema):
    question = fields.String(required=True)
    count = fields.Integer(required=True)
    words = fields.String(required=True)


class MatchRunOut(Schema):
    """`matches` meet every must-have; `to_find_out` may, and must be called to know. `left_out`: how many others, and why."""

    run_id = fields.UUID(required=True)
    needs = fields.Dict(keys=fields.String(), required=True, attribute="needs_as_kept")
    matches = fields.List(fields.Nested(MatchOut()), required=True)
    to_find_out = fields.List(fields.Nested(MatchOut()), required=True)
    left_out = fields.List(fields.Nested(LeftOut()), required=True)


class ReplayOut(Schema):
    run_id = fields.UUID(required=True, attribute="run.id")
    at = fields.AwareDateTime(required=True, attribute="run.at")
    rule_version = fields.Integer(required=True, attribute="run.rule_version")
    matches = fields.List(fields.UUID(), required=True)
    to_find_out = fields.List(fields.UUID(), required=True)
    same = fields.Boolean(required=True)
