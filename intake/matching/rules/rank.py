"""Must-haves filter, wishes rank, unknown is never yes. The order is fair: equal places by a draw seeded with the call."""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from intake.foundation.answers import Missing
from intake.matching.rules.judge import HOSPITAL, Answers, Place
from intake.matching.rules.needs import POSSIBLE, Needs, Verdict
from intake.matching.rules.reasons import Answer, Reason, said

RULE_VERSION = 4
STAY = "stays_overnight_withdrawal"
# Where there is no distance: after every place that has one, and wishes still count among them.
_FAR_MILES = 20_000.0


@dataclass(frozen=True, slots=True)
class Standing:
    """What a place's answers come to: whether it is a match, what it is ordered by beside its distance, and why.

    `extra`: miles for wishes that are not met; `unmet`: how many are not, and how many cautions there are.
    `hospital`: withdrawal care in one is stated.
    """

    is_match: bool
    hospital: bool
    tier: int
    extra: float
    unmet: float
    fits: tuple[Reason, ...]
    ask: tuple[Reason, ...]
    does_not_fit: tuple[Reason, ...]


# A plain row: a thousand of them are made for one answer.
class Result(NamedTuple):
    """One place in the list. `order`: the standing's tier, miles with those of unmet wishes, and how many are unmet."""

    id: UUID
    miles: float | None
    standing: Standing
    order: tuple[int, float, float]


@dataclass(frozen=True, slots=True)
class Ranking:
    """`matches`: every must-have is a yes. `to_find_out`: none is a no, at least one is unknown."""

    matches: tuple[Result, ...]
    to_find_out: tuple[Result, ...]


def rank(places: Iterable[Place], needs: Needs, seed: str) -> Ranking:
    """Places with a no on a must-have are left out; the others in order, the unknown ones in their own list."""
    standings: dict[Answers, Standing | None] = {}
    matches: list[Result] = []
    to_find_out: list[Result] = []
    for place in places:
        answers = place.answers
        if answers not in standings:
            standings[answers] = None if False in answers.musts else stand(answers, needs)
        standing = standings[answers]
        if standing is None:
            continue
        effort = (_FAR_MILES if place.miles is None else place.miles) + standing.extra
        order = (standing.tier, effort, standing.unmet)
        (matches if standing.is_match else to_find_out).append(Result(place.id, place.miles, standing, order))
    return Ranking(_in_order(matches, seed), _in_order(to_find_out, seed))


def restore_order(kept: Sequence[tuple[UUID, int, float, float]], seed: str) -> list[UUID]:
    """The order of a stored run from what it kept of each place: (id, tier, effort, unmet)."""
    return [row[0] for row in sorted(kept, key=lambda row: (*row[1:], _draw(seed, row[0])))]


def stand(answers: Answers, needs: Needs) -> Standing:
    """What these answers come to."""
    fits, ask, does_not_fit = _reasons(answers, needs)
    return Standing(
        is_match=all(answer is True for answer in answers.musts),
        hospital=answers.hospital is True,
        tier=0 if not needs.hospital_first or answers.hospital is True else 1,
        extra=sum(wish.miles * _share(answer) for wish, answer in zip(needs.wishes, answers.wishes, strict=True)),
        unmet=sum(map(_share, answers.wishes)) + answers.cautions.count(True),
        fits=fits,
        ask=ask,
        does_not_fit=does_not_fit,
    )


def _in_order(results: Iterable[Result], seed: str) -> tuple[Result, ...]:
    # Few places are equal, and a draw is dear: it is made only among those that are.
    told: list[Result] = []
    for _, equals in groupby(sorted(results, key=_ORDER), key=_ORDER):
        alike = list(equals)
        told += sorted(alike, key=lambda result: _draw(seed, result.id)) if len(alike) > 1 else alike
    return tuple(told)


_ORDER = attrgetter("order")


def _draw(seed: str, place_id: UUID) -> bytes:
    return hmac.digest(seed.encode(), place_id.bytes, "sha256")


def answer_word(verdict: Verdict) -> Answer:
    """An answer as reasons name it."""
    return _WORD[verdict]


def _share(answer: Verdict) -> float:
    return 0.0 if answer is True else 1.0 if answer is False else 0.5


def _reasons(answers: Answers, needs: Needs) -> tuple[tuple[Reason, ...], tuple[Reason, ...], tuple[Reason, ...]]:
    lists: dict[object, list[Reason]] = {True: [], Missing.UNKNOWN: [], False: []}
    lists[POSSIBLE] = lists[Missing.UNKNOWN]
    told = _told(answers, needs)
    asked = {key for key, _ in told}
    for key, answer in told:
        lists[answer].append(said(key, _WORD[answer]))
    fits, ask = lists[True], lists[Missing.UNKNOWN]
    # Whoever does not take that kind of coverage is in no network of it.
    refused = {key for key, answer in told if answer is False}
    ask += [Reason("network", "confirm_network", {"payer": one.payer}) for one in needs.networks if one.question not in refused]
    # Where nobody stays overnight, that says it all.
    if (needs.hospital_first or STAY in asked) and (STAY, False) not in told:
        (fits if answers.hospital is True else ask).append(said(HOSPITAL, _WORD[answers.hospital]))
    for level, answer in zip(needs.levels, answers.levels, strict=True):
        if level.key not in asked and answer in (True, POSSIBLE):
            lists[answer].append(said(level.key, _WORD[answer]))
    ask += [said(q.key, "yes") for q, answer in zip(needs.cautions, answers.cautions, strict=True) if answer is True]
    return tuple(fits), tuple(ask), tuple(lists[False])


def _told(answers: Answers, needs: Needs) -> list[tuple[str, Verdict]]:
    """Each must-have and wish with its answer; of a must-have that is made of several, each of these."""
    parts = iter(answers.parts)
    told: list[tuple[str, Verdict]] = []
    for must, answer in zip(needs.musts, answers.musts, strict=True):
        told += [(part.key, next(parts)) for part in must.parts] if must.parts else [(must.key, answer)]
    wishes = zip(needs.wishes, answers.wishes, strict=True)
    return [*told, *((wish.question.key, answer) for wish, answer in wishes)]


_WORD: Mapping[object, Answer] = {True: "yes", False: "no", POSSIBLE: "possible", Missing.UNKNOWN: "unknown"}
