"""Browsers that an account has signed in with before: failures elsewhere never count against them.

The cookie holds a random browser id and, for each account that has signed in there, a tag that only this desk can make. So
a member of staff cannot make a browser known for a colleague's account. A tag of no account says that it is known at all.
"""

import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from intake.foundation.actor import Actor
from intake.foundation.errors import NotSignedIn
from intake.storage.encrypted import ring_of

COOKIE = "intake_browser"
DAYS_KEPT = 400
_MOST_ACCOUNTS = 12
_NO_ACCOUNT = ""


@dataclass(frozen=True, slots=True)
class BrowserKey:
    """The account's part of the key to what a browser keeps; `secret` is base64url."""

    account_id: UUID
    secret: str


def browser_key(session: Session, *, actor: Actor) -> BrowserKey:
    """The same at every sign-in of this account, and never kept: the next person at the workstation gets another one."""
    if actor.id is None:
        raise NotSignedIn
    secret = ring_of(session).digest("browser key", str(actor.id))
    return BrowserKey(actor.id, urlsafe_b64encode(secret).decode())


def known_browser(cookie: str | None, *, key: bytes, email: str = _NO_ACCOUNT) -> str | None:
    """The browser's id when `email`, or without one anybody, has signed in with it before."""
    browser, *tags = (cookie or "").split(".")
    expected = _tag(key, browser, email).encode()
    return browser if any(hmac.compare_digest(expected, tag.encode()) for tag in tags[: _MOST_ACCOUNTS + 1]) else None


def remember_browser(cookie: str | None, *, key: bytes, email: str) -> str:
    """The cookie with which this browser is known for `email` too. An id that nobody signed in with is made afresh."""
    browser, *tags = (cookie or "").split(".")
    if len(browser) != 22 or not tags:
        browser, tags = secrets.token_urlsafe(16), []
    fresh = [_tag(key, browser, _NO_ACCOUNT), _tag(key, browser, email)]
    return ".".join([browser, *fresh, *[tag for tag in tags if tag not in fresh][: _MOST_ACCOUNTS - 1]])


def _tag(key: bytes, browser: str, email: str) -> str:
    told = b"known browser\0" + browser.encode() + b"\0" + email.strip().lower().encode()
    return urlsafe_b64encode(hmac.new(key, told, "sha256").digest()[:15]).decode()
