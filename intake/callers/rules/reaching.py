"""A number or address that several records of one person tell of: shown once, and as safe as the strictest of them says."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from intake.foundation.answers import is_known, known_or_none

_AGREED = frozenset({"may_call", "may_leave_voicemail", "may_text", "may_email", "may_say_who_we_are"})
_HOURS = ("safe_from", "safe_until")
_WORDS = frozenset({"ask_for", "note"})
_ANSWERS = _AGREED | _WORDS | {*_HOURS, "shared_line", "do_not_contact_until"}


class Reach:
    """One way to reach a person. `told`: the row of each record that tells of it; what is no answer is that of the first."""

    def __init__(self, told: Sequence[Any]) -> None:
        self.told = told

    def __getattr__(self, name: str) -> Any:
        return known_or_none(self.answer(name)) if name in _ANSWERS else getattr(self.told[0], name)

    def answer(self, field: str) -> Any:
        """The strictest that is known: one no is a no, and what one record keeps from somebody all do."""
        if field in _HOURS and len(hours := self._hours()) > 1:
            return _within_all(hours)[_HOURS.index(field)]
        answers = [one.answer(field) for one in self.told]
        known = [answer for answer in answers if is_known(answer)]
        if not known:
            return answers[0]
        if field in _WORDS:
            return "; ".join(dict.fromkeys(known))
        if field in _AGREED:
            return all(known)
        return max(known) if field in ("shared_line", "do_not_contact_until") else known[0]

    @property
    def confirmed_at(self) -> Any:
        return self._confirmed().confirmed_at

    @property
    def confirmed_by(self) -> Any:
        return self._confirmed().confirmed_by

    def takes_calls(self, at: datetime) -> bool:
        """They said yes to a call here, and have not asked to wait beyond this moment. Hours are another question."""
        until = self.do_not_contact_until
        return self.may_call is True and (until is None or until <= at)

    def _confirmed(self) -> Any:
        """The row of which somebody made sure last."""
        return max(self.told, key=lambda one: (one.confirmed_at is not None, one.confirmed_at and one.confirmed_at.timestamp()))

    def _hours(self) -> list[tuple[time | None, time | None]]:
        each = [tuple(known_or_none(one.answer(field)) for field in _HOURS) for one in self.told]
        return [(opens, closes) for opens, closes in dict.fromkeys(each) if opens or closes]


def each_once(points: Iterable[Any], first: Any) -> list[Reach]:
    """Every number and address once, in the order given; rows of the record `first` stand before those of others."""
    found: dict[tuple[str, object], list[Any]] = {}
    for point in points:
        # An erased one is found by nothing any more.
        found.setdefault((point.kind, point.value_digest or point.id), []).append(point)
    return [Reach(sorted(told, key=lambda one: one.person_id != first)) for told in found.values()]


def _within_all(hours: Sequence[tuple[time | None, time | None]]) -> tuple[time | None, time | None]:
    """Where all are open. Where that is never, or not one span of a day, both ends are the same: nobody can tell, so ask."""
    opens = max((opens for opens, _ in hours if opens), default=None)
    closes = min((closes for _, closes in hours if closes), default=None)
    by_night = any(one and other and other < one for one, other in hours)
    unclear = by_night or (opens is not None and closes is not None and closes <= opens)
    return (opens or closes, opens or closes) if unclear else (opens, closes)
