"""What goes out."""

from collections.abc import Iterable
from typing import Any

from marshmallow import fields, validate
from webargs.fields import DelimitedList

from intake.matching.rules import Reason
from intake.matching.service import MOST, Match
from intake.web.schema import Choice, Schema, Text


class ReasonOut(Schema):
    """`words` may be read aloud; `question` and `answer` are stable codes."""

    question = fields.String(required=True)
    answer = fields.String(required=True)
    words = fields.String(required=True)


class MatchOut(Schema):
    facility_id = fields.UUID(required=True)
    name = fields.String(required=True)
    program = fields.String(required=True)
    street = fields.String(required=True)
    unit = fields.String(required=True)
    city = fields.String(required=True)
    state = fields.String(required=True)
    zip = fields.String(required=True)
    phone = fields.String(required=True, allow_none=True)
    intake_lines = fields.List(fields.String(), required=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)
    miles = fields.Float(required=True, allow_none=True)
    distance = fields.String(required=True)
    hospital = fields.Boolean(required=True)
    fits = fields.List(fields.Nested(ReasonOut()), required=True)
    ask = fields.List(fields.Nested(ReasonOut()), required=True)
    does_not_fit = fields.List(fields.Nested(ReasonOut()), required=True)


_PLACE = MatchOut()


class Places(fields.List[Any]):
    """Places as `MatchOut` tells them. A hundred places share a dozen answers: the reasons of each are written once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.Nested(_PLACE), **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> list[Any]:
        reasons: dict[int, dict[str, Any]] = {}
        return [_plain(match, reasons) for match in value]


def _plain(match: Match, reasons: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """What `MatchOut` would make of it, in a tenth of the time."""
    card, standing = match.card, match.result.standing
    told = reasons.get(id(standing))
    if told is None:
        told = reasons[id(standing)] = {name: _said(getattr(standing, name)) for name in ("fits", "ask", "does_not_fit")}
    return {
        "facility_id": str(card.id),
        "name": card.name,
        "program": card.program,
        "street": card.street,
        "unit": card.unit,
        "city": card.city,
        "state": card.state,
        "zip": card.zip,
        "phone": card.phone,
        "intake_lines": card.intake_lines,
        "latitude": card.latitude,
        "longitude": card.longitude,
        "miles": match.result.miles,
        "distance": match.distance,
        "hospital": standing.hospital,
        **told,
    }


def _said(reasons: Iterable[Reason]) -> list[dict[str, str]]:
    return [{"question": one.question, "answer": one.answer, "words": one.words} for one in reasons]


class _PlaceNamed(Schema):
    """Which place it is."""

    facility_id = fields.UUID(required=True, attribute="card.id")
    name = fields.String(required=True, attribute="card.name")
    program = fields.String(required=True, attribute="card.program")
    city = fields.String(required=True, attribute="card.city")
    state = fields.String(required=True, attribute="card.state")
    phone = fields.String(required=True, allow_none=True, attribute="card.phone")


class ChosenOut(_PlaceNamed):
    """A place that the person wants or refuses. `verdict`: how it stands to the needs of now, wherever it is."""

    distance = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True, attribute="choice.reason")
    at = fields.AwareDateTime(required=True, attribute="choice.at")
    verdict = fields.String(required=True, attribute="alone.verdict")
    fits = fields.List(fields.Nested(ReasonOut()), required=True, attribute="alone.standing.fits")
    ask = fields.List(fields.Nested(ReasonOut()), required=True, attribute="alone.standing.ask")
    does_not_fit = fields.List(fields.Nested(ReasonOut()), required=True)


class ChoiceIn(Schema):
    """What the person says of a place, and why."""

    kind = Choice("pinned", "refused", required=True)
    reason = Text(most=500)


class ChoiceOut(Schema):
    facility_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)
    at = fields.AwareDateTime(required=True)
    by = fields.UUID(required=True, allow_none=True)
    ended_at = fields.AwareDateTime(required=True, allow_none=True)


class ChoicesOut(Schema):
    items = fields.List(fields.Nested(ChoiceOut()), required=True)


class CompareQuery(Schema):
    places = DelimitedList(fields.UUID(), required=True, validate=validate.Length(1, MOST))


class PlaceSaidOut(Schema):
    """What the person said of a place."""

    kind = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True)


class PlaceComparedOut(_PlaceNamed):
    """One place of a comparison. `facts`: what the desk found out, by field; null for what nobody has asked.

    `barriers`: what keeps it out beside its answers, such as being in another state or no longer listed.
    """

    intake_lines = fields.List(fields.String(), required=True, attribute="card.intake_lines")
    miles = fields.Float(required=True, allow_none=True, attribute="alone.miles")
    distance = fields.String(required=True)
    verdict = fields.String(required=True, attribute="alone.verdict")
    barriers = fields.List(fields.Nested(ReasonOut()), required=True, attribute="alone.barriers")
    choice = fields.Nested(PlaceSaidOut(), required=True, allow_none=True)
    facts = fields.Dict(keys=fields.String(), values=fields.String(allow_none=True), required=True)
    verified_on = fields.Date(required=True, allow_none=True)
    credentials = fields.List(fields.String(), required=True)


class PlaceAnswerOut(Schema):
    """`answer`: yes, possible, unknown or no."""

    answer = fields.Function(lambda one: one[0], required=True)
    words = fields.Function(lambda one: one[1], required=True)


class PlacesRowOut(Schema):
    """One question, and how each place answers it, in the order of the places. `role`: must, either, wish, level or first."""

    question = fields.String(required=True, attribute="asked")
    role = fields.String(required=True, attribute="kind")
    words = fields.String(required=True)
    answers = fields.List(fields.Nested(PlaceAnswerOut()), required=True)


class PlacesComparedOut(Schema):
    intake_id = fields.UUID(required=True, attribute="intake.id")
    places = fields.List(fields.Nested(PlaceComparedOut()), required=True)
    rows = fields.List(fields.Nested(PlacesRowOut()), required=True)


class LeftOutOut(Schema):
    question = fields.String(required=True)
    count = fields.Integer(required=True)
    words = fields.String(required=True)


class NearLeftOutOut(_PlaceNamed):
    """A place that is not in the list, and every reason why not."""

    distance = fields.String(required=True)
    reasons = fields.List(fields.Nested(ReasonOut()), required=True)


class RelaxationOut(Schema):
    """What could be given up, and how many more places that gives: surely (`matches`), or after a call (`to_find_out`)."""

    given_up = fields.List(fields.String(), required=True)
    radius_miles = fields.Integer(required=True, allow_none=True)
    anywhere = fields.Boolean(required=True)
    matches = fields.Integer(required=True)
    to_find_out = fields.Integer(required=True)
    needs_clinician = fields.Boolean(required=True)
    words = fields.String(required=True)
    notes = fields.List(fields.String(), required=True)


class NotKnownOut(Schema):
    """A need that an answer still decides, and what to ask to know it. Until then it leaves no place out."""

    words = fields.String(required=True)
    ask = fields.List(fields.String(), required=True)


class MatchRunOut(Schema):
    """`matches` meet every must-have; `to_find_out` may, and must be called to know. `left_out`: how many others, and why.

    `nearest_left_out`: the nearest of those, one by one. `ways`: what could be given up so that more fit. Of either list the
    first two hundred; the counts are of all. `pinned` and `refused`: what the person said of places; refused ones are in no list.
    `not_known`: needs that an answer still decides.
    """

    run_id = fields.UUID(required=True)
    needs = fields.Dict(keys=fields.String(), required=True, attribute="needs_as_kept")
    not_known = fields.List(fields.Nested(NotKnownOut()), required=True)
    matches = Places(required=True)
    match_count = fields.Integer(required=True)
    to_find_out = Places(required=True)
    to_find_out_count = fields.Integer(required=True)
    left_out = fields.List(fields.Nested(LeftOutOut()), required=True)
    nearest_left_out = fields.List(fields.Nested(NearLeftOutOut()), required=True)
    ways = fields.List(fields.Nested(RelaxationOut()), required=True)
    pinned = fields.List(fields.Nested(ChosenOut()), required=True)
    refused = fields.List(fields.Nested(ChosenOut()), required=True)


class ReplayOut(Schema):
    run_id = fields.UUID(required=True, attribute="run.id")
    at = fields.AwareDateTime(required=True, attribute="run.at")
    rule_version = fields.Integer(required=True, attribute="run.rule_version")
    matches = fields.List(fields.UUID(), required=True)
    to_find_out = fields.List(fields.UUID(), required=True)
    same = fields.Boolean(required=True)


class CodeOut(Schema):
    """`proves` false: it makes the answer possible, never a yes."""

    category = fields.String(required=True)
    code = fields.String(required=True)
    proves = fields.Boolean(required=True)


class AskedWhenOut(Schema):
    """What makes it be asked. `role`: must, wish, level, caution, or first (hospitals before others)."""

    told = fields.String(required=True)
    role = fields.String(required=True)
    source = fields.String(required=True)
    sure = fields.String(required=True)


class QuestionOut(Schema):
    """`words`: what is said of a place, by its answer. `without`: codes beside which the others are no yes.

    Miles: what it weighs as a wish, spoken or told by the situation.
    """

    key = fields.String(required=True)
    words = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    codes = fields.List(fields.Nested(CodeOut()), required=True)
    without = fields.List(fields.String(), required=True)
    lines = fields.List(fields.Nested(AskedWhenOut()), required=True)
    spoken_miles = fields.Float(required=True)
    situation_miles = fields.Float(required=True)
    given_up = fields.String(required=True)
    sure = fields.String(required=True)


class QuestionsOut(Schema):
    items = fields.List(fields.Nested(QuestionOut()), required=True)
