"""Finds the actor of a request: a session cookie from the browser, or a bearer token from a program.

Tokens look like `staff_…` or `partner_…`; the room that owns a kind of account registers its authenticator under that word.
"""

from ipaddress import IPv6Address, ip_address

from flask import Request, g
from sqlalchemy.orm import Session

from config import Config
from intake.foundation.actor import Actor
from intake.foundation.errors import NotSignedIn
from intake.web.runtime import Runtime, current_runtime

COOKIE = "intake_session"


def cookie_name(name: str, config: Config) -> str:
    """In production a browser takes it from this very host alone, over TLS (`__Host-`)."""
    return f"__Host-{name}" if config.production else name


def session_cookie(config: Config) -> str:
    return cookie_name(COOKIE, config)


def token_of(request: Request) -> str | None:
    """The bearer token if there is one, else the cookie of a browser."""
    header = request.headers.get("Authorization", "")
    if header:
        scheme, _, token = header.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else None
    return request.cookies.get(session_cookie(current_runtime().config))


def address_of(request: Request) -> str:
    """Where it comes from, as attempts are counted: an address of IPv4, or a /64 of IPv6, which one customer has as a whole."""
    told = request.remote_addr or ""
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if not isinstance(address, IPv6Address):
        return told
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))


def uses_cookie(request: Request) -> bool:
    """True when the browser sends the credential by itself, so that a forged page could make it act."""
    return "Authorization" not in request.headers


def authenticate(runtime: Runtime, session: Session, request: Request, *, attended: bool = True) -> Actor | None:
    """The actor, or None for a visitor. A token that is not good refuses with NotSignedIn, unless it is only a cookie.

    `attended`: false for what an open page asks by itself, which keeps no session awake.
    """
    token = token_of(request)
    if token is None and not request.headers.get("Authorization"):
        return None
    kind, _, secret = (token or "").partition("_")
    authenticator = runtime.authenticators.get(kind)
    actor = authenticator(session, secret, attended) if authenticator else None
    if actor is None and not uses_cookie(request):
        raise NotSignedIn("The token is not valid, or no longer.")
    g.actor = actor
    return actor
