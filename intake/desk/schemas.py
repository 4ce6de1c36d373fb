"""What comes in."""

from collections.abc import Mapping
from typing import Any, cast

from marshmallow import ValidationError, fields, pre_load, validates_schema

from intake.callers.models import Person
from intake.callers.rules import PERSON_ANSWERS, flag_kinds, relation_words
from intake.followups.queries import LISTS, MINE
from intake.followups.rules import load_words
from intake.followups.schemas import AttemptIn, CancelIn, FinishIn, LocalTime, TaskIn
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.intakes.schemas import HandOverIn, WholeIntakeIn
from intake.substances.rules.use import treatment_kinds
from intake.substances.schemas import not_to_come
from intake.web.languages import say
from intake.web.schema import Choice, Day, PageQuery, Phone, QueryWhole, Schema, Text, YesNo

_YEAR = Words("Type a year of four digits, such as 1985.")


class FollowUpIn(TaskIn):
    """What was promised to the caller, and when."""

    class Meta(TaskIn.Meta):
        exclude = ("person_id",)


class WholeCallIn(WholeIntakeIn):
    """A whole call in one request, with the promise made on the phone. `complete`: make it a record at once."""

    follow_up = fields.Nested(FollowUpIn())
    complete = YesNo(load_default=False)


def _name(person: Person) -> str | None:
    """Nobody's, of who was erased or has told none."""
    return None if person.is_erased else person.full_name or None


class DraftShort(Schema):
    """An intake to go on with, as a list shows it. `name`: of the person in need; `caller`: where that is somebody else.

    `state`: `draft`, or `abandoned` for one that was kept for later; it is resumed first.
    """

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    state = fields.String(required=True)
    name = fields.Function(lambda intake: _name(intake.subject), required=True, metadata={"type": "string"})
    caller = fields.Function(
        lambda intake: None if intake.caller_id == intake.subject_id else _name(intake.caller),
        required=True,
        metadata={"type": "string"},
    )
    created_at = fields.AwareDateTime(required=True)


class TaskShort(Schema):
    """A task with its kind in words, and whom it is about."""

    id = fields.UUID(required=True, attribute="task.id")
    kind = fields.Function(lambda line: say(load_words().kinds[line.task.kind].label), required=True, metadata={"type": "string"})
    name = fields.Function(lambda line: _name(line.person), required=True, metadata={"type": "string"})
    due_at = fields.AwareDateTime(required=True, attribute="task.due_at")
    time_zone = fields.String(required=True, attribute="task.time_zone")


class WorkOut(Schema):
    """What one has begun and promised; at most twenty of each."""

    drafts = fields.List(fields.Nested(DraftShort()), required=True)
    tasks = fields.List(fields.Nested(TaskShort()), required=True)


class StartCallForm(Schema):
    """A call that begins; no number when it is withheld."""

    from_number = Phone()
    line_number = Phone()


class FindForm(Schema):
    """A spoken reference, in any form."""

    reference = Text(most=200, required=True)


class PeopleForm(Schema):
    """By name (and the year of birth) or by number."""

    name = Text(most=200)
    born = QueryWhole(least=1900, most=2200, refusal=_YEAR)
    phone = Phone()

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("name" in data) == ("phone" in data):
            raise ValidationError("Give a name or a number, not both." if "name" in data else "Give a name or a number.", "name")


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


class MergeQuery(Schema):
    """The other record, where it is chosen already."""

    with_ = fields.UUID(data_key="with", attribute="with")


class WhoForm(PeopleForm):
    """Whom to look for."""


class _MergeForm(Schema):
    other_id = fields.UUID(required=True)
    seen = Text(most=64, required=True)


# One choice for each answer: whose it is.
MergeForm = cast(
    "type[Schema]", _MergeForm.from_dict({f"take_{one}": Choice("ours", "theirs") for one in PERSON_ANSWERS}, name="MergeForm")
)


class TreatmentForm(Schema):
    """A treatment of before, as the form sends it: everything is text."""

    kind = Choice(*treatment_kinds())
    where = Text(most=200)
    began_year = QueryWhole(least=1900, most=2200, refusal=_YEAR)
    days = QueryWhole(least=0, most=36_500)
    completed = Choice("yes", "no")
    what_helped = Text(most=1000)

    @validates_schema
    def check_year(self, data: dict[str, Any], **_: Any) -> None:
        if "began_year" in data:
            not_to_come(data["began_year"])


class ListQuery(PageQuery):
    """What a list's filters send: those that were left empty choose nothing."""

    @pre_load
    def drop_empty(self, data: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value != ""}


class TaskList(ListQuery):
    """Which tasks, of one kind or of all, and in which order."""

    list = Choice(*LISTS, load_default=MINE)
    kind = Choice(*load_words().kinds)
    sort = Choice("soonest", "latest", load_default="soonest")


class PeopleList(ListQuery):
    """Which people, of which state, and in which order."""

    list = Choice("mine", "promised", "flagged", load_default="mine")
    state = Choice(*STATES)
    sort = Choice("newest", "oldest", load_default="newest")


class DraftList(ListQuery):
    """Which drafts, and in which order."""

    list = Choice("all", "mine", "handed", "unowned", "colleagues", load_default="all")
    sort = Choice("newest", "oldest", load_default="newest")


class CallList(ListQuery):
    """Which calls of which day (today), and in which order."""

    list = Choice("all", "mine", "open", load_default="all")
    day = Day()
    sort = Choice("newest", "oldest", load_default="newest")


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


class CallOffForm(CancelIn, VersionForm):
    """Why a task will not be done, as a page's form sends it."""


class GiveForm(VersionForm):
    """Who does a task from now on; nobody chosen: whoever takes it."""

    assignee_id = fields.UUID()


class MoveForm(VersionForm):
    """When it is due, on the clock of whom it is about."""

    due_local = LocalTime(required=True)
