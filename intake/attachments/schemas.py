"""What comes in and goes out: also a kept file, as its own type and nothing else, and never as a page."""

from flask import Response
from marshmallow import fields

from intake.attachments.models import Attachment
from intake.attachments.rules import bounds
from intake.foundation.words import Words
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
    kind = Choice(*FREE_KINDS, required=True, error_messages={"required": Words("Say what it is.")})
    content = FormFile(required=True, error_messages={"required": Words("Choose a file.")})


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
    because = Choice(*bounds().removed_because, required=True, error_messages={"required": Words("Say why.")})


def as_response(row: Attachment) -> Response:
    """Pictures may stand in a page; everything else is only saved. The file's name tells nothing about anybody."""
    told = bounds().types[row.media_type]
    response = Response(row.content or b"", content_type=row.media_type)
    shown = "inline" if told.shown else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="file-{row.id.hex[-8:]}.{told.ending}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
