"""One record of each kind as it stands in a file, and the forms."""

from collections.abc import Mapping
from functools import cache
from typing import Any, cast

from marshmallow import ValidationError, fields, validate

from intake.callers.schemas import PersonAnswers
from intake.consents.rules import Basis, law
from intake.consents.schemas.messages import ClaimIn
from intake.exchange.rules import FORMATS, KINDS
from intake.followups.rules import load_words
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.insurance.schemas import PolicyAnswers, WorksheetRecord
from intake.intakes.schemas import ContactPointIn, SituationAnswers
from intake.organisation.schemas import Zone
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers
from intake.web.languages import say
from intake.web.schema import Answer, Choice, Content, Day, FormFile, Moment, Phone, Schema, Text, Whole, YesNo, page_of

MOST_BYTES = 25_000_000


NO_EMAIL = Words("Not an e-mail address. Check it with the person.")


def number(**more: Any) -> Text:
    """The number under which another system knows it."""
    return Text(most=200, **more)


class PersonRecord(PersonAnswers):
    """`phone` and `email`: for sheets with one of each; a file of this desk has `contact_points`."""

    external_id = number(required=True)
    created_at = Moment()
    standing = Choice("confirmed", "provisional", load_default="confirmed")
    contact_points = fields.List(fields.Nested(ContactPointIn()), load_default=list, validate=validate.Length(max=20))
    phone = Phone(load_only=True)
    email = Text(most=254, load_only=True, validate=[validate.Email(error=NO_EMAIL)])


class PolicyRecord(PolicyAnswers):
    """A policy with what was said about its benefits, the oldest first."""

    worksheets = fields.List(fields.Nested(WorksheetRecord()), load_default=list, validate=validate.Length(max=50))


class IntakeRecord(SituationAnswers):
    """Complete or closed; drafts are no records. `caller` and `subject`: outside numbers of people."""

    external_id = number(required=True)
    caller = number()
    subject = number(required=True)
    state = Choice("complete", "closed", load_default="complete")
    created_at = Moment()
    completed_at = Moment(required=True)
    closed_at = Moment(allow_none=True)
    substances = fields.List(fields.Nested(SubstanceUseAnswers()), load_default=list, validate=validate.Length(max=50))
    policies = fields.List(fields.Nested(PolicyRecord()), load_default=list, validate=validate.Length(max=9))
    treatments = fields.List(fields.Nested(TreatmentAnswers()), load_default=list, validate=validate.Length(max=50))


class PlaceRecord(Schema):
    """A place as it counts. `codes` and `answered_categories` are those of the directory's code book."""

    external_id = number(required=True)
    name = Text(most=200, required=True)
    program = Text(most=200)
    street = Text(most=200, required=True)
    unit = Text(most=200)
    city = Text(most=100, required=True)
    state = Choice(*STATES, required=True)
    zip = Text(most=10, required=True)
    phone = Text(most=60)
    intake_lines = fields.List(Text(most=60))
    website = Text(most=500)
    latitude = fields.Float()
    longitude = fields.Float()
    codes = fields.List(Text(most=40))
    answered_categories = fields.List(Text(most=40))


class TaskRecord(Schema):
    """A promise. `person` and `intake`: outside numbers; `assignee`: the e-mail address of an account."""

    external_id = number(required=True)
    person = number(required=True)
    intake = number()
    kind = Choice(*load_words().kinds, required=True)
    state = Choice("open", "done", "cancelled", load_default="open")
    due_at = Moment(required=True)
    time_zone = Zone()
    assignee = Text(most=254)
    note = Text(most=4000)
    outcome = Choice(*load_words().outcomes, *load_words().cancel_reasons, *load_words().desk_outcomes)
    created_at = Moment()
    finished_at = Moment(allow_none=True)


RECORDS: Mapping[str, Schema] = {
    "people": PersonRecord(),
    "places": PlaceRecord(),
    "intakes": IntakeRecord(),
    "tasks": TaskRecord(),
}
# Whatever stands first is read first by people.
_FIRST = ("external_id", "created_at")


def columns_of(kind: str, *, written: bool = False) -> tuple[str, ...]:
    """The columns of a kind in their order; without those that only come in when `written`."""
    found = RECORDS[kind].fields
    names = [name for name, field in found.items() if not (written and field.load_only)]
    return (*(name for name in _FIRST if name in names), *(name for name in names if name not in _FIRST))


def required_of(kind: str) -> tuple[str, ...]:
    return tuple(name for name, field in RECORDS[kind].fields.items() if field.required)


def shape_of(kind: str, column: str) -> str:
    """How a cell of the column is read: yes_no, whole, number, day, moment, list, json or text."""
    inner = _field(kind, column)
    match inner:
        case Day():
            return "day"
        case Moment():
            return "moment"
        case YesNo():
            return "yes_no"
        case Whole():
            return "whole"
        case fields.Float():
            return "number"
        case fields.List():
            return "json" if isinstance(inner.inner, fields.Nested) else "list"
    return "text"


@cache
def words_for(kind: str, column: str) -> tuple[str, ...]:
    """The words of the closed list that the column takes; none where it takes others."""
    rules = _field(kind, column).validators
    return tuple(str(word) for rule in rules if isinstance(rule, validate.OneOf) for word in rule.choices)


def _field(kind: str, column: str) -> fields.Field[Any]:
    field = RECORDS[kind].fields[column]
    return field.inner if isinstance(field, Answer) else field


def load_record(kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    """The record; raises marshmallow's ValidationError."""
    return cast(dict[str, Any], RECORDS[kind].load(dict(told)))


# Of one person at a time, at one moment.
_SINGLE = frozenset({"medical_emergency", "child_abuse_report"})


def bulk_grounds() -> dict[str, Basis]:
    """The grounds on which many people's data may leave at once: each claimed with its own facts, for one purpose."""
    told = ((code, one) for code, one in law().bases.items() if code not in _SINGLE)
    return {code: one for code, one in told if one.leaves and one.facts and len(one.purposes) == 1}


def _export_form() -> Schema:
    """`fact_<name>`: the facts of the chosen ground."""
    told: dict[str, fields.Field[Any]] = {
        "kind": Choice(*KINDS, required=True),
        "format": Choice(*FORMATS, required=True),
        "basis": Choice(*bulk_grounds()),
        "recipient": Text(most=200),
    }
    facts = {f"fact_{name}": Text(most=500) for basis in bulk_grounds().values() for name in basis.facts}
    return cast(Schema, Schema.from_dict({**told, **facts}, name="ExportForm")())


EXPORT_FORM = _export_form()


# Base64, and a little for the rest.
JSON_BYTES = -(-MOST_BYTES // 3) * 4 + 100_000


class ImportIn(Schema):
    """`label`: what the file was called where it came from."""

    kind = Choice(*KINDS, required=True)
    content = Content(most=MOST_BYTES, required=True)
    label = Text(most=200)


class RunIn(Schema):
    """`mapping`: their column to ours, or to "" to leave it out."""

    dry_run = YesNo(required=True)
    mapping = fields.Dict(keys=fields.String(), values=fields.String(validate=validate.Length(max=100)), load_default=dict)


class ExportIn(Schema):
    """People's records need `recipient` and `claim`: who receives them, and the ground with its facts."""

    kind = Choice(*KINDS, required=True)
    format = Choice(*FORMATS, required=True)
    recipient = Text(most=200)
    claim = fields.Nested(ClaimIn())


class RowErrorOut(Schema):
    """What is wrong, and how to mend it. `row`: its number, 0 for all of the file.

    `column`: as the file calls it, empty for the whole row.
    """

    row = fields.Integer(required=True)
    column = fields.String(required=True)
    words = fields.Function(lambda one: say(one.words), required=True)


class ColumnOut(Schema):
    """A column of the file. `ours`: where it belongs, null when it is left out; `sample`: its first cells."""

    theirs = fields.String(required=True)
    ours = fields.String(required=True, allow_none=True)
    sample = fields.List(fields.String(), required=True)


class ImportRow(Schema):
    """`rows`: how many there are, `done`: looked at so far; `added` and `known`: came in, or would; were here already."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    format = fields.String(required=True)
    label = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    rows = fields.Integer(required=True)
    done = fields.Integer(required=True)
    added = fields.Integer(required=True)
    known = fields.Integer(required=True)
    wrong = fields.Integer(required=True)
    created_at = fields.AwareDateTime(required=True)
    finished_at = fields.AwareDateTime(required=True, allow_none=True)


class ImportOut(ImportRow):
    """`columns`: none once the file is gone. `our_columns`: all of this kind, `needed`: without which nothing comes in."""

    columns = fields.List(fields.Nested(ColumnOut()), required=True, attribute="placed")
    our_columns = fields.List(fields.String(), required=True)
    needed = fields.List(fields.String(), required=True)
    errors = fields.List(fields.Nested(RowErrorOut()), required=True, attribute="problems")


IMPORT_PAGE = page_of(ImportRow())


class UploadForm(Schema):
    kind = Choice(*KINDS, required=True, error_messages={"required": Words("Say what it holds.")})
    content = FormFile(required=True, error_messages={"required": Words("Choose a file.")})


def first_words(error: ValidationError) -> list[tuple[str, str]]:
    """(column, words) of what is wrong with a record."""
    found = []
    for column, told in error.messages_dict.items():
        found.append((column, _flat(told)))
    return found


def _flat(told: Any) -> str:
    while isinstance(told, dict):
        told = next(iter(told.values()))
    return told[0] if isinstance(told, list) and told and not isinstance(told[0], dict) else _flat(told[0]) if told else ""
