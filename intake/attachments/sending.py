"""How a kept file is given: as its own type and nothing else, and never as a page."""

from flask import Response

from intake.attachments.models import Attachment
from intake.attachments.rules import bounds


def as_response(row: Attachment) -> Response:
    """Pictures may stand in a page; everything else is only saved. The file's name tells nothing about anybody."""
    told = bounds().types[row.media_type]
    response = Response(row.content or b"", content_type=row.media_type)
    shown = "inline" if told.shown else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="file-{row.id.hex[-8:]}.{told.ending}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
