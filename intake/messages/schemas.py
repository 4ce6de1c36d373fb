"""What comes in, what goes out."""

from typing import Any

from marshmallow import fields, validate

from intake.messages.models import Message
from intake.messages.queries import Way
from intake.messages.rules import MOST_PLACES, reason_words
from intake.messages.service import Draft
from intake.web.languages import LANGUAGES, say
from intake.web.schema import Choice, Schema


class MessageIn(Schema):
    """Which places, in which order, and to which recorded address. `language`: that of the person, if not said otherwise."""

    contact_point_id = fields.UUID(required=True)
    places = fields.List(fields.UUID(), required=True, validate=validate.Length(1, MOST_PLACES))
    language = Choice(*LANGUAGES)


class AddressOut(Schema):
    """An address that the list could go to. `reason` and `words`: why it may not be written to now; null where it may."""

    whose = fields.String(required=True)
    person_id = fields.UUID(required=True, attribute="person.id")
    contact_point_id = fields.UUID(required=True, attribute="point.id")
    address = fields.String(required=True, attribute="point.value")
    language = fields.String(required=True, allow_none=True, attribute="person.language")
    may_say_who_we_are = fields.Boolean(required=True, attribute="says_who")
    ask_for = fields.String(required=True, allow_none=True, attribute="point.ask_for")
    note = fields.String(required=True, allow_none=True, attribute="point.note")
    safe_from = fields.Time(required=True, allow_none=True, attribute="point.safe_from", format="%H:%M")
    safe_until = fields.Time(required=True, allow_none=True, attribute="point.safe_until", format="%H:%M")
    confirmed_at = fields.AwareDateTime(required=True, allow_none=True, attribute="point.confirmed_at")
    allowed = fields.Boolean(required=True, attribute="is_open")
    reason = fields.String(required=True, allow_none=True, attribute="because")
    words = fields.Function(lambda way: say(way.words) if way.words else None, required=True)
    next_safe_at = fields.AwareDateTime(required=True, allow_none=True)


class AddressesOut(Schema):
    """`ready`: whether this desk has a mail server at all."""

    ready = fields.Boolean(required=True)
    items = fields.List(fields.Nested(AddressOut()), required=True)


class DraftOut(Schema):
    """The letter, word for word; `sender`: the address that it comes from, with the name beside it."""

    address = fields.String(required=True, attribute="way.point.value")
    sender = fields.String(required=True)
    language = fields.String(required=True)
    subject = fields.String(required=True, attribute="letter.subject")
    body = fields.String(required=True, attribute="letter.body")


class MessageOut(Schema):
    """`state`: waiting, sending, sent, unclear (it may have left), failed or stopped; `words`: why it has not left."""

    id = fields.UUID(required=True)
    intake_id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    contact_point_id = fields.UUID(required=True)
    address = fields.String(required=True, allow_none=True)
    language = fields.String(required=True)
    places = fields.List(fields.UUID(), required=True)
    subject = fields.String(required=True, allow_none=True)
    body = fields.String(required=True, allow_none=True)
    state = fields.String(required=True)
    reason = fields.String(required=True, allow_none=True, attribute="because")
    words = fields.Function(lambda row: words_of(row), required=True)
    attempts = fields.Integer(required=True)
    asked_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    left_at = fields.AwareDateTime(required=True, allow_none=True)


class MessagesOut(Schema):
    items = fields.List(fields.Nested(MessageOut()), required=True)


def words_of(row: Message) -> str | None:
    return say(reason_words(row.because)) if row.because else None


def addresses(ways: list[Way], *, ready: bool) -> dict[str, Any]:
    return {"ready": ready, "items": ways}


def draft_row(draft: Draft, sender: str) -> dict[str, Any]:
    """With the address that it comes from."""
    named = f"{draft.sender} <{sender}>" if draft.sender else sender
    return {"way": draft.way, "sender": named, "language": draft.language, "letter": draft.letter}
