"""Tells each open page when its session ends, so that nobody's name stays on a screen that was left alone."""

from math import ceil

from flask import Flask, Response, g, request

from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.web.login import uses_cookie

HEADER = "Session-Seconds"


def register_ending(app: Flask) -> None:
    app.after_request(_tell)
    app.jinja_env.globals["session_seconds"] = session_seconds


def session_seconds(actor: Actor | None) -> int:
    """How long the session lasts if nobody asks for anything; none for a visitor."""
    if actor is None or actor.ends_at is None:
        return 0
    return max(0, ceil((actor.ends_at - now()).total_seconds()))


def _tell(response: Response) -> Response:
    actor: Actor | None = g.get("actor")
    if actor is not None and actor.ends_at is not None and uses_cookie(request):
        response.headers[HEADER] = str(session_seconds(actor))
    return response
