"""The HTML routes of a room."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

from flask import Blueprint as FlaskBlueprint
from flask import Response, g, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from intake.foundation.errors import ConfirmFirst
from intake.foundation.permissions import Permission
from intake.web.door.admission import admit, confirmation, let_out
from intake.web.door.bodies import PARSER, load_form
from intake.web.door.declaration import Declaration, Unit, View
from intake.web.login import authenticate
from intake.web.runtime import current_runtime
from intake.web.schema import Schema


class PageDoor(FlaskBlueprint):
    """The HTML routes of one room."""

    def __init__(self, room: str, package: str, url_prefix: str = "") -> None:
        super().__init__(room, package, url_prefix=url_prefix, template_folder="templates", static_folder=None)

    def page(
        self,
        method: str,
        rule: str,
        *,
        permission: Permission,
        takes: Schema | None = None,
        query: Schema | None = None,
        fresh: bool = False,
        unattended: bool = False,
        discloses: str = "",
        body_bytes: int | None = None,
    ) -> Callable[[View], View]:
        """Declare a page or a form's target. The view returns HTML text or a response.

        `takes` loads a form; bad fields reach the view as `problems` (a dict of lists), so that it can show them in place.
        `fresh`: who did not sign in or confirm lately is asked for their password or a code first.
        `unattended`: an open page asks it by itself, which is no sign that somebody sits there: the session goes on being idle.
        `body_bytes`: more than the usual size, for a form with a file.
        """
        declaration = Declaration(
            method, permission, takes, query, fresh=fresh, unattended=unattended, discloses=discloses, body_bytes=body_bytes
        )

        def declare(view: View) -> View:
            @functools.wraps(view)
            def door(**path: Any) -> Response:
                runtime = current_runtime()
                with runtime.storage.unit_of_work() as session, _page_session(session):
                    visitor = authenticate(runtime, session, request, attended=not unattended)
                    unit = Unit(session, visitor, runtime.config)
                    # A part of a page is no place to sign in: the page itself learns that nobody is signed in any more.
                    is_part = "HX-Request" in request.headers
                    if visitor is None and permission is not Permission.PUBLIC and method == "GET" and not is_part:
                        return make_response(redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?"))))
                    try:
                        admit(unit, declaration, forgeable=True)
                    except ConfirmFirst:
                        return make_response(redirect(confirmation(method), 303))
                    given: dict[str, Any] = {}
                    if query is not None:
                        given["query"] = PARSER.parse(query, request, location="query")
                    if takes is not None:
                        given["data"], given["problems"] = load_form(takes)
                    return let_out(unit, declaration, make_response(view(unit, **given, **path)))

            cast(Any, door).declaration = declaration
            self.add_url_rule(rule, view.__name__, door, methods=[method])
            return view

        return declare


@contextmanager
def _page_session(session: Session) -> Iterator[None]:
    """What a page may ask while its transaction lasts; the page of an error is made after it."""
    g.page_session = session
    try:
        yield
    finally:
        g.page_session = None
