"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from flask import Response

from intake.attachments import service
from intake.attachments.models import Attachment
from intake.attachments.rules import bounds
from intake.attachments.schemas import JSON_BYTES, AttachmentIn, AttachmentOut, AttachmentsOut, RemovalIn, as_response
from intake.foundation.permissions import Permission
from intake.web.door import ApiDoor, Unit

api = ApiDoor("attachments", __name__, "Files about a person: sealed, told apart by their content.")


@api.operation("GET", "/people/<uuid:person_id>/attachments", permission=Permission.ATTACHMENTS_READ, gives=AttachmentsOut())
def list_attachments(unit: Unit, person_id: UUID) -> service.Folder:
    """Every file about a person, the latest first; without the content."""
    return service.open_folder(unit.session, actor=unit.actor, person_id=person_id)


@api.operation(
    "POST",
    "/people/<uuid:person_id>/attachments",
    permission=Permission.ATTACHMENTS_EDIT,
    takes=AttachmentIn(),
    gives=AttachmentOut(),
    status=201,
    idempotent=True,
    body_bytes=JSON_BYTES,
)
def keep_attachment(unit: Unit, data: dict[str, Any], person_id: UUID) -> Attachment:
    """Keep a PDF, PNG or JPEG. The same one sent again is kept once."""
    return service.keep_file(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation(
    "GET",
    "/attachments/<uuid:attachment_id>/content",
    permission=Permission.ATTACHMENTS_READ,
    sends=tuple(bounds().types),
    discloses="staff alone, with a row in the trail; what is passed on from it is recorded as a disclosure",
)
def read_attachment(unit: Unit, attachment_id: UUID) -> Response:
    """The file itself. Each reading stands in the trail."""
    return as_response(service.open_file(unit.session, actor=unit.actor, attachment_id=attachment_id))


@api.operation(
    "POST",
    "/attachments/<uuid:attachment_id>/removal",
    permission=Permission.ATTACHMENTS_EDIT,
    takes=RemovalIn(),
)
def remove_attachment(unit: Unit, data: dict[str, str], attachment_id: UUID) -> None:
    """Its content is gone for good."""
    service.remove_file(unit.session, actor=unit.actor, attachment_id=attachment_id, **data)
