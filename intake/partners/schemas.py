"""What comes in and goes out."""

from typing import Any

from marshmallow import ValidationError, fields, post_load, validate, validates_schema

from intake.foundation.answers import is_known
from intake.foundation.words import Words
from intake.insurance.schemas import PolicyAnswers
from intake.intakes.schemas import PersonIn
from intake.partners.rules import load_urgencies
from intake.partners.service import Push
from intake.substances.rules import load_catalogue
from intake.substances.schemas import SubstanceUseAnswers
from intake.web.schema import Choice, Schema, Text

_NAMES = ("given_name", "family_name", "preferred_name")
_REFERENCE = validate.Regexp(
    # Not . and ..: they stand in an address, where programs take them for a step up.
    r"(?!\.{1,2}\Z)[A-Za-z0-9._:-]+\Z",
    error=Words("Use letters, digits and . _ : - only, and nothing that tells who the person is."),
)


class PushedPerson(PersonIn):
    """Who to call, and what is safe there. What was not answered with yes counts as no."""

    @validates_schema(skip_on_field_errors=False)
    def check_reachable(self, data: dict[str, Any], **_: Any) -> None:
        problems = {}
        if data.get("anonymous") is not True and not any(is_known(data.get(name)) for name in _NAMES):
            problems["given_name"] = [Words("Send a name, or anonymous: true.")]
        if not any(point.get("kind") == "phone" for point in data.get("contact_points", ())):
            problems["contact_points"] = [Words("Send at least one phone number to call back.")]
        if problems:
            raise ValidationError(problems)


class ReportedSubstance(SubstanceUseAnswers):
    """A substance by any name (`name`), or by its code in the desk's catalogue, and what is known of its use."""

    class Meta(SubstanceUseAnswers.Meta):
        exclude = ("substance_code", "said_as")

    name = Text(most=120)
    code = Text(most=60)

    @validates_schema(skip_on_field_errors=False)
    def check_named(self, data: dict[str, Any], **_: Any) -> None:
        if "name" not in data and "code" not in data:
            raise ValidationError("Send a name or a code.", "name")
        if "code" in data and data["code"] not in load_catalogue().by_code:
            raise ValidationError("Not a code of the catalogue. Send the name as it was said instead.", "code")


class PushIn(Schema):
    """One person whom a partner asks this desk to call."""

    partner_reference = Text(required=True, most=100, validate=[_REFERENCE])
    urgency = Choice(*load_urgencies(), required=True)
    person = fields.Nested(PushedPerson(), required=True)
    substances = fields.List(fields.Nested(ReportedSubstance()), load_default=list, validate=validate.Length(max=50))
    coverage = fields.List(fields.Nested(PolicyAnswers()), load_default=list, validate=validate.Length(max=9))
    note = Text(most=5000)

    @post_load
    def make_push(self, data: dict[str, Any], **_: Any) -> Push:
        note = data.pop("note", None)
        return Push(**data, situation={"narrative": note} if note else {})


class ReceiptOut(Schema):
    reference = fields.String(required=True)
    state = fields.String(required=True)
