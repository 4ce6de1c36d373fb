"""What the matcher asks of a place, and what makes it ask, as a reviewer reads it: from the same files that it runs on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from intake.matching.rules.exclude import may_be_given_up
from intake.matching.rules.judge import HOSPITAL
from intake.matching.rules.needs import Question, levels, load_data, questions
from intake.matching.rules.reasons import words_of

Role = Literal["must", "wish", "level", "caution", "first"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the crosswalk: what was told, and what a place is asked because of it."""

    told: str
    asks: str
    role: Role
    source: str
    sure: str


class Stated(NamedTuple):
    """A code of the directory; `proves` false: it makes the answer possible, never a yes."""

    category: str
    code: str
    proves: bool


@dataclass(frozen=True, slots=True)
class Described:
    """One question: its words for each answer, the codes that prove it or make it possible, and the lines that ask it.

    `spoken_miles` and `situation_miles`: what it weighs as a wish. `given_up`: by the caller, a clinician, or never.
    """

    question: Question
    words: Mapping[str, str]
    lines: tuple[Line, ...]
    spoken_miles: float
    situation_miles: float
    given_up: Literal["caller", "clinician", "never"]
    sure: str = ""

    @property
    def key(self) -> str:
        return self.question.key

    @property
    def codes(self) -> list[Stated]:
        groups = self.question.groups
        return [Stated(category, code, code not in self.question.possible) for category, codes in groups for code in codes]


@cache
def described_questions() -> tuple[Described, ...]:
    """Every question in the order of the files, levels of care last."""
    by_question: dict[str, list[Line]] = {}
    for line in crosswalk_lines():
        by_question.setdefault(line.asks, []).append(line)
    return tuple(_described(one, tuple(by_question.get(key, ()))) for key, one in questions().items())


def _described(asked: Question, lines: tuple[Line, ...]) -> Described:
    weights, key = load_data("wishes"), asked.key
    spoken, situation = (float(weights[how].get(key, weights[how]["default"])) for how in ("spoken", "situation"))
    sure = levels()[key]["sure"] if key in levels() else ""
    return Described(asked, words_of(key), lines, spoken, situation, may_be_given_up(key), sure)


@cache
def crosswalk_lines() -> tuple[Line, ...]:
    """data/crosswalk.toml line by line."""
    return tuple(_lines(load_data("crosswalk")))


def _lines(table: Mapping[str, Any]) -> Iterator[Line]:
    for name, line in table["class"].items():
        asked: tuple[tuple[str, str, Role], ...] = (
            ("in_withdrawal", "withdrawal care is indicated for: ", "must"),
            ("levels", "withdrawal care is indicated for: ", "level"),
            ("used", "uses: ", "wish"),
        )
        for field, told, role in asked:
            yield from (Line(told + plain(name), key, role, line["source"], line["sure"]) for key in line[field])
        if line["seizures"]:
            yield Line(f"{plain(name)}, and a risk of seizures is not ruled out", HOSPITAL, "first", line["source"], line["sure"])
    for section, told, asks, role in _plain_lines(table):
        yield Line(told, asks, role, table["about"][section]["source"], table["about"][section]["sure"])


def _plain_lines(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Role]]:
    """(section, what was told, what is asked, as what)."""
    yield from (("otherwise", "nothing needs withdrawal care", key, "must") for key in table["otherwise"]["musts"])
    least = 0
    for band in table["age"]:
        told = f"age: {least} to {band['below'] - 1}" if band["below"] < 100 else f"age: {least} or more"
        yield "age", told, band["must"], "must"
        if "wish" in band:
            yield "age", told, band["wish"], "wish"
        least = band["below"]
    yield "adult", "an adult, and no number of years", table["adult"]["must"], "must"
    whole: tuple[tuple[str, Role], ...] = (
        ("gender", "must"),
        ("coverage", "must"),
        ("coverage_unlisted", "must"),
        ("coverage_wish", "wish"),
        ("access", "must"),
        ("language", "must"),
        ("language", "wish"),
    )
    for section, role in whole:
        told = table["about"][section].get(role, section)
        yield from ((section, f"{plain(told)}: {plain(word)}", key, role) for word, key in table[section].items())
    yield "pregnant", "pregnant", table["pregnant"]["must"], "must"
    for word, asks in table["legal"].items():
        for role in ("must", "wish"):
            if role in asks:
                yield "legal", f"legal status: {plain(word)}", asks[role], role
    for section in ("veteran", "mental_health"):
        yield section, plain(section), table[section]["wish"], "wish"
    for key, classes in table["only"].items():
        yield "only", f"uses anything but: {', '.join(map(plain, classes)) or 'nothing'}", key, "caution"


def plain(code: str) -> str:
    """A code as words."""
    return code.replace("_", " ")
