"""Opening hours: read from the words of one line, told in words, and asked whether a place is open at a moment."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
ALWAYS = "Open day and night"
BY_APPOINTMENT = "By appointment only"
EXAMPLE = "Mon-Fri 8:00-17:00, Sat 9-12"
MIDNIGHT = "24:00"
_ALWAYS_WORDS = frozenset({"24/7", "24 hours", "always", "day and night", "open day and night"})
_APPOINTMENT_WORDS = frozenset({"appointment", "by appointment", "by appointment only"})
_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*"
_TIME = r"(?:[0-9]{1,2})(?::[0-9]{2})?\s*(?:am|pm)?"
_PART = re.compile(rf"(?:(?P<days>daily|{_DAY}(?:\s*-\s*{_DAY})?)\s+)?(?P<from>{_TIME})\s*-\s*(?P<until>{_TIME})")
_CLOCK = re.compile(r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2}))?\s*(?P<half>am|pm)?")


class UnreadableHours(ValueError):
    """The part that could not be read."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`day` from Monday 0; `opens` before `closes`, which may be 24:00."""

    day: int
    opens: str
    closes: str


def read_hours(text: str) -> list[Period]:
    """`Mon-Fri 8:00-12:00, 13-17; Sat 9am-12pm` or `24/7`; a night becomes two days. No period: by appointment only.

    Refuses (UnreadableHours) what it cannot read, hours that overlap, and `9-5`, which may be a night or a day.
    """
    plain = " ".join(text.replace("–", "-").lower().split()).strip(" .")
    plain = plain.replace("midnight", "12am").replace("noon", "12pm")
    if plain in _ALWAYS_WORDS:
        return [Period(day, "00:00", MIDNIGHT) for day in range(7)]
    if plain in _APPOINTMENT_WORDS:
        return []
    periods: list[Period] = []
    days: list[int] = []
    for part in re.split(r"[,;]", plain):
        days, found = _part(part.strip(), days)
        periods += found
    for earlier, later in zip(sorted(periods), sorted(periods)[1:], strict=False):
        if earlier.day == later.day and later.opens < earlier.closes:
            raise UnreadableHours(f"{DAYS[later.day]} {later.opens}")
    return sorted(periods)


def hours_words(periods: Sequence[Period]) -> str:
    """`Mon–Fri 8 am–5 pm; Sat 9 am–noon`, which `read_hours` reads back."""
    if not periods:
        return BY_APPOINTMENT
    if sorted(periods) == [Period(day, "00:00", MIDNIGHT) for day in range(7)]:
        return ALWAYS
    of_day = [", ".join(f"{_said(p.opens)}–{_said(p.closes)}" for p in sorted(periods) if p.day == day) for day in range(7)]
    runs: list[list[int]] = []
    for day in range(7):
        if of_day[day] and runs and runs[-1][-1] == day - 1 and of_day[day] == of_day[day - 1]:
            runs[-1].append(day)
        elif of_day[day]:
            runs.append([day])
    return "; ".join(f"{_days(run)} {of_day[run[0]]}" for run in runs)


def is_open(periods: Sequence[Period], moment: datetime) -> bool:
    """At a moment in the place's own time zone."""
    clock = moment.strftime("%H:%M")
    return any(p.day == moment.weekday() and p.opens <= clock < p.closes for p in periods)


def _days(run: Sequence[int]) -> str:
    return DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}–{DAYS[run[-1]]}"


def _part(text: str, before: list[int]) -> tuple[list[int], list[Period]]:
    """Its days (those before it when it names none), and when they are open."""
    found = _PART.fullmatch(text)
    days = _named(found["days"]) if found and found["days"] else before
    if found is None or not days:
        raise UnreadableHours(text)
    opens, closes = _clock(found["from"], text), _clock(found["until"], text)
    if (opens, closes) == ("00:00", "00:00"):
        closes = MIDNIGHT
    if opens < closes:
        return days, [Period(day, opens, closes) for day in days]
    if opens == closes or (opens < "12:00" and "m" not in found["until"]):
        raise UnreadableHours(text)
    late = [Period(day, opens, MIDNIGHT) for day in days]
    early = [Period((day + 1) % 7, "00:00", closes) for day in days] if closes > "00:00" else []
    return days, late + early


def _named(words: str) -> list[int]:
    if words == "daily":
        return list(range(7))
    first, *last = (DAYS.index(word.strip()[:3].capitalize()) for word in words.split("-"))
    until = last[0] if last else first
    return [(first + step) % 7 for step in range((until - first) % 7 + 1)]


def _clock(text: str, part: str) -> str:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise UnreadableHours(part)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if half and not 1 <= hour <= 12:
        raise UnreadableHours(part)
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    if minute > 59 or hour * 60 + minute > 24 * 60:
        raise UnreadableHours(part)
    return f"{hour:02}:{minute:02}"


def _said(clock: str) -> str:
    if clock in ("00:00", MIDNIGHT, "12:00"):
        return "noon" if clock == "12:00" else "midnight"
    hour, minute = int(clock[:2]), clock[3:]
    return f"{(hour - 1) % 12 + 1}{'' if minute == '00' else ':' + minute} {'am' if hour < 12 else 'pm'}"
