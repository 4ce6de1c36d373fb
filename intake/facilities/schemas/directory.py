"""Which places are asked for, and what goes out of them."""

from typing import Any

from marshmallow import fields, post_load, validate
from webargs.fields import DelimitedList

from intake.facilities.rules.checking import QUALITY
from intake.facilities.schemas.kinds import Hours, PlacePhone
from intake.foundation.states import STATES
from intake.foundation.words import Words
from intake.web.schema import Answer, PageQuery, Schema, Text, Whole, YesNo


class TakeAlongQuery(Schema):
    places = DelimitedList(fields.UUID(), required=True, validate=validate.Length(1, 20))


class PlaceQuery(PageQuery):
    """Which places; what is left empty does not narrow the list."""

    q = Text(least=0, most=100, metadata={"description": "Part of a name."})
    city = Text(least=0, most=60)
    state = fields.String(
        validate=validate.OneOf(["", *STATES], error=Words("Use the two letters of a state or territory, like FL.")),
        metadata={"description": "Two letters."},
    )
    zip = fields.String(
        validate=validate.Regexp(r"^([0-9]{1,5})?\Z", error=Words("Use up to five digits.")),
        metadata={"description": "A ZIP code, or how it begins."},
    )
    codes = fields.String(
        validate=validate.Regexp(
            r"^([A-Z0-9]{2,8}(,[A-Z0-9]{2,8}){0,9})?\Z", error=Words("Use up to ten directory codes, like BDTX,PI.")
        ),
        metadata={"description": "Directory codes that must all be stated, like `BDTX,PI`."},
    )
    gone = fields.String(
        validate=validate.OneOf(["", "yes"]),
        metadata={"description": "`yes`: also places that are closed or no longer listed."},
    )
    quality = fields.String(
        validate=validate.OneOf(["", *QUALITY]), metadata={"description": "Only places with this to look at."}
    )

    @post_load
    def _read(self, query: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {**query, "gone": query["gone"] == "yes"} if "gone" in query else query


class CredentialOut(Schema):
    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    body = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    state = fields.String(required=True, allow_none=True)
    valid_from = fields.Date(required=True, allow_none=True)
    valid_until = fields.Date(required=True, allow_none=True)
    how = fields.String(required=True)
    checked_on = fields.Date(required=True)


class CorrectionOut(Schema):
    """`ours` counts; `theirs` is what the directory lists. `differs`: the directory has changed its word since."""

    facility_id = fields.UUID(required=True)
    field = fields.String(required=True)
    ours = fields.Raw(required=True, allow_none=True)
    theirs = fields.Raw(required=True, allow_none=True)
    differs = fields.Boolean(required=True)
    how = fields.String(required=True)
    told_on = fields.Date(required=True)


class FactsOut(Schema):
    hours = Answer(Hours())
    walk_in = Answer(YesNo())
    waiting_days = Answer(Whole(least=0, most=730))
    referral_phone = Answer(PlacePhone())
    bring = Answer(Text(most=1000))


class ChangeOut(Schema):
    """`changes`: field → [before, after]; of codes those that went and those that came."""

    at = fields.AwareDateTime(required=True)
    kind = fields.String(required=True)
    how = fields.String(required=True, allow_none=True)
    by = fields.UUID(required=True, allow_none=True)
    changes = fields.Dict(keys=fields.String(), values=fields.List(fields.Raw(allow_none=True)), required=True)


class QualityOut(Schema):
    counts = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)


class SiteOut(Schema):
    street = fields.String(required=True)
    city = fields.String(required=True)
    state = fields.String(required=True)
    zip = fields.String(required=True)
    latitude = fields.Float(required=True, allow_none=True)
    longitude = fields.Float(required=True, allow_none=True)
    coordinate_precision = fields.String(required=True, validate=validate.OneOf(["none", "zip_centroid", "address"]))


class FacilityOut(Schema):
    """A code that is not in `codes` is not offered when its category is in `categories`, and otherwise not known."""

    id = fields.UUID(required=True)
    name = fields.String(required=True)
    program = fields.String(required=True)
    unit = fields.String(required=True)
    site = fields.Nested(SiteOut(), required=True)
    phone = fields.String(required=True, allow_none=True, metadata={"description": "E.164, `;ext=` before an extension."})
    intake_lines = fields.List(fields.String(), required=True)
    codes = fields.List(fields.String(), required=True)
    categories = fields.List(fields.String(), required=True)
    listed = fields.Boolean(required=True)
    source = fields.String(required=True)
    source_year = fields.Integer(required=True, attribute="last_year")
    verified_on = fields.Date(required=True, allow_none=True)
    denied = fields.List(fields.String(), required=True, metadata={"description": "Codes found not to be offered."})
    website = fields.String(required=True, allow_none=True)
    closed_on = fields.Date(required=True, allow_none=True, metadata={"description": "Closed, as this desk found."})
    delisted_year = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The edition that no longer lists it."}
    )


class WholePlaceOut(FacilityOut):
    """A place with all that the desk found out about it. A fact that is missing says in which way."""

    version = fields.Integer(required=True)
    source_format = fields.String(required=True, attribute="listing_format")
    verified_how = fields.String(required=True, allow_none=True)
    verified_with = fields.String(required=True, allow_none=True)
    facts = fields.Nested(FactsOut(), required=True)
    corrections = fields.List(fields.Nested(CorrectionOut()), required=True)
    credentials = fields.List(fields.Nested(CredentialOut()), required=True)

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """What is not of the whole is of the listing itself."""
        return getattr(obj, attr) if hasattr(obj, attr) else super().get_attribute(obj.place, attr, default)


class ServiceCodeOut(Schema):
    code = fields.String(required=True)
    category = fields.String(required=True)
    category_name = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
