"""How many requests a minute: of one address or known browser, of one account or partner, and of sign-ins from one of them.

A browser in which somebody of the desk has signed in before is counted by itself, so that a stranger behind the same router
uses nothing up for the people who work there.

Beside it stands the brake on guessing (`accounts`), which counts failures alone and holds over all processes.
"""

from typing import cast

import structlog
from flask import Flask, current_app, request
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from config import Limits
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import TooMany
from intake.web.login import address_of
from intake.web.runtime import current_runtime

SIGN_INS = frozenset(
    {
        "/sign-in",
        "/sign-in/code",
        "/sign-in/enroll",
        "/sign-in/again",
        "/account/confirm",
        "/set-up",
        "/api/v1/sessions",
        "/api/v1/sessions/current/confirmation",
    }
)
# Where somebody without an account confirms who they are: each link has its own few tries, and here those at many links count.
SIGNERS = "/sign/"
UNCOUNTED = ("/static/", "/healthz")
_log = structlog.get_logger("intake.web")


class Counter:
    """Counts by minute where the settings say. A store that does not answer stops nobody: people are calling."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.strategy = FixedWindowRateLimiter(storage_from_string(limits.store, wrap_exceptions=True))

    def count(self, most: int, kind: str, who: str) -> None:
        """Refuses with TooMany what is more than `most` a minute; 0 is no limit."""
        if not most:
            return
        item = RateLimitItemPerMinute(most)
        try:
            if self.strategy.hit(item, kind, who):
                return
            resets_at = self.strategy.get_window_stats(item, kind, who).reset_time
        except StorageError as error:
            _log.error("limits are not counted", error_type=type(error.storage_error).__name__)
            return
        wait = min(60, max(1, round(resets_at - now().timestamp())))
        raise TooMany(wait, "Too many requests in one minute. Nothing was changed; try again in a moment.")


def register_limits(app: Flask, limits: Limits) -> None:
    """Count each request by its address; `count_account` counts by who asks, once the door knows."""
    app.extensions["limits"] = Counter(limits)
    app.before_request(_count_address)


def count_account(actor: Actor | None) -> None:
    if actor is not None and actor.id is not None:
        counter = _counter()
        counter.count(counter.limits.account, "account", actor.id.hex)


def _count_address() -> None:
    if request.path.startswith(UNCOUNTED):
        return
    counter, browser = _counter(), current_runtime().known_browser(request)
    place = f"browser {browser}" if browser else address_of(request)
    counter.count(counter.limits.address, "address", place)
    if request.method == "POST" and (request.path in SIGN_INS or request.path.startswith(SIGNERS)):
        counter.count(counter.limits.sign_in, "sign-in", place)


def _counter() -> Counter:
    return cast(Counter, current_app.extensions["limits"])
