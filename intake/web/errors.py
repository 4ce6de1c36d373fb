"""The one place where errors become HTTP: RFC 9457 problem+json for programs, a page for people. Nothing typed is echoed."""

from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from flask import Flask, Response, json, render_template, request
from flask_smorest import Api
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from intake.foundation import errors as e
from intake.foundation.words import Words
from intake.web.languages import language, say
from intake.web.schema import Problem

STATUS: dict[type[e.IntakeError], int] = {
    e.NotSignedIn: 401,
    e.NotAllowed: 403,
    e.NotFound: 404,
    e.Gone: 410,
    # It can be undone, so nobody should keep the new address for the old one.
    e.Merged: 307,
    e.Invalid: 422,
    e.Conflict: 409,
    e.Stale: 409,
    e.KeyReused: 422,
    e.PreconditionRequired: 428,
    e.PreconditionFailed: 412,
    e.TooMany: 429,
}
_HTTP = {
    400: Words("The request cannot be read."),
    404: e.NotFound.title,
    405: Words("This cannot be done at this address."),
    415: Words("This kind of content is not taken here."),
}
_TOO_LARGE = (Words("What you sent is too large."), Words("Nothing was kept. Send a smaller file or a shorter text."))
_BUSY = Words("The desk is busy. Nothing was changed; try again in a moment.")
# Their own words tell already that nothing was changed, or kept.
_SAYS_SO_ITSELF = frozenset({"unforeseen", "busy", "too-large"})
# Whoever finds somebody's link by chance does not learn whose desk sent it.
_NAMELESS = "/sign/"
_log = structlog.get_logger("intake.web")


class IntakeApi(Api):
    """flask-smorest's documentation with our own problem+json in place of its errors."""

    ERROR_SCHEMA = Problem
    DEFAULT_ERROR_RESPONSE_NAME = None

    def handle_http_exception(self, error: HTTPException) -> Response:
        return _of_http(error)


def register_errors(app: Flask) -> None:
    """Answer domain errors, database refusals and the unforeseen, each in one shape."""
    app.register_error_handler(e.IntakeError, of_domain)
    app.register_error_handler(IntegrityError, lambda _: of_domain(e.Conflict("Somebody else did this at the same moment.")))
    app.register_error_handler(DataError, lambda _: of_domain(e.Invalid([], "A value does not fit where it should go.")))
    app.register_error_handler(OperationalError, _of_busy)
    app.register_error_handler(RecursionError, lambda _: answer(400, "too-deep", Words("The JSON is nested too deeply.")))
    app.register_error_handler(Exception, _of_unforeseen)


def of_domain(error: e.IntakeError) -> Response:
    extra = dict(error.extra)
    headers = {}
    if isinstance(error, e.Invalid) and error.fields:
        extra["errors"] = [{"pointer": field.pointer, "detail": say(field.message)} for field in error.fields]
    if isinstance(error, e.TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, e.Merged):
        headers["Location"] = error.to
    if isinstance(error, e.NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return answer(status, error.code, error.title, error.detail, extra, headers)


def answer(
    status: int,
    code: str,
    title: str,
    detail: str = "",
    extra: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    as_page: bool = True,
) -> Response:
    """A problem in the language asked for: JSON for programs (the API, and requests of our scripts), a page for people."""
    title, detail = say(title), say(detail)
    if not as_page or request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json":
        body = {
            "type": f"urn:intake:problem:{code}",
            "title": title,
            "status": status,
            "detail": detail or title,
            **(extra or {}),
        }
        response = Response(json.dumps(body), status, content_type="application/problem+json")
        response.headers["Content-Language"] = language()
    else:
        page = render_template(
            "web/problem.html",
            status=status,
            title=title,
            detail=detail,
            fields=(extra or {}).get("errors", ()),
            unchanged=code not in _SAYS_SO_ITSELF,
            nameless=request.path.startswith(_NAMELESS),
            way_back=request.method == "POST" and code != e.FormOutOfDate.code,
        )
        response = Response(page, status)
    response.headers.extend(headers or {})
    return response


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, SecurityError):
        # A page cannot say where its files are under a name that is not ours.
        return answer(400, "wrong-host", Words("This desk is not reached under this name."), as_page=False)
    status = error.code or 500
    if 300 <= status < 400:
        return Response(headers=error.get_headers(), status=status)
    messages = (getattr(error, "data", None) or {}).get("messages")
    if messages:
        return of_domain(bad_fields(messages))
    if status == 413:
        return answer(status, "too-large", *_TOO_LARGE)
    kept = {name: value for name, value in error.get_headers() if name in ("Allow", "Retry-After")}
    # What werkzeug says of itself is in no catalog.
    detail = "" if error.description == type(error).description else error.description or ""
    return answer(status, error.name.lower().replace(" ", "-"), _HTTP.get(status, error.name), detail, headers=kept)


def bad_fields(messages: Mapping[str, Any]) -> e.Invalid:
    """The error that names every field of marshmallow's messages (by place: `json`, `query`) with its JSON pointer."""
    return e.Invalid([e.BadField(pointer, text) for pointer, text in _pointers(messages)])


def _pointers(messages: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for location, content in messages.items():
        prefix = "" if location == "json" else f"/{location}"
        yield from _walk(prefix, content)


def _walk(pointer: str, content: Any) -> Iterator[tuple[str, str]]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            step = "" if key == "_schema" else "/" + str(key).replace("~", "~0").replace("/", "~1")
            yield from _walk(pointer + step, value)
    elif isinstance(content, list):
        for item in content:
            yield from _walk(pointer, item)
    else:
        yield pointer, content if isinstance(content, str) else str(content)


def _of_busy(error: OperationalError) -> Response:
    _log.error("database refused", error_type=type(error.orig).__name__)
    return answer(503, "busy", _BUSY, headers={"Retry-After": "2"})


def _of_unforeseen(error: Exception) -> Response:
    # A message may hold what somebody typed, so the log gets the type and the place only.
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
    _log.error("unforeseen", error_type=type(error).__name__, where=where)
    return answer(500, "unforeseen", Words("Something went wrong on our side. Nothing was changed."))
