"""A door: the permission, input and output of a route in one declaration, for JSON and for pages.

A view gets the open unit of work and what was declared, calls one service verb or query, and returns what it got. The door
signs in, checks, loads, dumps, commits before it answers, and rolls back on any error.
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar, cast
from uuid import UUID

from flask import Blueprint as FlaskBlueprint
from flask import Response, current_app, g, json, jsonify, make_response, redirect, request, url_for
from flask_smorest import Blueprint
from marshmallow import ValidationError
from sqlalchemy.orm import Session
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from config import Config
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import (
    BadField,
    ConfirmFirst,
    Invalid,
    NotAllowed,
    NotFound,
    NotSignedIn,
    PreconditionFailed,
    PreconditionRequired,
)
from intake.foundation.permissions import Permission, may
from intake.storage.decisions import may_leave
from intake.storage.idempotency import IdempotencyRecord, claim_key, ids_in, keep_answer, read_answer
from intake.web.api_docs import PROBLEM, describe
from intake.web.csrf import check_csrf
from intake.web.errors import bad_fields
from intake.web.limits import count_account
from intake.web.login import authenticate
from intake.web.runtime import current_runtime
from intake.web.schema import Schema

# The deepest body of the API nests six levels.
JSON_DEPTH = 16

View = TypeVar("View", bound=Callable[..., Any])


class Parser(FlaskParser):
    """Reads query strings. Unknown fields are refused there too, not only in JSON."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}


def load_body(schema: Schema) -> Any:
    """The JSON body by its schema; no body at all counts as `{}`. Another content type is refused, not read as empty."""
    sent, most = request.get_data(), request.max_content_length
    if request.content_length is None and most is not None and len(sent) >= most:
        # A body that comes in pieces is cut off at the limit, without a word.
        raise RequestEntityTooLarge
    if sent and not request.is_json:
        raise UnsupportedMediaType("Send the body as application/json.")
    try:
        found = json.loads(sent) if sent else {}
    except ValueError:
        raise BadRequest("The body is not JSON, or its text is not UTF-8.") from None
    if _is_deeper(found, JSON_DEPTH):
        raise BadRequest("The JSON is nested too deeply.")
    try:
        return schema.load(found)
    except ValidationError as error:
        raise bad_fields({"json": error.messages}) from None


def _is_deeper(value: Any, most: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    return most == 0 or any(_is_deeper(inner, most - 1) for inner in (value.values() if isinstance(value, dict) else value))


_parser = Parser()
DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a view works with: the transaction, who asks, and the settings."""

    session: Session
    visitor: Actor | None
    config: Config

    @property
    def actor(self) -> Actor:
        if self.visitor is None:
            raise NotSignedIn
        return self.visitor


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was declared of a route; tests of the house read it from the view function.

    `discloses`: what a route tells somebody who is not staff. A route that is `DECIDED` answers only when
    `consents.decide_disclosure` has said yes in the same transaction; any other word is the reason why no person's data is in it.
    """

    method: str
    permission: Permission
    takes: Schema | None = None
    query: Schema | None = None
    gives: Schema | None = None
    status: int = 200
    or_status: int | None = None
    idempotent: bool = False
    versioned: bool = False
    if_match: bool = False
    fresh: bool = False
    unattended: bool = False
    discloses: str = ""
    body_bytes: int | None = None
    sends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithStatus:
    """A view's answer under the other status that it declared."""

    row: Any
    status: int


class ApiDoor(Blueprint):
    """The JSON routes of one room, under `/api/v1`."""

    ARGUMENTS_PARSER = _parser

    def __init__(self, room: str, package: str, description: str) -> None:
        super().__init__(f"{room}_api", package, url_prefix="/api/v1", description=description)

    def operation(self, method: str, rule: str, *, permission: Permission, **declared: Any) -> Callable[[View], View]:
        """Declare a route. The view is called as `view(unit, data=…, query=…, version=…, <path>=…)`, with what is declared.

        `takes`/`query`/`gives`: schema *instances*. `idempotent`: a repeated Idempotency-Key answers the same.
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
                    _admit(unit, declaration, forgeable=declaration.permission is not Permission.PUBLIC)
                    return _let_out(unit, declaration, _once(unit, declaration, lambda: inner(unit, **path)))

            cast(Any, door).declaration = declaration
            self.add_url_rule(rule, view.__name__, door, methods=[method])
            return view

        return declare

    def _documented(self, view: Callable[..., Any], declared: Declaration) -> Callable[..., Response]:
        def load_and_dump(unit: Unit, **path: Any) -> Response:
            given: dict[str, Any] = {}
            if declared.query is not None:
                given["query"] = _parser.parse(declared.query, request, location="query")
            if declared.takes is not None:
                given["data"] = load_body(declared.takes)
            if declared.if_match:
                given["version"] = _if_match()
            return _dump(view(unit, **given, **path), declared)

        documented = functools.wraps(view)(load_and_dump)
        return _document(self, documented, declared)


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
                        _admit(unit, declaration, forgeable=True)
                    except ConfirmFirst:
                        return make_response(redirect(_confirmation(method), 303))
                    given: dict[str, Any] = {}
                    if query is not None:
                        given["query"] = _parser.parse(query, request, location="query")
                    if takes is not None:
                        given["data"], given["problems"] = load_form(takes)
                    return _let_out(unit, declaration, make_response(view(unit, **given, **path)))

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


def load_form(schema: Schema) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """A posted form as (values, problems by field); empty fields and files that were not chosen count as not filled in."""
    sent: dict[str, Any] = {key: value for key, value in request.form.items() if key != "csrf_token" and value.strip() != ""}
    sent |= {key: file for key, file in request.files.items() if file.filename}
    try:
        return cast(dict[str, Any], schema.load(sent)), {}
    except ValidationError as error:
        return sent, error.messages_dict


def _admit(unit: Unit, declared: Declaration, *, forgeable: bool) -> None:
    count_account(unit.visitor)
    if declared.permission is not Permission.PUBLIC and not may(unit.actor, declared.permission):
        raise NotAllowed
    if declared.fresh and not _is_fresh(unit):
        raise ConfirmFirst
    if declared.body_bytes is not None:
        # Only now: a stranger does not make the desk read megabytes.
        request.max_content_length = declared.body_bytes
    if forgeable:
        check_csrf(request)


def _is_fresh(unit: Unit) -> bool:
    confirmed = unit.actor.confirmed_at
    return confirmed is not None and now() - confirmed <= timedelta(minutes=unit.config.fresh_minutes)


def _confirmation(method: str) -> str:
    """Where to prove it; a form that was sent is sent again from the page that it stood on."""
    back = request.full_path.rstrip("?") if method == "GET" else _page_of_form()
    return url_for("accounts.ask_confirmation", next=back)


def _page_of_form() -> str:
    """The nearest page above a form's target; one's own account where there is none."""
    adapter, path = current_app.url_map.bind(""), request.path
    while path.strip("/"):
        if adapter.test(path, "GET"):
            return path
        path = path.rpartition("/")[0]
    return url_for("accounts.sessions")


def _let_out(unit: Unit, declared: Declaration, response: Response) -> Response:
    """Hold back the answer of a way out on which nobody decided, or decided no."""
    if declared.discloses == DECIDED and response.status_code < 300 and not may_leave(unit.session):
        raise NotAllowed("This may not leave: no lawful ground is on record.")
    return response


def _once(unit: Unit, declared: Declaration, perform: Callable[[], Response]) -> Response:
    """Perform it, or give the kept answer when this Idempotency-Key was answered before."""
    key = request.headers.get("Idempotency-Key") if declared.idempotent else None
    if key is None or unit.actor.id is None:
        return perform()
    if not 1 <= len(key) <= 255:
        raise Invalid([BadField("/header/Idempotency-Key", "Use 1 to 255 characters.")])
    asked = b"\0".join((request.method.encode(), request.full_path.encode(), request.get_data()))
    record = claim_key(unit.session, actor_id=unit.actor.id, key=key, request=asked)
    if record.status is not None:
        return _told_again(unit, record, record.status)
    response = perform()
    keep_answer(unit.session, record, response.status_code, response.get_data())
    return response


def _told_again(unit: Unit, record: IdempotencyRecord, status: int) -> Response:
    """The kept answer; NotFound when it, or the path that was asked, names a record that the actor may not see any more."""
    _refuse_hidden(unit, frozenset(one for one in (request.view_args or {}).values() if isinstance(one, UUID)))
    body = read_answer(unit.session, record)
    _refuse_hidden(unit, ids_in(body))
    kept = Response(body, status, content_type="application/json")
    kept.headers["Idempotency-Replayed"] = "true"
    return kept


def _refuse_hidden(unit: Unit, ids: frozenset[UUID]) -> None:
    if current_runtime().hides_any(unit.session, unit.actor, ids):
        raise NotFound


def _dump(result: Any, declared: Declaration) -> Response:
    if isinstance(result, Response):
        return result
    if declared.gives is None:
        return Response(status=204)
    row, status = (result.row, result.status) if isinstance(result, WithStatus) else (result, declared.status)
    response = jsonify(declared.gives.dump(row))
    response.status_code = status
    if declared.versioned:
        response.set_etag(str(row.version))
    return response


def _if_match() -> int:
    tags = request.if_match
    if not tags:
        raise PreconditionRequired
    # werkzeug reads an empty tag as None.
    versions = [tag for tag in tags.as_set() if tag and tag.isascii() and tag.isdigit()]
    if len(versions) != 1 or len(versions[0]) > 9:
        raise PreconditionFailed
    return int(versions[0])


def _document(blueprint: Blueprint, view: Callable[..., Any], declared: Declaration) -> Callable[..., Any]:
    """Attach what flask-smorest writes into the OpenAPI document; loading and dumping stay with the door."""
    doc: dict[str, Any] = {"arguments": {"parameters": [], "responses": {}}}
    for schema, place in ((declared.query, "query"), (declared.takes, "json")):
        if schema is not None:
            doc["arguments"]["parameters"].append({"in": place, "required": True, "schema": schema})
    status = declared.status if declared.gives is not None or declared.sends else 204
    described: dict[str, Any] = {"description": "Done", "content_type": None}
    if declared.versioned:
        described["headers"] = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}
    if declared.gives is not None:
        described["schema"] = declared.gives
    doc["response"] = {"responses": {good: [dict(described)] for good in (status, declared.or_status) if good}}
    doc["manual_doc"] = {
        "operationId": view.__name__,
        "description": describe(view.__doc__ or "", declared.permission),
        **_manual(declared),
    }
    cast(Any, view)._apidoc = doc
    return view


def _manual(declared: Declaration) -> dict[str, Any]:
    headers = []
    if declared.idempotent:
        headers.append(_header("Idempotency-Key", "Send the same key again to be sure that it is done once.", required=False))
    if declared.if_match:
        headers.append(_header("If-Match", 'The ETag that you have read, like "7".', required=True))
    public = declared.permission is Permission.PUBLIC
    manual: dict[str, Any] = {"security": [] if public else [{"bearer": []}], "x-permission": declared.permission.value}
    if headers:
        manual["parameters"] = headers
    if declared.sends:
        files = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in declared.sends}
        manual["responses"] = {"200": {"description": "The file", "content": files}}
    problems = [400, 404, 409, 422, 429] + ([] if public else [401, 403]) + ([412, 428] if declared.if_match else [])
    manual.setdefault("responses", {}).update({str(code): PROBLEM for code in (*sorted(problems), "default")})
    return manual


def _header(name: str, description: str, *, required: bool) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "description": description,
        "required": required,
        "schema": {"type": "string"},
    }
