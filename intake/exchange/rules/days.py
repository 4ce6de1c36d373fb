"""Days and moments as spreadsheets write them. What may be meant in two ways is refused, never guessed."""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from intake.foundation.words import Words

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = r"(?P<name>[a-z]{3,9})\.?"
_DAYS = [
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})",
        rf"{_NAMED} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        rf"(?P<day>\d{{1,2}})[ -]{_NAMED}[ -](?P<year>\d{{4}})",
    )
]
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)? ?(?P<half>am|pm)?")
_ISO_HOUR = re.compile(r"^(\d{4}-\d{2}-\d{2})t(\d)")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}|.*[a-z][ -]\d{2}")
# A day without an hour, as on the form.
_NOON = time(12)


class BadCell(ValueError):
    """What a cell must hold, in words."""


def day_of(cell: str) -> date:
    """The day; an hour beside it, which spreadsheets add, says nothing more. With slashes the month stands first."""
    return _parted(cell)[0]


def moment_of(cell: str, zone: ZoneInfo | None) -> datetime:
    """The moment; where the cell tells no offset it is in `zone`, and noon where it tells no hour."""
    try:
        told = datetime.fromisoformat(cell)
    except ValueError:
        told = None
    if told is not None and told.tzinfo is not None:
        return told
    if zone is None:
        raise BadCell(Words("Write a moment with its offset, like 2026-11-20T14:00:00-05:00."))
    day, clock = _parted(cell)
    return datetime.combine(day, clock or _NOON, zone)


def _parted(cell: str) -> tuple[date, time | None]:
    text = _ISO_HOUR.sub(r"\1 \2", " ".join(cell.casefold().split()))
    for pattern in _DAYS:
        found = pattern.match(text)
        if found:
            return _date(found), _time(text[found.end() :].strip(" ,"))
    raise BadCell(_why(text))


def _date(found: re.Match[str]) -> date:
    told = found.groupdict()
    name = told.get("name")
    month = _named(name) if name else int(told["month"])
    if month is None:
        raise BadCell(_HOW)
    if month > 12:
        raise BadCell(Words("With slashes the month stands first, like 12/31/1990."))
    try:
        return date(int(told["year"]), month, int(told["day"]))
    except ValueError:
        raise BadCell(Words("There is no such day. Check it.")) from None


def _named(name: str) -> int | None:
    return next((at for at, short in enumerate(_MONTHS, 1) if name.startswith(short)), None)


def _time(rest: str) -> time | None:
    if not rest:
        return None
    found = _CLOCK.fullmatch(rest)
    if found is None:
        raise BadCell(_HOW)
    hour, half = int(found["hour"]), found["half"]
    if half and not 1 <= hour <= 12:
        raise BadCell(_HOW)
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise BadCell(_HOW) from None


_HOW = Words("Write a day like 1990-12-31, 12/31/1990 or December 31, 1990.")


def _why(text: str) -> str:
    return Words("Write the year with four digits, like 12/31/1990.") if _SHORT_YEAR.fullmatch(text) else _HOW
