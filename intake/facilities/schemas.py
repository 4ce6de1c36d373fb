"""What comes in and goes out."""

from marshmallow import fields, validate

from intake.foundation.states import STATES
from intake.web.schema import PageQuery, Schema, Text


class PlaceQuery(PageQuery):
    """Which places; what is left empty does not narrow the list."""

    q = Text(least=0, most=100, metadata={"description": "Part of a name."})
    city = Text(least=0, most=60)
    state = fields.String(
        validate=validate.OneOf(["", *STATES], error="Use the two letters of a state or territory, like FL."),
        metadata={"description": "Two letters."},
    )
    zip = fields.String(
        validate=validate.Regexp(r"^([0-9]{1,5})?\Z", error="Use up to five digits."),
        metadata={"description": "A ZIP code, or how it begins."},
    )
    codes = fields.String(
        validate=validate.Regexp(
            r"^([A-Z0-9]{2,8}(,[A-Z0-9]{2,8}){0,9})?\Z", error="Use up to ten directory codes, like BDTX,PI."
        ),
        metadata={"description": "Directory codes that must all be stated, like `BDTX,PI`."},
    )


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


class ServiceCodeOut(Schema):
    code = fields.String(required=True)
    category = fields.String(required=True)
    category_name = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True)
