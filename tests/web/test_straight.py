"""The straight way through a schema reads and writes what marshmallow does, and leaves every refusal to it."""

from typing import Any

import marshmallow as ma
import pytest
from marshmallow import fields, post_load

from bench.calls import a_call
from intake.desk.schemas import WholeCallIn
from intake.foundation.answers import Missing
from intake.web.schema import Answer, Schema, Text, Whole, YesNo

CALL = a_call(7, complete=True)


class Point(Schema):
    x = Whole(least=0, most=9, required=True)
    label = Text(allow_none=True)


class Drawing(Schema):
    name = Text(required=True)
    open = Answer(YesNo())
    start = fields.Nested(Point(exclude=("label",)))
    points = fields.List(fields.Nested(Point()), load_default=list)
    street = fields.String(attribute="place.street")
    count = fields.Function(lambda row: 7)


class Named(Schema):
    name = Text()

    @post_load
    def shout(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"name": data["name"].upper()}


class Place:
    street = "Elm"


class Row:
    name = "n"
    start = Place()
    points = ({"x": 1, "label": None}, {"x": 2})
    place = Place()

    def answer(self, field: str) -> Any:
        return {"open": Missing.DECLINED}[field]


def as_marshmallow(schema: Schema, data: Any) -> Any:
    """What marshmallow reads or refuses, on its own way at the top."""
    try:
        return ma.Schema.load(schema, data)
    except ma.ValidationError as error:
        return error.messages


def as_we_do(schema: Schema, data: Any) -> Any:
    try:
        return schema.load(data)
    except ma.ValidationError as error:
        return error.messages


def test_a_whole_call_is_read_the_same() -> None:
    assert WholeCallIn().load(CALL) == ma.Schema.load(WholeCallIn(), CALL)


@pytest.mark.parametrize(
    "sent",
    [
        {"name": "n"},
        {"name": " n ", "open": {"missing": "unknown"}, "start": {"x": 3}, "points": [{"x": 1, "label": None}]},
        {},
        {"name": None},
        {"name": "n", "open": None},
        {"name": "n", "more": 1},
        {"name": "n", "start": {"x": 10}, "points": [{"x": 1}, {"x": True}, {"y": 1}]},
        {"name": "n", "start": {"x": 1, "label": "left out"}},
        {"name": "x" * 201, "open": "true"},
        [],
        None,
    ],
    ids=str,
)
def test_read_or_refused_in_the_same_words(sent: Any) -> None:
    assert as_we_do(Drawing(), sent) == as_marshmallow(Drawing(), sent)


@pytest.mark.parametrize(
    "change",
    [
        {"for_whom": "nobody"},
        {"caller": {**CALL["caller"], "contact_points": [{"kind": "phone", "value": "12"}]}},
        {"subject": {"given_name": "Two"}},
        {"policies": [{}] * 10},
        {"substances": [{"amount_per_day": -1}, {"days_used_in_30": 31}]},
    ],
    ids=str,
)
def test_a_wrong_call_is_refused_in_the_same_words(change: dict[str, Any]) -> None:
    refused = as_we_do(WholeCallIn(), CALL | change)
    assert refused == as_marshmallow(WholeCallIn(), CALL | change) and set(refused) == set(change)


def test_a_schema_that_works_on_what_it_read_still_does() -> None:
    assert Named().load({"name": "a"}) == {"name": "A"}


def test_written_the_same_with_what_is_not_there_left_out() -> None:
    wanted = {
        "name": "n",
        "open": {"missing": "declined"},
        "start": {},
        "points": [{"x": 1, "label": None}, {"x": 2}],
        "street": "Elm",
        "count": 7,
    }
    assert Drawing().dump(Row()) == ma.Schema.dump(Drawing(), Row()) == wanted
    assert Drawing().dump({"name": "m", "open": True}) == {"name": "m", "open": True, "count": 7}
    assert Drawing(many=True).dump([Row()]) == [wanted]
