"""Reasons as data (what was asked, how the listing answers), turned into words that may be read aloud."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from intake.matching.rules.needs import load_data

Answer = Literal["yes", "no", "unknown", "confirm_network"]
# The key under which places are counted whose listing tells nothing about care.
SILENT = "says_nothing_about_care"
_SILENT_WORDS = "list nothing about the care they give"


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
        return str(load_data("questions")[self.question][self.answer])


@cache
def said(question: str, answer: Answer) -> Reason:
    """The one reason of that question and answer (they are the same for every place)."""
    return Reason(question, answer)


def words_for_many(question: str, count: int) -> str:
    """`7 do not list adults`; also for `SILENT`, which is no question."""
    words = _SILENT_WORDS if question == SILENT else load_data("questions")[question]["many_no"]
    return f"{count:,} {words}"


def distance_words(miles: float | None, precision: str) -> str:
    """`about 12 miles, measured from ZIP centers`; honest when there is nothing to measure from."""
    if miles is None:
        return "distance not known"
    rounded = round(miles)
    about = "less than a mile" if rounded < 1 else f"about {rounded:,} mile{'' if rounded == 1 else 's'}"
    if precision == "address":
        return about
    return "in the same ZIP area" if miles == 0 else f"{about}, measured from ZIP centers"
