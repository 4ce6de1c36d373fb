"""What comes in."""

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from intake.callers.rules import flag_kinds, relation_words
from intake.followups.queries import LISTS, MINE
from intake.followups.schemas import AttemptIn, FinishIn, TaskIn
from intake.intakes.schemas import HandOverIn, WholeIntakeIn
from intake.web.schema import Choice, Day, PageQuery, Phone, QueryWhole, Schema, Text, YesNo


class FollowUpIn(TaskIn):
    """What was promised to the caller, and when."""

    class Meta(TaskIn.Meta):
        exclude = ("person_id",)


class WholeCallIn(WholeIntakeIn):
    """A whole call in one request, with the promise made on the phone. `complete`: make it a record at once."""

    follow_up = fields.Nested(FollowUpIn())
    complete = YesNo(load_default=False)


class StartCallForm(Schema):
    """A call that begins; no number when it is withheld."""

    from_number = Phone()
    line_number = Phone()


class FindForm(Schema):
    """A spoken reference, in any form."""

    reference = Text(most=200, required=True)


class PeopleForm(Schema):
    """By name or by number."""

    name = Text(most=200)
    phone = Phone()

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        if len(data) != 1:
            raise ValidationError("Give a name or a number, not both." if data else "Give a name or a number.", "name")


class FlagKindForm(Schema):
    """Which flag."""

    kind = Choice(*flag_kinds(), required=True)


class FlagForm(FlagKindForm):
    """A flag; it ends with the day `until`."""

    note = Text(most=1000)
    until = Day()


class CircleForm(Schema):
    """Somebody around a person: chosen among those known (`who`), or written down as new (`is_new`)."""

    relation = Choice(*relation_words(), required=True)
    given_name = Text(most=100)
    family_name = Text(most=100)
    phone = Phone()
    may_be_called = Choice("yes", "no")
    who = fields.UUID()
    is_new = Choice("yes")


class TaskList(PageQuery):
    list = Choice(*LISTS, load_default=MINE)


class GlassForm(Schema):
    """Which record, by its spoken reference, and why it has to be opened now."""

    reference = Text(most=20, required=True)
    reason = Text(least=10, most=1000, required=True)


class VersionForm(Schema):
    """The version that the page was made from; forms send everything as text."""

    version = QueryWhole(least=1, most=1_000_000, required=True)


class HandOverForm(HandOverIn, VersionForm):
    """To whom a draft goes, as a page's form sends it."""


class AttemptForm(AttemptIn, VersionForm):
    """A try, as a page's form sends it."""


class FinishForm(FinishIn, VersionForm):
    """The end of a task, as a page's form sends it."""
