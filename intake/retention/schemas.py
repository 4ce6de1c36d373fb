"""What comes in and goes out."""

from typing import Any

from marshmallow import fields

from intake.retention.rules import MINORS, Policy, reviewed
from intake.web.schema import Choice, QueryWhole, Schema, Whole, YesNo

POLICIES: dict[str, Policy] = {**reviewed().kinds, MINORS: reviewed().minors}
_years: dict[str, Any] = {
    kind: Whole(least=told.least, most=told.most, allow_none=True, metadata={"description": told.title})
    for kind, told in POLICIES.items()
}
YearsIn = Schema.from_dict(_years, name="YearsIn")


class RetentionIn(Schema):
    """Only what is named is changed; a number of null goes back to the reviewed one."""

    is_on = YesNo()
    years = fields.Nested(YearsIn)


class RetentionLine(Schema):
    """`due`: how many are over now, counted up to 1000; null for what goes with a person's record."""

    kind = fields.String(required=True, attribute="policy.kind")
    title = fields.String(required=True, attribute="policy.title")
    counted_from = fields.String(required=True, attribute="policy.counted_from")
    years = fields.Integer(required=True, attribute="policy.years")
    standard = fields.Integer(required=True, attribute="policy.standard")
    help = fields.String(required=True, attribute="policy.help")
    source = fields.String(required=True, attribute="policy.source")
    due = fields.Integer(required=True, allow_none=True)


class RetentionOut(Schema):
    """`starts_at`: before this moment nothing goes. Null while it is switched off."""

    is_on = fields.Boolean(required=True, attribute="setting.is_on")
    starts_at = fields.AwareDateTime(required=True, allow_none=True, attribute="setting.starts_at")
    version = fields.Integer(required=True)
    kinds = fields.List(fields.Nested(RetentionLine()), required=True, attribute="lines")
    held = fields.Integer(required=True, attribute="held_in_all")


_form: dict[str, Any] = {
    "is_on": Choice("yes", "no", required=True),
    "version": QueryWhole(required=True, least=0, most=10**9),
    **{f"years_{kind}": QueryWhole(least=told.least, most=told.most) for kind, told in POLICIES.items()},
}
# The page's form: all is text, and a field left empty means the reviewed number.
RETENTION_FORM: Schema = Schema.from_dict(_form, name="RetentionForm")()  # type: ignore[assignment]


def changes_of(form: dict[str, Any]) -> dict[str, Any]:
    """The form's values as what `RetentionIn` gives."""
    return {"is_on": form["is_on"] == "yes", "years": {kind: form.get(f"years_{kind}") for kind in POLICIES}}
