"""What comes in and goes out."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from intake.callers.schemas import PersonRow
from intake.calls.rules import dispositions, is_withheld
from intake.foundation.words import Words
from intake.web.schema import Choice, Day, Moment, PageQuery, Phone, Schema, Text, page_of


class CallerNumber(Phone):
    """A number in any usual format; null, or a telephone system's word such as "anonymous", for a withheld one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_none=True, **kwargs)

    def deserialize(self, value: Any, attr: str | None = None, data: Mapping[str, Any] | None = None, **kwargs: Any) -> Any:
        withheld = isinstance(value, str) and is_withheld(value)
        return super().deserialize(None if withheld else value, attr, data, **kwargs)


class CallIn(Schema):
    """A call that begins. With `provider` and `provider_call_id` a repeat answers the call that is there already."""

    from_number = CallerNumber()
    line_number = Phone()
    direction = Choice("inbound", "outbound")
    started_at = Moment()
    provider = Text(most=60)
    provider_call_id = Text(most=200)

    @validates_schema
    def check_provider(self, data: dict[str, Any], **_: Any) -> None:
        for given, wanting in (("provider", "provider_call_id"), ("provider_call_id", "provider")):
            if given in data and wanting not in data:
                raise ValidationError(Words("Needed together with %(given)s, to know a repeat.", given=given), wanting)


class CallEndIn(Schema):
    disposition = Choice(*dispositions(), required=True)
    note = Text(most=2000)


class LineIn(Schema):
    number = Phone(required=True)
    name = Text(required=True, most=120)


class LineOut(Schema):
    id = fields.UUID(required=True)
    number = fields.String(required=True)
    name = fields.String(required=True)
    active = fields.Boolean(required=True)


class CallRow(Schema):
    """A call as a list shows it."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    direction = fields.String(required=True)
    from_number = fields.String(required=True, allow_none=True)
    line = fields.Nested(LineOut(), required=True, allow_none=True)
    caller_id = fields.UUID(required=True, allow_none=True)
    taken_by = fields.UUID(required=True, allow_none=True)
    started_at = fields.AwareDateTime(required=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)
    disposition = fields.String(required=True, allow_none=True)


class CallOut(CallRow):
    note = fields.String(required=True, allow_none=True)


class CallFileOut(CallOut):
    """The call with the people known for its number: confirmed ones, and those of drafts (`provisional`)."""

    known_people = fields.List(fields.Nested(PersonRow()), required=True)


class CallQuery(PageQuery):
    """`day` in the desk's own zone; today unless it is told."""

    day = Day()
    mine = fields.Boolean(load_default=False)


class DispositionOut(Schema):
    code = fields.String(required=True)
    words = fields.String(required=True)
    category = fields.String(required=True)


class Dispositions(Schema):
    items = fields.List(fields.Nested(DispositionOut()), required=True)


class Lines(Schema):
    items = fields.List(fields.Nested(LineOut()), required=True)


CALL_PAGE = page_of(CallRow())
