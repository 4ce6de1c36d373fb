"""What the pages of this room share: the door, the cookies of a browser that signs in, and refusals in words."""

from datetime import timedelta

from flask import Request, request
from werkzeug.wrappers import Response

from config import Config
from intake.accounts import service
from intake.accounts.service import browsers
from intake.foundation.errors import Invalid, TooMany
from intake.web.door import PageDoor, Unit
from intake.web.login import address_of, cookie_name, session_cookie

pages = PageDoor("accounts", "intake.accounts")
Page = str | tuple[str, int] | Response


def begin(response: Response, unit: Unit, token: str) -> Response:
    """Give the browser what leads to the next step of signing in."""
    _keep(unit, response, session_cookie(unit.config), token)
    return response


def welcome(unit: Unit, response: Response, signed_in: service.SignedIn) -> Response:
    """The cookies of a browser that is signed in now, and known for this account from now on."""
    name = cookie_name(browsers.COOKIE, unit.config)
    known = browsers.remember_browser(request.cookies.get(name), key=unit.config.secret_key, email=signed_in.account.email)
    _keep(unit, response, name, known, timedelta(days=browsers.DAYS_KEPT))
    return begin(response, unit, signed_in.token)


def origin_of(unit: Unit, email: str) -> service.Origin:
    cookie = request.cookies.get(cookie_name(browsers.COOKIE, unit.config))
    return service.Origin(address_of(request), browsers.known_browser(cookie, key=unit.config.secret_key, email=email))


def own_origin(unit: Unit) -> service.Origin:
    """Of somebody who is signed in: a stranger's failures at their account never count against them here."""
    return service.Origin(address_of(request), f"session {unit.actor.session_id}")


def browser_of(config: Config, request: Request) -> str | None:
    """The id of a browser in which anybody of the desk has signed in before."""
    cookie = request.cookies.get(cookie_name(browsers.COOKIE, config))
    return browsers.known_browser(cookie, key=config.secret_key) if cookie else None


def words_of(error: Invalid | TooMany) -> str:
    return " ".join(field.message for field in error.fields) if isinstance(error, Invalid) else error.detail


def status_of(error: Invalid | TooMany) -> int:
    return 429 if isinstance(error, TooMany) else 422


def _keep(unit: Unit, response: Response, name: str, value: str, age: timedelta | None = None) -> None:
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="Lax", secure=unit.config.production)
