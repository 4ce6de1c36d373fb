"""A list of places for somebody who goes there, on paper or by e-mail: what is said of each, and around them. Pure."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from intake.facilities.rules.codes import CodeBook
from intake.facilities.rules.phones import phone_words
from intake.facilities.rules.words import FIELD_WORDS, value_words
from intake.foundation.answers import is_known
from intake.foundation.words import Words

# What somebody who goes there wants to know, beside name, address and numbers.
_TAKEN_ALONG = ("hours", "walk_in", "bring")


class TakenAlong(NamedTuple):
    """One place: its lines, when the desk went through it last, and what nobody there knows."""

    lines: list[str]
    checked_on: date | None
    not_known: list[str]

    def told(self, day: str) -> list[str]:
        """All that is said of it; `day`: the day of the check, as the reader writes it."""
        words = list_words()
        on_day, ask_for = words["checked"], words["not_known"]
        unknown = [Words(ask_for, fields=self.not_known)] if self.not_known else []
        return [*self.lines, *unknown, Words(on_day, day=day) if day else words["not_checked"]]


def taken_along(place: Any, facts: Any, book: CodeBook) -> TakenAlong:
    """From public data alone."""
    unknown = [FIELD_WORDS[field] for field in _TAKEN_ALONG if not is_known(facts.answer(field))]
    return TakenAlong(_in_short(place, facts, book), place.verified_on, unknown)


def _in_short(place: Any, facts: Any, book: CodeBook) -> list[str]:
    site = place.site
    lines = [", ".join(filter(None, (place.name, place.program)))]
    lines += [] if place.listed else [Words("Closed, or no longer in the directory: call first")]
    lines.append(f"{', '.join(filter(None, (site.street, place.unit)))}, {site.city}, {site.state} {site.zip}")
    lines.append(
        Words("Telephone: %(number)s", number=phone_words(place.phone)) if place.phone else Words("Telephone: not known")
    )
    lines += [Words("Intake line: %(number)s", number=phone_words(line)) for line in place.intake_lines]
    lines += [place.website] if place.website else []
    told = [(field, facts.answer(field)) for field in _TAKEN_ALONG]
    return lines + [
        Words("%(field)s: %(value)s", field=FIELD_WORDS[field], value=value_words(field, one, book))
        for field, one in told
        if is_known(one)
    ]


@cache
def list_words() -> Mapping[str, str]:
    """What is said around the places, by key."""
    told: Mapping[str, str] = tomllib.loads(files("intake.facilities").joinpath("data/list.toml").read_text("utf-8"))["words"]
    return told
