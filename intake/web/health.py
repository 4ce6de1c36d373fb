"""`/healthz`: the process lives. `/readyz`: it can serve, which needs the database and the newest migration.

`/.well-known/security.txt`: whom to write to about a hole (RFC 9116), as the desk has set it.
"""

from datetime import timedelta

from flask import Response, jsonify

from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.foundation.permissions import Permission
from intake.storage.migrations import newest_revision, revision_of
from intake.web.door import PageDoor, Unit
from intake.web.runtime import current_runtime

pages = PageDoor("health", __name__)


@pages.page("GET", "/healthz", permission=Permission.PUBLIC, discloses="that it runs")
def healthz(unit: Unit) -> Response:
    return jsonify(status="ok")


@pages.page("GET", "/readyz", permission=Permission.PUBLIC, discloses="that the database answers")
def readyz(unit: Unit) -> Response:
    storage = current_runtime().storage
    with storage.engine.connect() as connection:
        ready = revision_of(connection) == newest_revision()
    response = jsonify(status="ready" if ready else "migrations are not up to date")
    response.status_code = 200 if ready else 503
    return response


@pages.page("GET", "/.well-known/security.txt", permission=Permission.PUBLIC, discloses="whom to write to about a hole")
def security_contact(unit: Unit) -> Response:
    contact = unit.config.security_contact
    if contact is None:
        raise NotFound
    # The standard wants an end within a year; who reads it later asks again.
    until = (now() + timedelta(days=90)).strftime("%Y-%m-%dT00:00:00Z")
    return Response(
        f"Contact: {contact}\nExpires: {until}\nPreferred-Languages: en, es\n", content_type="text/plain; charset=utf-8"
    )
