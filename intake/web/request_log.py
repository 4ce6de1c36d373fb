"""One line a request: method, route pattern, status and time. Never an address, a value or a query."""

import time

import structlog
from flask import Flask, Response, g, request

from intake.foundation.identifiers import new_id
from intake.foundation.logs import configure_logging

_log = structlog.get_logger("intake.request")


# Whatever else a stranger sends as a method is a value of theirs.
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def known_method() -> str:
    """The request's method, when it is one."""
    return request.method if request.method in METHODS else "(other)"


def register_request_log(app: Flask) -> None:
    configure_logging()
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    g.began = time.perf_counter()
    request_id = str(new_id())
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=request_id)
    g.request_id = request_id


def _end(response: Response) -> Response:
    actor = g.get("actor")
    _log.info(
        "request",
        method=known_method(),
        route=request.url_rule.rule if request.url_rule else "(none)",
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.began) * 1000, 1),
        actor_id=str(actor.id) if actor else None,
        role=actor.role.value if actor else None,
    )
    response.headers["X-Request-Id"] = g.request_id
    return response
