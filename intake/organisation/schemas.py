"""What comes in and goes out."""

from marshmallow import fields

from intake.web.schema import Schema, Text


class SettingsOut(Schema):
    name = fields.String(required=True)
    time_zone = fields.String(required=True)
    part2_program = fields.Boolean(required=True, allow_none=True)
    version = fields.Integer(required=True)


class TeamIn(Schema):
    name = Text(required=True, most=80)


class TeamOut(Schema):
    id = fields.UUID(required=True)
    name = fields.String(required=True)
