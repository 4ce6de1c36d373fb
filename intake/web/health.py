"""`/healthz`: the process lives. `/readyz`: it can serve, which needs the database and the newest migration."""

from flask import Response, jsonify

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
