"""What the matcher asks of a place, and what makes it ask, as a reviewer reads it: from the same files that it runs on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, NamedTuple

from intake.foundation.words import Words
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

    @property
    def without(self) -> tuple[str, ...]:
        return self.question.without


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


# Tables of which every entry asks one question: the table, whose words it uses, as what it asks, and how it is told.
_WHOLE: tuple[tuple[str, str, Role, Words], ...] = (
    ("gender", "gender", "must", Words("Gender: %(what)s")),
    ("coverage", "coverage", "must", Words("Coverage: %(what)s")),
    ("coverage_unlisted", "coverage", "must", Words("Coverage: %(what)s")),
    ("coverage_wish", "coverage", "wish", Words("Coverage: %(what)s")),
    ("access", "access", "must", Words("Access: %(what)s")),
    ("language", "language", "must", Words("Needs an interpreter and speaks no English: %(what)s")),
    ("language", "language", "wish", Words("Speaks %(what)s")),
)


@cache
def crosswalk_lines() -> tuple[Line, ...]:
    """data/crosswalk.toml line by line."""
    return tuple(_lines(load_data("crosswalk")))


def _lines(table: Mapping[str, Any]) -> Iterator[Line]:
    for name, line in table["class"].items():
        kind = told_words("class", name)
        asked: tuple[tuple[str, str, Role], ...] = (
            ("in_withdrawal", Words("Withdrawal care is indicated for %(kind)s", kind=kind), "must"),
            ("in_withdrawal", maybe_needed(name), "wish"),
            ("levels", Words("Withdrawal care is indicated for %(kind)s", kind=kind), "level"),
            ("used", Words("Uses %(kind)s", kind=kind), "wish"),
        )
        for field, told, role in asked:
            yield from (Line(told, key, role, line["source"], line["sure"]) for key in line[field])
        if line["seizures"]:
            told = Words("Uses %(kind)s, and a risk of seizures is not ruled out", kind=kind)
            yield Line(told, HOSPITAL, "first", line["source"], line["sure"])
    for section, told, asks, role in _plain_lines(table):
        yield Line(told, asks, role, table["about"][section]["source"], table["about"][section]["sure"])


def _plain_lines(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str, Role]]:
    """(section, what was told, what is asked, as what)."""
    yield from (("otherwise", Words("Nothing needs withdrawal care"), key, "must") for key in table["otherwise"]["musts"])
    least = 0
    for band in table["age"]:
        most = band["below"] - 1
        told = Words("Age %(least)s to %(most)s", least=least, most=most)
        if most >= 99:
            told = Words("Age %(least)s or more", least=least)
        yield "age", told, band["must"], "must"
        if "wish" in band:
            yield "age", told, band["wish"], "wish"
        least = band["below"]
    yield "adult", Words("An adult, in years not known"), table["adult"]["must"], "must"
    for section, group, role, template in _WHOLE:
        for word, key in table[section].items():
            yield section, template.format(what=told_words(group, word)), key, role
    for kind in table["of_one_state"]["kinds"]:
        what = told_words("coverage", kind)
        told = Words(
            "Coverage: %(what)s. In another state than the plan's (the home, if none is named) it is never a yes", what=what
        )
        yield "of_one_state", told, table["coverage"][kind], "must"
    yield "pregnant", Words("Pregnant"), table["pregnant"]["must"], "must"
    for word, asks in table["legal"].items():
        for role in ("must", "wish"):
            if role in asks:
                yield "legal", Words("Legal status: %(what)s", what=told_words("legal", word)), asks[role], role
    yield "veteran", Words("A veteran"), table["veteran"]["wish"], "wish"
    yield "mental_health", Words("Mental health troubles were told of"), table["mental_health"]["wish"], "wish"
    for key, classes in table["only"].items():
        but = [told_words("class", one) for one in classes]
        told = Words("Uses anything but %(kinds)s", kinds=but) if but else Words("Whatever is used")
        yield "only", told, key, "caution"
    for fact, told in (("gender", Words("Gender not known, or another")), ("age", Words("Age not known"))):
        yield from (("only_unless", told, key, "caution") for key in table["only_unless"][fact])


def maybe_needed(kind: str) -> str:
    """What is said while an answer that is missing decides whether a class of substances needs withdrawal care."""
    return Words("Not known whether withdrawal care for %(kind)s is needed: ask", kind=told_words("class", kind))


def told_words(table: str, code: str) -> str:
    """Plain words for a code of the crosswalk."""
    return str(load_data("told")["words"][table][code])
