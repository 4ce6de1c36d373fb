"""How places answer what is asked of them. Many places answer alike, so answers are made, and reasoned about, once."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from intake.foundation.answers import Missing
from intake.matching.rules.needs import POSSIBLE, Needs, Question, Verdict, question, verdict

HOSPITAL = "hospital_withdrawal"
# How the database writes an answer.
_LETTERS: Mapping[str, Verdict] = {"y": True, "m": POSSIBLE, "n": False, "u": Missing.UNKNOWN}


# Compared by identity, which is quick: places that answer alike share one.
@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """How a place answers the needs, in their order; `hospital` whether it states hospital withdrawal care."""

    musts: tuple[Verdict, ...]
    wishes: tuple[Verdict, ...]
    cautions: tuple[Verdict, ...]
    hospital: Verdict
    levels: tuple[Verdict, ...] = ()
    parts: tuple[Verdict, ...] = ()

    @classmethod
    def of(cls, musts: str, others: str, needs: Needs) -> "Answers":
        """From letters: `others` are those of `asked_beside`."""
        told = read_letters(others)
        wishes, cautions = len(needs.wishes), len(needs.wishes) + len(needs.cautions)
        levels = cautions + 1 + len(needs.levels)
        stated = told[:wishes], told[wishes:cautions], told[cautions], told[cautions + 1 : levels], told[levels:]
        return cls(read_letters(musts), *stated)


class Place(NamedTuple):
    """One place. `miles`: from the origin of the needs, None where either has no position."""

    id: UUID
    answers: Answers
    miles: float | None


def judge(
    place_id: UUID,
    codes: Collection[str],
    categories: Collection[str],
    miles: float | None,
    needs: Needs,
    denied: Collection[str] = (),
    state: str = "",
) -> Place:
    """How a place answers the needs."""
    unproven = needs.unproven_in(state)

    def answers(asked: Iterable[Question]) -> tuple[Verdict, ...]:
        return tuple(verdict(one, codes, categories, denied, unproven) for one in asked)

    told = Answers(
        musts=answers(needs.musts),
        wishes=answers(wish.question for wish in needs.wishes),
        cautions=answers(needs.cautions),
        hospital=verdict(question(HOSPITAL), codes, categories, denied),
        levels=answers(needs.levels),
        parts=answers(needs.parts),
    )
    return Place(place_id, told, miles)


def asked_beside(needs: Needs) -> tuple[Question, ...]:
    """What is asked beside the must-haves: wishes, cautions, hospital, levels, and what a must-have is made of."""
    return (*(wish.question for wish in needs.wishes), *needs.cautions, question(HOSPITAL), *needs.levels, *needs.parts)


def read_letters(letters: str) -> tuple[Verdict, ...]:
    """y, m, n, u as answers."""
    return tuple(_LETTERS[letter] for letter in letters)
