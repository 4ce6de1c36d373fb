"""What goes out."""

from marshmallow import fields

from intake.web.schema import Schema, page_of


class TrailEntryOut(Schema):
    """One opening or change: who, when, what, on which record. Field names and ids, never what was answered."""

    id = fields.UUID(required=True)
    at = fields.AwareDateTime(required=True)
    actor_id = fields.UUID(required=True, allow_none=True)
    actor_name = fields.String(required=True)
    actor_role = fields.String(required=True)
    action = fields.String(required=True)
    record = fields.String(required=True, allow_none=True)
    record_id = fields.UUID(required=True, allow_none=True)
    detail = fields.Dict(keys=fields.String(), required=True)


TrailPage = page_of(TrailEntryOut())
