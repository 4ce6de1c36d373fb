"""Is somebody known already? Reasons that speak for it, with their weight; a date of birth that differs speaks against it."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

from rapidfuzz.distance import OSA


class Likely(StrEnum):
    SAME_NUMBER = "same_number"
    SAME_NAME = "same_name"
    SIMILAR_NAME = "similar_name"
    SAME_BIRTH_DATE = "same_birth_date"
    SIMILAR_BIRTH_DATE = "similar_birth_date"


_WEIGHT = {
    Likely.SAME_NUMBER: 3,
    Likely.SAME_NAME: 4,
    Likely.SIMILAR_NAME: 3,
    Likely.SAME_BIRTH_DATE: 4,
    Likely.SIMILAR_BIRTH_DATE: 2,
}
_OTHER_BIRTH_DATE = 3
# One strong reason alone, or two together.
_LEAST = 3
_SAME, _SIMILAR = 0.999, 0.8


@dataclass(frozen=True, slots=True)
class Likeness:
    """`weight`: the heavier, the likelier. Without reasons nothing is proposed."""

    weight: int
    reasons: Sequence[Likely]


def weigh(*, name: float, part: float, told: date | None, known: date | None, same_number: bool) -> Likeness | None:
    """How alike the names are as a whole (`name`) and in the one that fits best (`part`), from 0 to 1.

    None when too little speaks for it: many people were born on one day, so a birthday counts beside a name or the number.
    """
    found = [Likely.SAME_NUMBER] if same_number else []
    if name >= _SIMILAR:
        found.append(Likely.SAME_NAME if name >= _SAME else Likely.SIMILAR_NAME)
    differs = False
    if told and known and (same_number or part >= _SIMILAR):
        day = Likely.SAME_BIRTH_DATE if told == known else Likely.SIMILAR_BIRTH_DATE if _slip_between(told, known) else None
        found += [day] if day else []
        differs = day is None
    weight = sum(_WEIGHT[reason] for reason in found) - (_OTHER_BIRTH_DATE if differs else 0)
    return Likeness(weight, found) if weight >= _LEAST else None


@cache
def duplicate_words() -> dict[str, str]:
    """The words of each reason."""
    told = tomllib.loads((Path(__file__).parent.parent / "data" / "duplicates.toml").read_text())["reason"]
    return {code: each["words"] for code, each in told.items()}


def _slip_between(one: date, other: date) -> bool:
    """One digit typed wrong, two swapped, or day and month the other way round."""
    swapped = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return swapped or OSA.distance(one.strftime("%Y%m%d"), other.strftime("%Y%m%d"), score_cutoff=1) <= 1
