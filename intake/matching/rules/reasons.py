"""Reasons as data (what was asked, how the listing answers), turned into words that may be read aloud."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from intake.foundation.words import Words
from intake.matching.rules.needs import levels, load_data

# Of a ZIP area only the middle is known: nearer than this, a number of miles would say more than anybody knows.
_ZIP_MILES = 5
# The keys of data/barriers.toml: what can leave a place out beside its answers to the must-haves.
SILENT = "says_nothing_about_care"
FAR = "beyond_travel_limit"
ELSEWHERE = "in_another_state"
NOT_LISTED = "not_listed"
Answer = Literal["yes", "possible", "no", "unknown", "confirm_network"]


@dataclass(frozen=True, slots=True)
class Reason:
    """`question` and `answer` are stable codes; `values` fill in the words."""

    question: str
    answer: Answer
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def words(self) -> str:
        if self.answer == "confirm_network":
            return f"{self.values['payer']} network not confirmed: ask"
        return _words(self.question)[self.answer]


@cache
def said(question: str, answer: Answer) -> Reason:
    """The one reason of that question and answer (they are the same for every place)."""
    return Reason(question, answer)


def words_of(question: str) -> Mapping[str, str]:
    """What is said of a place, by its answer."""
    told = _words(question)
    return {answer: told[answer] for answer in ("yes", "possible", "unknown", "no") if told.get(answer)}


def words_for_many(question: str, count: int) -> str:
    """`7 do not list adults`; also for what is no question (data/barriers.toml)."""
    if count == 1:
        return Words("1 place: %(words)s", words=_words(question)["no"])
    return f"{count:,} {_words(question)['many_no']}"


@cache
def _words(key: str) -> Mapping[str, str]:
    if "|" in key:
        return _words_of_several([_words(part) for part in key.split("|")])
    if key in levels():
        return _words_of_level(levels()[key])
    found: Mapping[str, str] = load_data("questions").get(key) or load_data("barriers")[key]
    return found


def _words_of_level(entry: Mapping[str, Any]) -> Mapping[str, str]:
    data = load_data("levels")
    edition = data["editions"][entry["edition"]]
    within = Words("level %(code)s (%(edition)s)", code=entry["code"], edition=edition)
    told = {"level": within, "Level": level_words(entry), "because": entry["because"]}
    return {answer: Words(words, **told) for answer, words in data["words"].items()}


def _words_of_several(parts: Sequence[Mapping[str, str]]) -> Mapping[str, str]:
    """One yes is enough, and a no is one of each. What is unknown is told of each by itself."""
    links = {"yes": ", or: ", "no": ", and: ", "many_no": ", and: "}
    return {answer: link.join(part[answer] for part in parts) for answer, link in links.items()}


def level_words(entry: Mapping[str, Any]) -> str:
    """`Level 3.7 (ASAM 4th edition)`."""
    edition = load_data("levels")["editions"][entry["edition"]]
    return Words("Level %(code)s (%(edition)s)", code=entry["code"], edition=edition)


def distance_words(miles: float | None, *, is_exact: bool, limit: float | None = None) -> str:
    """`about 12 miles, measured from ZIP centers`; honest about how it was measured, and when it cannot be told."""
    if miles is None:
        return Words("distance not known")
    if is_exact:
        return _about(round(miles), least=1)
    near_limit = limit is not None and abs(limit - miles) < _ZIP_MILES
    return _by_zip(None if miles == 0 else round(miles), near_limit=near_limit)


@cache
def _by_zip(miles: int | None, *, near_limit: bool) -> str:
    words = Words("in the same ZIP area")
    if miles is not None:
        words = Words("%(words)s, measured from ZIP centers", words=_about(miles, least=_ZIP_MILES))
    return Words("%(words)s: close to the limit, ask for the address", words=words) if near_limit else words


def way_words(given_up: Sequence[str], looked_at_miles: float | None) -> str:
    """What is given up: `Without “Takes Medicaid”`."""
    words = " and ".join(
        f"up to {looked_at_miles:,.0f} miles" if key == FAR else f"without “{_words(key)['yes']}”" for key in given_up
    )
    # Only the first letter: `capitalize` would lower the others.
    return words[:1].upper() + words[1:]


def wider_words(miles: int | None) -> str:
    """How far away places would be looked for."""
    return "Anywhere in the country" if miles is None else f"Within {miles:,} miles, in any state"


@cache
def _about(miles: int, *, least: int) -> str:
    if miles < least:
        return Words("less than a mile") if least == 1 else Words("less than %(count)s miles", count=least)
    return Words("about 1 mile") if miles == 1 else Words("about %(count)s miles", count=f"{miles:,}")
