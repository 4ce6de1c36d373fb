"""May this person be reached this way, now? Everything is refused until somebody has said yes; not asked is no."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

Way = Literal["call", "voicemail", "text", "email"]
_KIND_OF: dict[Way, str] = {"call": "phone", "voicemail": "phone", "text": "phone", "email": "email"}
# A day in which no hour is open has none on the next days either, but for a change of the clocks.
_DAYS_AHEAD = 3


class Reason(StrEnum):
    DO_NOT_CONTACT = "do_not_contact"
    NO_SUCH_WAY = "no_such_way"
    NOT_AGREED = "not_agreed"
    VOICEMAIL_NEEDS_CALL = "voicemail_needs_call"
    ASKED_TO_WAIT = "asked_to_wait"
    OUTSIDE_SAFE_HOURS = "outside_safe_hours"
    OUTSIDE_CALLING_HOURS = "outside_calling_hours"
    HOURS_UNCLEAR = "hours_unclear"
    ZONE_UNKNOWN = "zone_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRules:
    """What is safe at one contact point. `None`: not asked, not known or declined, which is never yes."""

    kind: str
    may_call: bool | None = None
    may_leave_voicemail: bool | None = None
    may_text: bool | None = None
    may_email: bool | None = None
    safe_from: time | None = None
    safe_until: time | None = None
    do_not_contact_until: datetime | None = None
    # The person does not want to be contacted at all.
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """`next_safe_at`: the first moment at which it is allowed as things stand; None when first somebody must be asked."""

    allowed: bool
    reason: Reason | None = None
    next_safe_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Hours:
    """Open from `opens` until before `closes`, across midnight when it closes earlier than it opens."""

    opens: time | None
    closes: time | None
    reason: Reason

    def includes(self, local: time) -> bool:
        opens, closes = self.opens or time.min, self.closes
        if closes is None:
            return local >= opens
        return opens <= local < closes if opens < closes else local >= opens or local < closes


def judge_contact(rules: ContactRules, way: Way, at: datetime, zone: ZoneInfo | None) -> Verdict:
    """Whether `way` is safe and allowed at the moment `at` for a person who lives in `zone` (None: not known)."""
    if refusal := _refused(rules, way):
        return Verdict(False, refusal)
    zones = [zone] if zone else [ZoneInfo(name) for name in _data()["zone_unknown"]["zones"]]
    hours = list(_hours(rules, way))
    earliest = max(at, rules.do_not_contact_until or at)
    next_safe_at = _next_open(earliest, hours, zones)
    if next_safe_at == at:
        return Verdict(True)
    if earliest > at:
        return Verdict(False, Reason.ASKED_TO_WAIT, next_safe_at)
    closed = next(span.reason for span in hours if not _open(at, [span], zones))
    guessing = zone is None and any(_open(at, hours, [each]) for each in zones)
    return Verdict(False, Reason.ZONE_UNKNOWN if guessing else closed, next_safe_at)


def judge_number(told: Sequence[ContactRules], way: Way, at: datetime, zone: ZoneInfo | None) -> Verdict:
    """The same of a number that stands on several records of one person.

    A yes that one of them tells is a yes of the person; a no, or narrower hours, count wherever they were told.
    """
    agreed = ("may_call", "may_leave_voicemail", "may_text", "may_email")
    said: dict[str, Any] = {
        name: next((word for one in told if (word := getattr(one, name)) is not None), None) for name in agreed
    }
    rules = [replace(one, **{name: word for name, word in said.items() if getattr(one, name) is None}) for one in told]
    verdicts = [judge_contact(one, way, at, zone) for one in rules]
    return next((verdict for verdict in verdicts if not verdict.allowed), verdicts[0])


def words_for(reason: Reason) -> str:
    """What to tell the counselor."""
    return str(_data()["words"][reason.value])


def _refused(rules: ContactRules, way: Way) -> Reason | None:
    agreed = {
        "call": rules.may_call,
        "voicemail": rules.may_leave_voicemail,
        "text": rules.may_text,
        "email": rules.may_email,
    }
    if rules.do_not_contact:
        return Reason.DO_NOT_CONTACT
    if _KIND_OF[way] != rules.kind:
        return Reason.NO_SUCH_WAY
    if agreed[way] is not True:
        return Reason.NOT_AGREED
    if way == "voicemail" and rules.may_call is not True:
        return Reason.VOICEMAIL_NEEDS_CALL
    if rules.safe_from is not None and rules.safe_from == rules.safe_until:
        return Reason.HOURS_UNCLEAR
    return None


def _hours(rules: ContactRules, way: Way) -> Iterator[_Hours]:
    if rules.safe_from is not None or rules.safe_until is not None:
        yield _Hours(rules.safe_from, rules.safe_until, Reason.OUTSIDE_SAFE_HOURS)
    law = _data()["calling_hours"]
    if way in law["ways"]:
        yield _Hours(law["opens"], law["closes"], Reason.OUTSIDE_CALLING_HOURS)


def _open(moment: datetime, hours: Sequence[_Hours], zones: Sequence[ZoneInfo]) -> bool:
    return all(span.includes(moment.astimezone(zone).time()) for zone in zones for span in hours)


def _next_open(earliest: datetime, hours: Sequence[_Hours], zones: Sequence[ZoneInfo]) -> datetime | None:
    moments = sorted({moment for zone in zones for moment in _openings(earliest, hours, zone)})
    return next((moment for moment in (earliest, *moments) if moment >= earliest and _open(moment, hours, zones)), None)


def _openings(earliest: datetime, hours: Sequence[_Hours], zone: ZoneInfo) -> Iterator[datetime]:
    """Each moment of the coming days at which some hours begin, both of them where the clock shows it twice."""
    first = earliest.astimezone(zone).date()
    for day in (first + timedelta(days=ahead) for ahead in range(_DAYS_AHEAD)):
        for opens in {time.min, *(span.opens or time.min for span in hours)}:
            for fold in (0, 1):
                yield datetime.combine(day, opens, zone).replace(fold=fold).astimezone(UTC)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("intake.callers").joinpath("data/contact.toml").read_text("utf-8"))
