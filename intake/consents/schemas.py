"""What comes in and goes out."""

from typing import Any, cast

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from intake.attachments.rules import bounds
from intake.consents.rules import Claim, Recipient, elements, law, wording
from intake.web.schema import Choice, Content, Day, FormFile, Moment, QueryWhole, Schema, Text, YesNo

_INFORMATION = Choice(*law().information)


def information(**kwargs: Any) -> fields.List[Any]:
    """Which information: one or more of the closed list."""
    return fields.List(_INFORMATION, validate=validate.Length(min=1, max=len(law().information)), **kwargs)


class RecipientIn(Schema):
    """Who receives it. `id`: the key of a place of the directory, where it is one."""

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


class RevokedOut(Schema):
    """Who received something before, and has to be told."""

    consent = fields.Nested(ConsentOut(), required=True)
    received = fields.List(fields.Nested(DisclosureOut()), required=True)


class AccountingQuery(Schema):
    kind = Choice(*law().accounting, load_default="part2")


class AccountingOut(Schema):
    kind = fields.String(required=True)
    title = fields.String(required=True)
    since = fields.AwareDateTime(required=True)
    due_on = fields.String(required=True)
    items = fields.List(fields.Nested(DisclosureOut()), required=True)


class BasisOut(Schema):
    code = fields.String(required=True)
    title = fields.String(required=True)
    source = fields.String(required=True)
    is_on = fields.Boolean(required=True)


class BasesOut(Schema):
    items = fields.List(fields.Nested(BasisOut()), required=True)


class SwitchIn(Schema):
    is_on = YesNo(required=True)


class YearForm(Schema):
    birth_year = QueryWhole(required=True, least=1900, most=2100)


def _path(value: str) -> None:
    """Refuse what is no drawn line: points as `M x y` and `L x y`, whole numbers."""
    raise_unless = validate.Regexp(r"(M \d{1,4} \d{1,4}( L \d{1,4} \d{1,4})+ ?){1,200}\Z", error="Draw your signature again.")
    raise_unless(value)


class SignForm(YearForm):
    """Typed, or drawn: one of the two."""

    typed = Text(most=200)
    drawn = Text(most=40_000, validate=[_path])
    agree = Choice("yes", required=True, error_messages={"required": "Say that you agree, or leave this page."})

    @validates_schema
    def check_one(self, data: dict[str, Any], **_: Any) -> None:
        if ("typed" in data) == ("drawn" in data):
            raise ValidationError("Type your name, or draw your signature.", "typed")

    @post_load
    def one(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        kind = "typed" if "typed" in data else "drawn"
        return {"birth_year": data["birth_year"], "kind": kind, "signature": data[kind]}


class EmergencyForm(Schema):
    """What 42 CFR 2.51 wants written down at once."""

    name = Text(required=True, most=200)
    affiliation = Text(required=True, most=200)
    disclosed_by = Text(required=True, most=200)
    happened_at = fields.NaiveDateTime(format="%Y-%m-%dT%H:%M", required=True)
    nature = Text(required=True, most=500)


_ASKED = law().bases["signed_consent"]


class _SignerForm(Schema):
    """Who signs, when it is not the person themself: all three, or none."""

    representative = Text(most=200)
    ground = Choice(*wording()["grounds"])
    evidence = Text(most=500)


def signer_of(data: dict[str, Any]) -> dict[str, str] | None:
    """The signer's fields, taken out of a form's values."""
    told: dict[str, str] = {key: data.pop(key) for key in ("representative", "ground", "evidence") if key in data}
    return told or None


class _ConsentForm(Schema):
    recipient_kind = Choice(*_ASKED.recipients, required=True)
    recipient_name = Text(most=200)
    # A place of the person's referrals; its name is the directory's, whatever was written.
    recipient_id = fields.UUID()
    purpose = Choice(*_ASKED.purposes, required=True)
    expires_on = Day()


def _boxes(prefix: str, codes: Any) -> dict[str, Any]:
    return {f"{prefix}_{code}": Choice("yes") for code in codes}


def ticked(data: dict[str, Any], prefix: str) -> list[str]:
    """The codes of the boxes that were ticked, taken out of a form's values."""
    return [key.removeprefix(f"{prefix}_") for key in sorted(data) if key.startswith(f"{prefix}_") and data.pop(key)]


CONSENT_FORM = cast(Schema, _ConsentForm.from_dict(_boxes("share", law().information), name="ConsentForm")())


class PlaceQuery(Schema):
    """The place that the page begins with."""

    place = fields.UUID()


class VersionForm(Schema):
    version = QueryWhole(required=True, least=1, most=10**9)


class OfferForm(VersionForm, _SignerForm):
    pass


class _ScanForm(OfferForm):
    file = FormFile(required=True, error_messages={"required": "Choose the scan."})
    signed_on = Day(required=True, error_messages={"required": "Say which day is written on it."})


SCAN_FORM = cast(Schema, _ScanForm.from_dict(_boxes("seen", elements()), name="ScanForm")())
