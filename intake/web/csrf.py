"""No page of somebody else can act for a signed-in browser: each unsafe request carries a token tied to its cookie."""

import hmac
import secrets

from flask import Request, Response, g, request

from intake.foundation.errors import NotAllowed
from intake.web.login import COOKIE, uses_cookie
from intake.web.runtime import current_runtime

VISITOR_COOKIE = "intake_visitor"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def csrf_token() -> str:
    """The token for forms and for the page's `<meta name="csrf-token">`."""
    anchor = request.cookies.get(COOKIE) or request.cookies.get(VISITOR_COOKIE)
    if anchor is None:
        anchor = g.setdefault("new_visitor", secrets.token_urlsafe(18))
    return _token(anchor)


def check_csrf(request: Request) -> None:
    """Refuse with NotAllowed an unsafe request of a browser that lacks its token."""
    if request.method in SAFE_METHODS or not uses_cookie(request):
        return
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    anchors = [request.cookies[name] for name in (COOKIE, VISITOR_COOKIE) if name in request.cookies]
    if not any(hmac.compare_digest(_token(anchor).encode(), given.encode()) for anchor in anchors):
        raise NotAllowed("This form is out of date. Load the page again; what you typed is still there.")


def keep_visitor(response: Response) -> Response:
    """Give a browser that was shown a token the cookie that the token is tied to."""
    if "new_visitor" in g:
        secure = current_runtime().config.production
        response.set_cookie(VISITOR_COOKIE, g.new_visitor, httponly=True, samesite="Lax", secure=secure)
    return response


def _token(anchor: str) -> str:
    return hmac.new(current_runtime().config.secret_key, b"csrf" + anchor.encode(), "sha256").hexdigest()
