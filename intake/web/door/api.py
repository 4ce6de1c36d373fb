"""The JSON routes of a room."""

import functools
from collections.abc import Callable
from typing import Any, cast

from flask import Response, request
from flask_smorest import Blueprint

from intake.foundation.permissions import Permission
from intake.web.door.admission import admit, let_out
from intake.web.door.bodies import PARSER, dump, load_body, version_asked
from intake.web.door.declaration import Declaration, Unit, View
from intake.web.door.documenting import document
from intake.web.door.once import once
from intake.web.login import authenticate
from intake.web.runtime import current_runtime


class ApiDoor(Blueprint):
    """The JSON routes of one room, under `/api/v1`."""

    ARGUMENTS_PARSER = PARSER

    def __init__(self, room: str, package: str, description: str) -> None:
        super().__init__(f"{room}_api", package, url_prefix="/api/v1", description=description)

    def operation(self, method: str, rule: str, *, permission: Permission, **declared: Any) -> Callable[[View], View]:
        """Declare a route. The view is called as `view(unit, data=…, query=…, version=…, <path>=…)`, with what is declared.

        `takes`/`query`/`gives`: schema *instances*. `idempotent`: a repeated Idempotency-Key answers the same; where the answer
        `discloses` by decision, the view is called again, with the same `once` as the first time.
        `versioned`: the answer has a `version`, sent as ETag. `if_match`: the request must name the version it read.
        `fresh`: refuses who did not sign in or confirm lately.
        `or_status`: another good status, for which the view returns `WithStatus(row, status)`.
        `body_bytes`: more than the usual size, for a file. `sends`: the media types of an answer that is a file.
        """
        declaration = Declaration(method, permission, **declared)

        def declare(view: View) -> View:
            inner = self._documented(view, declaration)

            @functools.wraps(inner)
            def door(**path: Any) -> Response:
                runtime = current_runtime()
                with runtime.storage.unit_of_work() as session:
                    unit = Unit(session, authenticate(runtime, session, request), runtime.config)
                    # A public operation acts for nobody, so there is nothing that a forged page could use.
                    admit(unit, declaration, forgeable=declaration.permission is not Permission.PUBLIC)
                    return let_out(unit, declaration, once(unit, declaration, lambda **known: inner(unit, **known, **path)))

            cast(Any, door).declaration = declaration
            self.add_url_rule(rule, view.__name__, door, methods=[method])
            return view

        return declare

    def _documented(self, view: Callable[..., Any], declared: Declaration) -> Callable[..., Response]:
        def load_and_dump(unit: Unit, **path: Any) -> Response:
            given: dict[str, Any] = {}
            if declared.query is not None:
                given["query"] = PARSER.parse(declared.query, request, location="query")
            if declared.takes is not None:
                given["data"] = load_body(declared.takes)
            if declared.if_match:
                given["version"] = version_asked()
            return dump(view(unit, **given, **path), declared)

        documented = functools.wraps(view)(load_and_dump)
        return document(self, documented, declared)
