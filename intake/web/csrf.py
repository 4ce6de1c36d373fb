"""No page of somebody else can act for a signed-in browser: each unsafe request carries a token tied to its cookie."""

import hmac
import secrets

from flask import Request, Response, g, request

from intake.foundation.errors import FormOutOfDate
from intake.web.login import COOKIE, cookie_name, uses_cookie
from intake.web.runtime import current_runtime

VISITOR_COOKIE = "intake_visitor"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def csrf_token() -> str:
    """The token for forms and for the page's `<meta name="csrf-token">`."""
    anchor = next(iter(_anchors(request)), None)
    if anchor is None:
        anchor = g.setdefault("new_visitor", secrets.token_urlsafe(18))
    return token_for(anchor)


def check_csrf(request: Request) -> None:
    """Refuse with FormOutOfDate an unsafe request of a browser that lacks its token."""
    if request.method in SAFE_METHODS or not uses_cookie(request):
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not any(hmac.compare_digest(token_for(anchor).encode(), given.encode()) for anchor in _anchors(request)):
        raise FormOutOfDate("Go back and load the page again; what you typed may still be there.")


def keep_visitor(response: Response) -> Response:
    """Give a browser that was shown a token the cookie that the token is tied to."""
    if "new_visitor" in g:
        config = current_runtime().config
        name = cookie_name(VISITOR_COOKIE, config)
        response.set_cookie(name, g.new_visitor, httponly=True, samesite="Lax", secure=config.production)
    return response


def _anchors(request: Request) -> list[str]:
    config = current_runtime().config
    named = (cookie_name(name, config) for name in (COOKIE, VISITOR_COOKIE))
    return [request.cookies[name] for name in named if request.cookies.get(name)]


def token_for(anchor: str) -> str:
    """The token tied to the value of one cookie."""
    return hmac.new(current_runtime().config.secret_key, b"csrf" + anchor.encode(), "sha256").hexdigest()
