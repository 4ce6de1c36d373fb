"""What comes in and goes out."""

from marshmallow import fields

from intake.attachments.rules import bounds
from intake.web.schema import Choice, Content, FormFile, Schema, Text

# A form carries a file as it is, JSON as base64; both a little of their own.
FORM_BYTES = bounds().most_bytes + 100_000
JSON_BYTES = -(-bounds().most_bytes // 3) * 4 + 100_000
# Those that are kept here; others belong to a record of another room.
FREE_KINDS = {code: told.title for code, told in bounds().kinds.items() if not told.bound}


class AttachmentIn(Schema):
    """What the file is, is read from its content. `label`: what it was called where it came from."""

    kind = Choice(*FREE_KINDS, required=True)
    content = Content(most=bounds().most_bytes, required=True)
    label = Text(most=200)


class AttachmentForm(Schema):
    kind = Choice(*FREE_KINDS, required=True, error_messages={"required": "Say what it is."})
    content = FormFile(required=True, error_messages={"required": "Choose a file."})


class AttachmentOut(Schema):
    id = fields.UUID(required=True)
    person_id = fields.UUID(required=True)
    kind = fields.String(required=True)
    media_type = fields.String(required=True)
    size_bytes = fields.Integer(required=True)
    label = fields.String(required=True, allow_none=True)
    created_at = fields.AwareDateTime(required=True)
    created_by = fields.UUID(required=True, allow_none=True)


class AttachmentsOut(Schema):
    items = fields.List(fields.Nested(AttachmentOut()), required=True)


class RemovalIn(Schema):
    because = Choice(*bounds().removed_because, required=True, error_messages={"required": "Say why."})
