"""What comes in from somebody who found something out."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from marshmallow import fields, validate

from intake.facilities.rules.checking import FACTS, checking
from intake.facilities.rules.corrections import FIELDS, NO, UNKNOWN, YES
from intake.facilities.schemas.kinds import Hours, PlacePhone, Website
from intake.facilities.service import Source
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.web.schema import Answer, Choice, Day, Schema, Text, Whole, YesNo


class AddressIn(Schema):
    street = Text(required=True)
    city = Text(required=True, most=60)
    state = Choice(*STATES, required=True)
    zip = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{5}\Z", error=Words("Use five digits.")))


class SourceIn(Schema):
    """How somebody came to know."""

    how = Choice(*checking().ways, required=True)
    told_on = Day(metadata={"description": "The day; today when it is left out."})
    told_by = Text(metadata={"description": "Whom at the place, as far as they say."})


class PlaceEdit(SourceIn):
    """What somebody found out; only what is named is changed. A number, website or closing day of null: there is none."""

    name = Text()
    program = Text(least=0)
    unit = Text(least=0)
    address = fields.Nested(AddressIn())
    phone = PlacePhone(allow_none=True)
    intake_lines = fields.List(PlacePhone(), validate=validate.Length(max=6))
    website = Website(allow_none=True)
    closed_on = Day(allow_none=True)
    services = fields.Dict(
        keys=fields.String(validate=validate.Regexp(r"^[A-Z0-9]{1,8}\Z", error=Words("Use a code of the directory, like BDTX."))),
        values=Choice(YES, NO, UNKNOWN),
        validate=validate.Length(max=300),
    )
    hours = Answer(Hours())
    walk_in = Answer(YesNo())
    waiting_days = Answer(Whole(least=0, most=730))
    referral_phone = Answer(PlacePhone())
    bring = Answer(Text(most=1000))
    all_checked = YesNo(load_default=False, metadata={"description": "Everything that is known was gone through."})


def edit_of(data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What was sent, as the verb takes it."""
    return {
        "source": Source(data["how"], data.get("told_on", today), data.get("told_by")),
        "listing": {field: data[field] for field in FIELDS if field in data},
        "services": data.get("services", {}),
        "facts": {field: data[field] for field in FACTS if field in data},
        "all_checked": data.get("all_checked", False),
    }


class SettlementIn(Schema):
    field = Text(required=True, most=40)
    take = Choice("directory", "ours", required=True)


class CredentialIn(Schema):
    """An accreditation or a licence, as somebody saw it."""

    kind = Choice("accreditation", "licence", required=True)
    body = Text(required=True)
    number = Text(most=60)
    state = Choice(*STATES)
    valid_from = Day()
    valid_until = Day()
    how = Choice(*checking().ways, required=True)
    checked_on = Day(metadata={"description": "The day; today when it is left out."})
