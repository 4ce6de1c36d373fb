"""The desk's corrections laid over what a source lists, and what a newer listing means for them."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Literal

from intake.facilities.rules.codes import CodeBook, load_categories, offers
from intake.foundation.answers import Missing

SERVICE = "service:"
CLOSED = "closed_on"
# Each of these is one question that the desk may answer otherwise than the listing.
FIELDS = ("name", "program", "unit", "address", "phone", "intake_lines", "website", CLOSED)
YES, NO, UNKNOWN = "yes", "no", "unknown"
_ANSWERS: Mapping[object, str] = {True: YES, False: NO, Missing.UNKNOWN: UNKNOWN}


@dataclass(frozen=True, slots=True)
class Told:
    """A place in plain data, as one source tells it. `year`: the newest edition that lists it; none when it was left out."""

    name: str
    program: str
    unit: str
    address: Mapping[str, str]
    phone: str | None
    intake_lines: tuple[str, ...]
    website: str | None
    codes: tuple[str, ...]
    categories: tuple[str, ...]
    tells_care: bool
    year: int | None
    denied: tuple[str, ...] = ()
    closed_on: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain data, from which `from_json` makes the same."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> "Told":
        values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in plain.items()}
        return cls(**values)

    @property
    def is_listed(self) -> bool:
        """False once its source has left it out, or the desk found it closed."""
        return self.year is not None and self.closed_on is None

    @property
    def closed_day(self) -> date | None:
        return date.fromisoformat(self.closed_on) if self.closed_on else None

    def no_longer_listed(self) -> "Told":
        """The same, left out by the newest edition."""
        return replace(self, year=None)

    def says(self, field: str, book: CodeBook) -> Any:
        """Its word on one field, as plain data. On closing: the year in which it still lists the place."""
        if field.startswith(SERVICE):
            return _answer(self, field.removeprefix(SERVICE), book)
        if field == CLOSED:
            return self.year
        return _plain(getattr(self, field))


Outcome = Literal["same", "agrees", "differs"]


def compare(field: str, ours: Any, theirs_before: Any, theirs_now: Any) -> Outcome:
    """What a listing that was read again means for a correction: nothing new, it agrees now, or it has a new word.

    A closed place that is no longer listed stays closed by our word: should it be listed again, somebody has to look.
    """
    if field == CLOSED:
        return "same" if theirs_now in (None, theirs_before) else "differs"
    if theirs_now == ours:
        return "agrees"
    return "same" if theirs_now == theirs_before else "differs"


def lay_over(listed: Told, ours: Mapping[str, Any], book: CodeBook) -> Told:
    """The place as it counts: the listing with each corrected field as the desk found it."""
    plain: dict[str, Any] = {field: tuple(value) if isinstance(value, list) else value for field, value in ours.items()}
    found = replace(listed, **{field: value for field, value in plain.items() if not field.startswith(SERVICE)})
    services = {field.removeprefix(SERVICE): word for field, word in ours.items() if field.startswith(SERVICE)}
    return _answered(found, services, book) if services else found


def changes_between(before: Told, after: Told) -> dict[str, list[Any]]:
    """field -> [before, after]; of codes only those that went and those that came."""
    found: dict[str, list[Any]] = {
        field: [_plain(getattr(before, field)), _plain(getattr(after, field))]
        for field in FIELDS
        if getattr(before, field) != getattr(after, field)
    }
    for field in ("codes", "denied"):
        had, has = set(getattr(before, field)), set(getattr(after, field))
        if had != has:
            found[field] = [sorted(had - has), sorted(has - had)]
    if before.is_listed != after.is_listed:
        found["listed"] = [before.is_listed, after.is_listed]
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _answer(told: Told, code: str, book: CodeBook) -> str:
    return _ANSWERS[offers(told.codes, told.categories, code, book.category_of.get(code, ""), told.denied)]


def _answered(told: Told, services: Mapping[str, str], book: CodeBook) -> Told:
    """Yes adds a code, no denies it. Not known where the rest of its category is answered: the rest is denied one by one."""
    opened = {book.category_of[code] for code, word in services.items() if word == UNKNOWN and code in book.category_of}
    categories = set(told.categories) - opened
    codes = {code for code in told.codes if services.get(code, YES) == YES} | _with(services, YES)
    left_out = {code for code, category in book.category_of.items() if category in opened & set(told.categories)}
    denied = (set(told.denied) | _with(services, NO) | left_out) - codes - _with(services, UNKNOWN)
    return replace(
        told,
        codes=tuple(sorted(codes)),
        categories=tuple(sorted(categories)),
        denied=tuple(sorted(code for code in denied if book.category_of.get(code) not in categories)),
        tells_care=told.tells_care or _tell_care(_with(services, YES), book),
    )


def _with(services: Mapping[str, str], word: str) -> set[str]:
    return {code for code, said in services.items() if said == word}


def _tell_care(codes: Collection[str], book: CodeBook) -> bool:
    known = load_categories()
    return any((found := known.get(book.category_of.get(code, ""))) is not None and found.about_care for code in codes)
