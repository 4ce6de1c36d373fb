"""Pure rules of sign-in: what a password must be, how long to wait after failures, where to go afterwards; words of roles."""

import tomllib
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from zxcvbn import zxcvbn

from intake.foundation.words import Words

PASSWORD_LEAST, PASSWORD_MOST = 12, 200
HOME = "/"

# One person mistyping from one place; a whole network address trying many accounts.
WINDOW = timedelta(minutes=15)
FAILURES_FOR_ONE_ACCOUNT = 5
FAILURES_FROM_ONE_PLACE = 60

# RFC 6238: a code each 30 seconds; the one before and the one after are taken too, for clocks that differ.
CODE_SECONDS = 30
RECOVERY_CODES = 10
PENDING_MINUTES = 10
# Over a weekend; an administrator makes a new link in a moment.
SET_UP_HOURS = 72
# zxcvbn's 0 to 4: at 3 somebody who has stolen the hashes needs more than 10^8 guesses for it.
PASSWORD_STRENGTH = 3

_WORDS = tomllib.loads((Path(__file__).parent / "data" / "staff.toml").read_text())
# By role: its title, and what it sees.
ROLE_WORDS: dict[str, dict[str, Any]] = _WORDS["roles"]
TRAIL_WORDS: dict[str, str] = _WORDS["trail"]


def problem_of_password(password: str, *, email: str, name: str) -> str | None:
    """What is wrong with a new password, in words for the person who chose it; None when it will do.

    Length does most of the work; zxcvbn knows common passwords, keyboard rows, dates, and words written with digits.
    """
    if not PASSWORD_LEAST <= len(password) <= PASSWORD_MOST:
        return Words(
            "Use %(least)s to %(most)s characters. A few words in a row are easy to remember.",
            least=PASSWORD_LEAST,
            most=PASSWORD_MOST,
        )
    if len(set(password)) < 5:
        return Words("Use more than four different characters.")
    folded = password.casefold()
    own = [email.partition("@")[0], *name.split(), "intake", "password"]
    rest = folded
    for word in own:
        rest = rest.replace(word.casefold(), "") if len(word) > 3 else rest
    if len(rest) < PASSWORD_LEAST // 2:
        return Words("Do not build it from your own name or address: those are the first that somebody tries.")
    if zxcvbn(password[:72], [word for word in own if word])["score"] < PASSWORD_STRENGTH:
        return Words(
            "It is too easy to guess: it is on the lists that are tried first, or close to one. Use a few words in a row."
        )
    return None


def steps_to_try(at: datetime, last_used: int | None) -> list[int]:
    """The time steps whose code is good now: this one and its neighbors, unless it or a later one was used."""
    step = int(at.timestamp()) // CODE_SECONDS
    return [near for near in (step - 1, step, step + 1) if last_used is None or near > last_used]


def seconds_to_wait(failures: Sequence[datetime], limit: int, at: datetime) -> int:
    """0 when another attempt is allowed, else the seconds until the oldest of the last `limit` failures is forgotten."""
    recent = sorted(moment for moment in failures if moment > at - WINDOW)
    if len(recent) < limit:
        return 0
    return max(1, round((recent[-limit] + WINDOW - at).total_seconds()))


def own_path(text: str | None) -> str:
    """`text` when it leads to a page of this desk, else its home: a link must not send people elsewhere after sign-in."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")):
        return HOME
    if "\\" in text or any(unicodedata.category(sign).startswith("C") for sign in text):
        return HOME
    try:
        parts = urlsplit(text)
    except ValueError:
        return HOME
    return HOME if parts.scheme or parts.netloc or parts.path == "/sign-in" else text
