"""The page with the files about a person."""

from typing import Any
from uuid import UUID

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from intake.attachments import service
from intake.attachments.rules import bounds
from intake.attachments.schemas import FORM_BYTES, FREE_KINDS, AttachmentForm, RemovalIn, as_response
from intake.foundation.errors import Conflict, Invalid
from intake.foundation.permissions import Permission
from intake.organisation.queries import names_of_staff
from intake.web.door import PageDoor, Unit

pages = PageDoor("attachments", __name__)
Page = str | tuple[str, int] | Response


@pages.page("GET", "/people/<uuid:person_id>/files", permission=Permission.ATTACHMENTS_READ)
def files(unit: Unit, person_id: UUID) -> Page:
    """What is kept, and the form for one more."""
    return _files(unit, person_id)


def _files(unit: Unit, person_id: UUID, typed: dict[str, Any] | None = None, problems: dict[str, list[str]] | None = None) -> str:
    folder = service.open_folder(unit.session, actor=unit.actor, person_id=person_id)
    return render_template(
        "attachments/files.html",
        person=folder.person,
        rows=folder.items,
        bounds=bounds(),
        kinds=FREE_KINDS,
        staff=names_of_staff(unit.session, {row.created_by for row in folder.items if row.created_by}),
        typed=typed or {},
        problems=problems or {},
    )


@pages.page(
    "POST",
    "/people/<uuid:person_id>/files",
    permission=Permission.ATTACHMENTS_EDIT,
    takes=AttachmentForm(),
    body_bytes=FORM_BYTES,
)
def keep(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]], person_id: UUID) -> Page:
    """Keep the file that was chosen."""
    if problems:
        return _files(unit, person_id, data, problems), 422
    file = data["content"]
    try:
        service.keep_file(
            unit.session, actor=unit.actor, person_id=person_id, kind=data["kind"], content=file.content, label=file.name
        )
    except (Invalid, Conflict) as error:
        return _files(unit, person_id, data, {"content": told(error)}), 422
    return redirect(url_for("attachments.files", person_id=person_id), 303)


def told(error: Invalid | Conflict) -> list[str]:
    """What is wrong with a file, for the place where it was chosen."""
    return [field.message for field in error.fields] if isinstance(error, Invalid) else [error.detail]


@pages.page(
    "GET",
    "/attachments/<uuid:attachment_id>",
    permission=Permission.ATTACHMENTS_READ,
    discloses="staff alone, with a row in the trail; what is passed on from it is recorded as a disclosure",
)
def show(unit: Unit, attachment_id: UUID) -> Page:
    """The file itself. Each reading stands in the trail."""
    return as_response(service.open_file(unit.session, actor=unit.actor, attachment_id=attachment_id))


@pages.page("POST", "/attachments/<uuid:attachment_id>/removal", permission=Permission.ATTACHMENTS_EDIT, takes=RemovalIn())
def remove(unit: Unit, data: dict[str, str], problems: dict[str, list[str]], attachment_id: UUID) -> Page:
    """Its content is gone for good."""
    if problems:
        raise Invalid.field("/because", "Say why the file is removed.")
    row = service.remove_file(unit.session, actor=unit.actor, attachment_id=attachment_id, because=data["because"])
    return redirect(url_for("attachments.files", person_id=row.person_id), 303)
