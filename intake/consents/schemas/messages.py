"""What the API takes and gives."""

from typing import Any

from marshmallow import fields, post_load, validate

from intake.attachments.rules import bounds
from intake.callers.schemas import ContactPointOut, PersonRow
from intake.consents.rules import Claim, Recipient, elements, law, nothing_words, wording
from intake.web.languages import say
from intake.web.schema import Choice, Content, Day, Moment, Schema, Text, YesNo

_INFORMATION = Choice(*law().information)


def information(**kwargs: Any) -> fields.List[Any]:
    """Which information: one or more of the closed list."""
    return fields.List(_INFORMATION, validate=validate.Length(min=1, max=len(law().information)), **kwargs)


class RecipientIn(Schema):
    """Who receives it. `id`: the key of a place of the directory, or of a person whom the desk knows, where it is one."""

    kind = Choice(*law().recipient_kinds, required=True)
    name = Text(required=True, most=200)
    id = fields.UUID()

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Recipient:
        return Recipient(**data)


class ConsentIn(Schema):
    recipient = fields.Nested(RecipientIn(), required=True)
    purpose = Choice(*law().purposes, required=True)
    information = information(required=True)
    expires_on = Day()


class SignerIn(Schema):
    """Only when somebody else signs: who, on which ground, and what shows it."""

    representative = Text(required=True, most=200)
    ground = Choice(*wording()["grounds"], required=True)
    evidence = Text(most=500)


class OfferIn(Schema):
    signer = fields.Nested(SignerIn())


class ScanIn(Schema):
    """A consent signed on paper. `seen`: the elements of 42 CFR 2.31 that somebody found on it."""

    content = Content(most=bounds().most_bytes, required=True)
    signed_on = Day(required=True)
    seen = fields.List(Choice(*elements()), required=True, validate=validate.Length(max=len(elements())))
    label = Text(most=200)
    signer = fields.Nested(SignerIn())


class ConsentOut(Schema):
    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    state = fields.Function(lambda row: row.standing_today, required=True, metadata={"type": "string"})
    recipient_kind = fields.String(required=True)
    recipient_id = fields.UUID(required=True, allow_none=True)
    recipient_name = fields.String(required=True)
    purpose = fields.String(required=True)
    information = fields.List(fields.String(), required=True)
    expires_on = fields.Date(required=True)
    ground = fields.String(required=True, allow_none=True)
    signed_at = fields.AwareDateTime(required=True, allow_none=True)
    revoked_at = fields.AwareDateTime(required=True, allow_none=True)
    signature_kind = fields.String(required=True, allow_none=True)
    scan_id = fields.UUID(required=True, allow_none=True)
    checked_by = fields.UUID(required=True, allow_none=True)
    checked_at = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class ConsentsOut(Schema):
    items = fields.List(fields.Nested(ConsentOut()), required=True)


class TellingConsentOut(Schema):
    """A signed consent that opens something now."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    purpose = fields.String(required=True)
    information = fields.List(fields.String(), required=True)
    expires_on = fields.Date(required=True)


class MayBeToldOut(Schema):
    """What may be told, never more than the consents it rests on. Nothing: `because` says why, in `words`."""

    information = fields.List(fields.String(), required=True)
    consents = fields.List(fields.Nested(TellingConsentOut()), required=True)
    because = fields.String(required=True, allow_none=True)
    words = fields.Function(
        lambda told: None if told.because is None else say(nothing_words()[told.because]),
        required=True,
        metadata={"type": ["string", "null"]},
    )


class CircleOut(Schema):
    """One relation: `person_id` is the `kind` of `subject_id`, the person in need. `other`: the one you did not ask for.

    `said_may_be_called`: what the person in need said; null counts as no. `may_be_called`: true when all else agrees, too.
    """

    person_id = fields.UUID(required=True)
    subject_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    other = fields.Nested(PersonRow(), required=True)
    said_may_be_called = fields.Boolean(required=True, allow_none=True)
    may_be_called = fields.Boolean(required=True)
    contact_points = fields.List(fields.Nested(ContactPointOut()), required=True)
    may_be_told = fields.Nested(MayBeToldOut(), required=True)


class CirclesOut(Schema):
    items = fields.List(fields.Nested(CircleOut()), required=True)


class OfferOut(Schema):
    """`path` is told this once: show it or copy it; nothing is sent."""

    consent = fields.Nested(ConsentOut(), required=True)
    path = fields.Function(lambda offer: f"/sign/{offer.token}", required=True, metadata={"type": "string"})
    expires_at = fields.AwareDateTime(required=True)


class ClaimIn(Schema):
    """A ground other than a signed consent, with the facts that it needs (see the list of grounds)."""

    basis = Choice(*law().bases, required=True)
    facts = fields.Dict(keys=Text(most=40), values=Text(most=500), load_default=dict)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> Claim:
        return Claim(**data)


class DisclosureIn(Schema):
    recipient = fields.Nested(RecipientIn(), required=True)
    purpose = Choice(*law().purposes, required=True)
    information = information(required=True)
    claim = fields.Nested(ClaimIn())
    at = Moment()


class DisclosureOut(Schema):
    """`leaves` false: the person spoke for themself, and the desk disclosed nothing."""

    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.UUID(required=True, allow_none=True)
    recipient_kind = fields.String(required=True)
    recipient_name = fields.String(required=True)
    purpose = fields.String(required=True)
    information = fields.List(fields.String(), required=True)
    basis = fields.String(required=True)
    leaves = fields.Boolean(required=True)
    consent_id = fields.UUID(required=True, allow_none=True)
    carried = fields.String(required=True, allow_none=True)


class NoticeOut(Schema):
    """Who has to hear that a consent was taken back; `way` once they have."""

    id = fields.UUID(required=True)
    consent_id = fields.UUID(required=True)
    disclosure_id = fields.UUID(required=True)
    recipient_name = fields.String(required=True)
    told_at = fields.AwareDateTime(required=True, allow_none=True)
    told_by = fields.UUID(required=True, allow_none=True)
    way = fields.String(required=True, allow_none=True)


class NoticesOut(Schema):
    items = fields.List(fields.Nested(NoticeOut()), required=True)


class ToldIn(Schema):
    """How the recipient heard of it."""

    way = Choice(*law().told_ways, required=True)


class RevokedOut(Schema):
    """What was disclosed before, and who has to be told."""

    consent = fields.Nested(ConsentOut(), required=True)
    received = fields.List(fields.Nested(DisclosureOut()), required=True)
    notices = fields.List(fields.Nested(NoticeOut()), required=True)


class AccountingQuery(Schema):
    kind = Choice(*law().accounting, load_default="part2")


class AccountingOut(Schema):
    kind = fields.String(required=True)
    title = fields.String(required=True)
    since = fields.AwareDateTime(required=True)
    due_on = fields.Date(required=True)
    items = fields.List(fields.Nested(DisclosureOut()), required=True)


class AskedIn(Schema):
    """Which kind of accounting the person asked for, and on which day if not today."""

    kind = Choice(*law().accounting, required=True)
    asked_on = Day()


class AnsweredIn(Schema):
    """How the person got it."""

    way = Choice(*law().answered_ways, required=True)


class AskedOut(Schema):
    """`due_on`: the last day on which the answer is in time."""

    id = fields.UUID(required=True)
    reference = fields.String(required=True)
    kind = fields.String(required=True)
    asked_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    answered_at = fields.AwareDateTime(required=True, allow_none=True)
    answered_by = fields.UUID(required=True, allow_none=True)
    way = fields.String(required=True, allow_none=True)


class AskedsOut(Schema):
    items = fields.List(fields.Nested(AskedOut()), required=True)


class BasisOut(Schema):
    code = fields.String(required=True)
    title = fields.String(required=True)
    source = fields.String(required=True)
    is_on = fields.Boolean(required=True)


class BasesOut(Schema):
    items = fields.List(fields.Nested(BasisOut()), required=True)


class SwitchIn(Schema):
    is_on = YesNo(required=True)
