"""What comes in and goes out."""

from typing import Any, cast

import marshmallow as ma
from marshmallow import fields

from intake.organisation.rules import ALERT_OUTCOMES, NOTICES, THRESHOLDS, is_zone
from intake.web.schema import Choice, QueryWhole, Schema, Text, Whole, YesNo, page_of


class Zone(Text):
    """A name of the time zone database, `America/New_York`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=64, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if not is_zone(name):
            raise ma.ValidationError("Not a time zone. Use a name like America/New_York.")
        return name


_thresholds: dict[str, Any] = {
    key: Whole(least=told.least, most=told.most, allow_none=True, metadata={"description": f"{told.reason} In {told.unit}."})
    for key, told in THRESHOLDS.items()
}
_notices: dict[str, Any] = {
    key: Text(most=2000, allow_none=True, metadata={"description": title}) for key, title in NOTICES.items()
}
ThresholdsIn = Schema.from_dict(_thresholds, name="ThresholdsIn")
NoticesIn = Schema.from_dict(_notices, name="NoticesIn")


class SettingsIn(Schema):
    """Only what is named is changed; a notice or threshold of null goes back to the standard."""

    name = Text(most=120)
    time_zone = Zone()
    part2_program = YesNo(allow_none=True)
    supervisors_see_all = YesNo(metadata={"description": "Supervisors see the records of every team, not only of their own."})
    notices = fields.Nested(NoticesIn)
    thresholds = fields.Nested(ThresholdsIn)


class SettingsOut(Schema):
    name = fields.String(required=True)
    time_zone = fields.String(required=True)
    part2_program = fields.Boolean(required=True, allow_none=True)
    supervisors_see_all = fields.Boolean(required=True)
    notices = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    thresholds = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    version = fields.Integer(required=True)


class TeamIn(Schema):
    name = Text(required=True, most=80)


class TeamOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)


class TeamsOut(Schema):
    items = fields.List(fields.Nested(TeamOut), required=True)


class AlertOut(Schema):
    id = fields.UUID(required=True)
    kind = fields.String(required=True)
    words = fields.String(required=True, allow_none=True)
    record = fields.String(required=True)
    record_id = fields.UUID(required=True)
    raised_by = fields.UUID(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    closed_at = fields.AwareDateTime(required=True, allow_none=True)
    closed_by = fields.UUID(required=True, allow_none=True)
    outcome = fields.String(required=True, allow_none=True)


class AlertClosingIn(Schema):
    outcome = Choice(*ALERT_OUTCOMES, required=True)


AlertPage = page_of(AlertOut())


_form: dict[str, Any] = {
    "name": Text(required=True, most=120),
    "time_zone": Zone(required=True),
    "part2_program": Choice("yes", "no", "undecided", required=True),
    "supervisors_see_all": Choice("yes", "no", required=True),
    "version": QueryWhole(required=True, least=1, most=10**9),
    **{f"notice_{key}": Text(most=2000) for key in NOTICES},
    **{f"threshold_{key}": QueryWhole(least=told.least, most=told.most) for key, told in THRESHOLDS.items()},
}
# The settings page's form: all is text, and a field left empty means the standard.
SETTINGS_FORM = cast(Schema, Schema.from_dict(_form, name="SettingsForm")())


def changes_of(form: dict[str, Any]) -> dict[str, Any]:
    """The form's values as what `SettingsIn` gives."""
    return {
        "name": form["name"],
        "time_zone": form["time_zone"],
        "part2_program": {"yes": True, "no": False, "undecided": None}[form["part2_program"]],
        "supervisors_see_all": form["supervisors_see_all"] == "yes",
        "notices": {key: form.get(f"notice_{key}") for key in NOTICES},
        "thresholds": {key: form.get(f"threshold_{key}") for key in THRESHOLDS},
    }
