"""A listing's codes: what they state, and the three answers to "is this offered?": yes, no, and not stated."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from intake.foundation.answers import Missing


@dataclass(frozen=True, slots=True)
class Service:
    """One code of the directory's reference sheet."""

    code: str
    category: str
    category_name: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Category:
    """What the house knows of a category; see data/categories.toml."""

    code: str
    name: str
    about_care: bool
    only_with_category: str | None
    only_with_codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stated:
    """`codes` given, `categories` answered (given, or settled by another answer), `unknown` codes of no reference sheet."""

    codes: tuple[str, ...]
    categories: tuple[str, ...]
    unknown: tuple[str, ...]
    tells_care: bool


class CodeBook:
    """Which category each code belongs to, for one edition of the directory."""

    def __init__(self, services: Collection[Service]) -> None:
        self.services = {service.code: service for service in services}
        self.category_of: Mapping[str, str] = {code: service.category for code, service in self.services.items()}

    def by_category(self) -> Mapping[str, list[Service]]:
        """The codes of each category, in the order of the book."""
        found: dict[str, list[Service]] = {}
        for service in self.services.values():
            found.setdefault(service.category, []).append(service)
        return found

    def __len__(self) -> int:
        return len(self.services)


@cache
def load_categories() -> Mapping[str, Category]:
    """The reviewed categories by code."""
    raw = tomllib.loads(files("intake.facilities").joinpath("data/categories.toml").read_text("utf-8"))
    return {entry["code"]: _category(entry) for entry in raw["category"]}


def read_codes(text: str, book: CodeBook, half_read: Collection[str] = ()) -> Stated:
    """What `SA DT * HI RD * ADTX` states; the order and grouping of the text carry no meaning.

    A word that nobody could read may stand for any code of its category: a category that is `half_read` is not answered.
    """
    words = set(text.replace("*", " ").split())
    # The book's own strings, so that twelve thousand listings share them.
    codes = {code for code in book.services if code in words}
    given = {book.category_of[code] for code in codes}
    answered = given.difference(half_read)
    return Stated(
        codes=tuple(sorted(codes)),
        categories=tuple(sorted(answered | _settled(answered, codes))),
        unknown=tuple(sorted(words - codes)),
        tells_care=any(category.about_care for code, category in load_categories().items() if code in given),
    )


def offers(
    codes: Collection[str], categories: Collection[str], code: str, category: str, denied: Collection[str] = ()
) -> bool | Literal[Missing.UNKNOWN]:
    """True when `code` is stated; False when it is denied or its category was answered without it; else unknown."""
    if code in codes:
        return True
    return False if category in categories or code in denied else Missing.UNKNOWN


def _settled(given: Collection[str], codes: Collection[str]) -> set[str]:
    """Categories left blank because another answer made the question pointless."""
    return {
        category.code
        for category in load_categories().values()
        if category.only_with_category in given and not category.only_with_codes & set(codes)
    } - set(given)


def _category(entry: Mapping[str, object]) -> Category:
    gate = entry.get("only_with")
    gate = gate if isinstance(gate, Mapping) else {}
    return Category(
        code=str(entry["code"]),
        name=str(entry["name"]),
        about_care=entry["about_care"] is True,
        only_with_category=gate.get("category"),
        only_with_codes=frozenset(gate.get("any_of", ())),
    )
