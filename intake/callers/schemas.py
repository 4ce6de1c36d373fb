"""What comes in and goes out."""

from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from intake.callers.queries import Duplicate
from intake.callers.rules import age_on, duplicate_words, flag_kinds, hold_words, relation_words, restriction_words
from intake.callers.service import Newcomer
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.organisation.schemas import Zone
from intake.web.languages import say
from intake.web.schema import Answer, Choice, Day, Moment, Phone, Schema, Text, Whole, YesNo

OLDEST = 120


def birth_date(value: date) -> None:
    """Refuse a day that no living person was born on."""
    today = now().date()
    if value > today or age_on(value, today) > OLDEST:
        raise ValidationError("Nobody living was born on this day. Check the year.")


def language_code(**kwargs: Any) -> Text:
    """A language by its short code, such as en, es, ht or ase."""
    code = validate.Regexp(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", error=Words("Use a language code, like en, es or ht."))
    return Text(most=35, validate=[code], **kwargs)


def postal_code(**kwargs: Any) -> Text:
    return Text(
        most=10, validate=[validate.Regexp(r"\d{5}(-\d{4})?\Z", error=Words("Use a ZIP code of 5 digits, like 33401."))], **kwargs
    )


def hour(**kwargs: Any) -> fields.Time:
    """An hour of the day in the person's own zone, `18:30`."""
    return fields.Time(format="%H:%M", **kwargs)


class PersonAnswers(Schema):
    """Who somebody is, as far as they wish to say. A name of one word, in any script, is a whole name."""

    anonymous = Answer(YesNo())
    given_name = Answer(Text(most=100))
    family_name = Answer(Text(most=100))
    preferred_name = Answer(Text(most=100))
    pronouns = Answer(Text(most=40))
    birth_date = Answer(Day(validate=birth_date))
    age_years = Answer(Whole(least=0, most=OLDEST))
    age_is_estimate = Answer(YesNo())
    is_adult = Answer(YesNo())
    gender = Answer(Choice("female", "male", "nonbinary", "other"))
    language = Answer(language_code())
    other_languages = Answer(fields.List(language_code(), validate=validate.Length(max=10)))
    interpreter_needed = Answer(YesNo())
    street = Answer(Text(most=200))
    city = Answer(Text(most=100))
    county = Answer(Text(most=60))
    postal_code = Answer(postal_code())
    state = Answer(Choice(*STATES))
    time_zone = Answer(Zone())


class ContactPointAnswers(Schema):
    """What is safe at one number or address. Whatever was not answered with yes counts as no."""

    ask_for = Answer(Text(most=100))
    note = Answer(Text(most=500))
    may_call = Answer(YesNo())
    may_leave_voicemail = Answer(YesNo())
    may_text = Answer(YesNo())
    may_email = Answer(YesNo())
    may_say_who_we_are = Answer(YesNo())
    shared_line = Answer(YesNo())
    safe_from = Answer(hour())
    safe_until = Answer(hour())
    do_not_contact_until = Answer(Moment())


class ContactPointOut(ContactPointAnswers):
    """`confirmed_at`: when somebody last made sure of it, and who; null: nobody has since it was written down."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    value = fields.String(required=True)
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True)
    confirmed_by = fields.UUID(required=True, allow_none=True)


class RelationshipOut(Schema):
    """`person_id` is the `kind` of `related_person_id`."""

    person_id = fields.UUID(required=True)
    related_person_id = fields.UUID(required=True)
    kind = fields.String(required=True)


class NewcomerIn(PersonAnswers):
    """Somebody whom the desk does not know yet. `may_call`: what they said themselves of being called there."""

    phone = Phone()
    may_call = YesNo()

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Newcomer:
        phone, may_call = data.pop("phone", None), data.pop("may_call", None)
        return Newcomer(data, phone, may_call)


class RelationIn(Schema):
    """Somebody around the person: by their id, or written down now. `may_be_called`: what the person in need said of it."""

    relation = Choice(*relation_words(), required=True)
    person_id = fields.UUID()
    person = fields.Nested(NewcomerIn())
    may_be_called = YesNo()

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("person_id" in data) == ("person" in data):
            raise ValidationError("Send person_id or person, one of the two.", "person")

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        other = data.pop("person_id", None) or data.pop("person")
        return {**data, "other": other}


class ZoneProposalOut(Schema):
    """A zone to ask about; not an answer."""

    zone = fields.String(required=True)
    because = fields.String(required=True)


class FlagIn(Schema):
    """Without `ends_at` the flag stands as long as is usual for its kind. The note, in your own words, is kept sealed."""

    note = Text(most=1000)
    ends_at = Moment()


class FlagOut(Schema):
    """`stands`: false once it has faded. `words` and `says`: what it means, and what to do."""

    kind = fields.String(required=True)
    words = fields.Function(lambda flag: flag_kinds()[flag.kind].words, required=True, metadata={"type": "string"})
    says = fields.Function(lambda flag: flag_kinds()[flag.kind].says, required=True, metadata={"type": "string"})
    note = fields.String(required=True, allow_none=True)
    ends_at = fields.AwareDateTime(required=True, allow_none=True)
    stands = fields.Boolean(required=True)
    set_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class MergedOut(Schema):
    """A record that was merged into this one. `took`: which answers are that record's; undo it by `id`."""

    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True, attribute="merged_id")
    took = fields.List(fields.String(), required=True)
    merged_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)


class PersonOut(PersonAnswers):
    id = fields.UUID(required=True)
    standing = fields.String(required=True)
    # True: nobody can read any more who this was.
    erased = fields.Boolean(required=True, attribute="is_erased")
    contact_points = fields.List(fields.Nested(ContactPointOut()), required=True)
    relationships = fields.List(fields.Nested(RelationshipOut()), required=True)
    time_zone_proposal = fields.Nested(ZoneProposalOut(), required=True, allow_none=True)
    # True: a legal hold stands, and nothing erases this record.
    held = fields.Boolean(required=True)
    flags = fields.List(fields.Nested(FlagOut()), required=True)
    # Records that turned out to be this person's; what hangs on them is found here.
    merged = fields.List(fields.Nested(MergedOut()), required=True, attribute="merges")


class PersonRow(Schema):
    """A person as a list shows them: enough to tell two people apart."""

    id = fields.UUID(required=True)
    standing = fields.String(required=True)
    # Null also for a draft of another team.
    name = fields.String(required=True, allow_none=True)
    age_years = fields.Integer(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    # Kinds of flags that stand now.
    flags = fields.List(fields.String(), required=True)


class PersonRows(Schema):
    items = fields.List(fields.Nested(PersonRow()), required=True)


class PersonToldIn(Schema):
    """What is known so far of somebody who may be known already. `leave_out`: people who are not meant."""

    given_name = Text(most=100)
    preferred_name = Text(most=100)
    family_name = Text(most=100)
    birth_date = Day(validate=birth_date)
    phones = fields.List(Phone(), load_default=list, validate=validate.Length(max=10))
    leave_out = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=20))


class DuplicateOut(Schema):
    """Somebody who is known, and why they may be the one who was told of."""

    person = fields.Nested(PersonRow(), required=True)
    reasons = fields.Method("read_reasons", required=True, metadata={"type": "array", "items": {"type": "object"}})

    def read_reasons(self, found: Duplicate) -> list[dict[str, str]]:
        return [{"code": one.value, "words": say(duplicate_words()[one])} for one in found.reasons]


class DuplicatesOut(Schema):
    items = fields.List(fields.Nested(DuplicateOut()), required=True)


class DifferenceOut(Schema):
    """An answer that the other record tells otherwise. `takes`: proposed to be taken over, because ours is not known."""

    field = fields.String(required=True)
    ours = fields.Function(
        lambda one: _plain(one.ours), required=True, metadata={"type": ["string", "number", "boolean", "array", "object"]}
    )
    theirs = fields.Function(
        lambda one: _plain(one.theirs), required=True, metadata={"type": ["string", "number", "boolean", "array"]}
    )
    takes = fields.Boolean(required=True)


def _plain(answer: Any) -> Any:
    if isinstance(answer, Missing):
        return {"missing": answer.value}
    return answer.isoformat() if isinstance(answer, date) else answer


class ComparisonOut(Schema):
    """Two records side by side; send `seen` back with the merge."""

    person_id = fields.UUID(required=True, attribute="survivor.id")
    other_id = fields.UUID(required=True, attribute="other.id")
    differences = fields.List(fields.Nested(DifferenceOut()), required=True)
    seen = fields.String(required=True)


class MergeIn(Schema):
    """`take`: the answers that stand as the other record tells them; without it those that only the other knows."""

    other_id = fields.UUID(required=True)
    seen = Text(required=True, most=64)
    take = fields.List(Text(most=60), validate=validate.Length(max=40))


class UndoneOut(Schema):
    """`person_id`: the record that is there again. `kept`: answers that were saved after the merge, and stand."""

    id = fields.UUID(required=True, attribute="merge.id")
    person_id = fields.UUID(required=True, attribute="merge.merged_id")
    kept = fields.List(fields.String(), required=True)


class RestrictionIn(Schema):
    """`named`: everybody who may open the record from now on. Leave yourself out and you cannot."""

    because = Choice(*restriction_words(), required=True)
    named = fields.List(fields.UUID(), required=True, validate=validate.Length(min=1, max=50))


class RestrictionOut(Schema):
    """`named`: who may open the record."""

    person_id = fields.UUID(required=True)
    because = fields.String(required=True)
    named = fields.List(fields.UUID(), required=True)


class HoldIn(Schema):
    """Why the record must be kept, and for which matter: who asked, under which number. The matter is kept sealed."""

    because = Choice(*hold_words(), required=True)
    matter = Text(required=True, least=3, most=1000)


class HoldOut(Schema):
    id = fields.UUID(required=True)
    because = fields.String(required=True)
    matter = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)
    # Null: from the machine that runs the desk.
    placed_by = fields.UUID(required=True, allow_none=True)
    lifted_at = fields.AwareDateTime(required=True, allow_none=True)
    lifted_by = fields.UUID(required=True, allow_none=True)


class HoldsOut(Schema):
    items = fields.List(fields.Nested(HoldOut()), required=True)


class BreakGlassIn(Schema):
    """Why the record has to be opened now, in your own words. Kept sealed."""

    reason = Text(required=True, least=10, most=1000)


class BreakGlassOut(Schema):
    """Until when the record is open to you."""

    person_id = fields.UUID(required=True)
    ends_at = fields.AwareDateTime(required=True)


class PersonSearch(Schema):
    """By name, or by number: one of the two."""

    name = Text(most=200)
    phone = Phone()
    limit = Whole(least=1, most=200, load_default=50)

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("name" in data) == ("phone" in data):
            raise ValidationError("Send a name or a phone number, one of the two.")
