"""What is known of a place, and what changed, in words for people. What is not known is said to be so."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intake.facilities.rules.codes import CodeBook, load_categories
from intake.facilities.rules.corrections import SERVICE
from intake.facilities.rules.hours import Period, hours_words
from intake.facilities.rules.phones import phone_words
from intake.foundation.answers import Missing
from intake.foundation.words import Words

FIELD_WORDS: Mapping[str, str] = {
    "name": Words("Name"),
    "program": Words("Second line of the name"),
    "unit": Words("Unit"),
    "address": Words("Address"),
    "phone": Words("Telephone"),
    "intake_lines": Words("Intake lines"),
    "website": Words("Website"),
    "closed_on": Words("Closed on"),
    "listed": Words("In the directory"),
    "codes": Words("Offered"),
    "denied": Words("Found not to be offered"),
    "hours": Words("Hours"),
    "walk_in": Words("Walk-in"),
    "waiting_days": Words("Waiting time"),
    "referral_phone": Words("Telephone for referrals"),
    "bring": Words("What to bring"),
    "credential": Words("License or accreditation"),
    "verified_on": Words("Gone through"),
}
MISSING_WORDS: Mapping[str, str] = {
    Missing.NOT_ASKED: Words("not asked yet"),
    Missing.UNKNOWN: Words("asked, and not known"),
    Missing.DECLINED: Words("asked, and not said"),
}
NOTHING = Words("nothing")


@dataclass(frozen=True, slots=True)
class Subject:
    """One category: what is offered and what is not. `open`: more of it may be offered, nobody said."""

    name: str
    offered: tuple[str, ...]
    not_offered: tuple[str, ...]
    open: bool


def subjects(
    book: CodeBook, codes: Collection[str], categories: Collection[str], denied: Collection[str] = ()
) -> tuple[list[Subject], list[str]]:
    """(what is known, category by category; the categories of which nothing is known)."""
    known, silent = [], []
    reviewed = load_categories()
    care_first = sorted(book.by_category().items(), key=lambda pair: pair[0] not in reviewed or not reviewed[pair[0]].about_care)
    for category, services in care_first:
        is_open = category not in categories
        offered = tuple(one.name.strip() for one in services if one.code in codes)
        not_offered = tuple(one.name.strip() for one in services if one.code not in codes and (not is_open or one.code in denied))
        name = services[0].category_name.strip()
        if offered or not_offered:
            known.append(Subject(name, offered, not_offered, is_open))
        else:
            silent.append(name)
    return known, silent


def field_words(field: str, book: CodeBook) -> str:
    """The name of a corrected or changed field."""
    if not field.startswith(SERVICE):
        return FIELD_WORDS.get(field, field)
    code = field.removeprefix(SERVICE)
    return book.services[code].name.strip() if code in book.services else code


def value_words(field: str, value: Any, book: CodeBook) -> str:
    """A value of a field as it is kept in corrections and history."""
    if isinstance(value, dict) and "missing" in value:
        return MISSING_WORDS[value["missing"]]
    if value is None or (value in ("", []) and field != "hours"):
        return NOTHING
    if field in ("codes", "denied"):
        return Words("%(services)s", services=[field_words(f"{SERVICE}{code}", book) for code in value])
    words = _PLAIN.get(field, str)(value)
    return words if isinstance(words, str) else str(words)


def waiting_words(days: int) -> str:
    if days == 0:
        return Words("no waiting")
    return Words("1 day") if days == 1 else Words("%(count)s days", count=days)


def address_words(address: Mapping[str, str]) -> str:
    return f"{address['street']}, {address['city']}, {address['state']} {address['zip']}"


def _hours(periods: Sequence[Sequence[Any]]) -> str:
    return hours_words([Period(*period) for period in periods])


def _yes_no(value: bool) -> str:
    return Words("yes") if value else Words("no")


_PLAIN: Mapping[str, Any] = {
    "address": address_words,
    "phone": phone_words,
    "referral_phone": phone_words,
    "intake_lines": lambda lines: ", ".join(map(phone_words, lines)),
    "hours": _hours,
    "walk_in": _yes_no,
    "listed": _yes_no,
    "waiting_days": waiting_words,
    # On closing a listing tells only the year in which it still lists the place.
    "closed_on": lambda value: Words("still listed in %(year)s", year=value) if isinstance(value, int) else value,
}
