"""Must-haves filter, wishes rank, unknown is never yes. The order is fair: equal places by a draw seeded with the run."""

import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from intake.foundation.answers import Missing
from intake.matching.rules.needs import Needs, Question, Verdict, question, verdict
from intake.matching.rules.reasons import Reason, said

RULE_VERSION = 1
HOSPITAL = "hospital_withdrawal"
STAY = "stays_overnight_withdrawal"
# Where there is no distance: after every place that has one, and wishes still count among them.
_FAR_MILES = 20_000.0


@dataclass(frozen=True, slots=True)
class Place:
    """How one place answers the needs, in their order; `hospital` whether it states hospital withdrawal care."""

    id: UUID
    musts: tuple[Verdict, ...]
    wishes: tuple[Verdict, ...]
    cautions: tuple[Verdict, ...]
    hospital: Verdict
    miles: float | None


@dataclass(frozen=True, slots=True)
class Result:
    """One place in the list. `tier`, `effort` and `unmet` are what it was ordered by, before the draw."""

    id: UUID
    miles: float | None
    tier: int
    effort: float
    unmet: float
    fits: tuple[Reason, ...]
    ask: tuple[Reason, ...]
    does_not_fit: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """`matches`: every must-have is a yes. `to_find_out`: none is a no, at least one is unknown."""

    matches: tuple[Result, ...]
    to_find_out: tuple[Result, ...]


def judge(
    place_id: UUID,
    codes: Collection[str],
    categories: Collection[str],
    miles: float | None,
    needs: Needs,
    denied: Collection[str] = (),
) -> Place:
    """How a place answers the needs."""

    def answers(asked: Iterable[Question]) -> tuple[Verdict, ...]:
        return tuple(verdict(one, codes, categories, denied) for one in asked)

    return Place(
        id=place_id,
        musts=answers(needs.musts),
        wishes=answers(wish.question for wish in needs.wishes),
        cautions=answers(needs.cautions),
        hospital=verdict(question(HOSPITAL), codes, categories, denied),
        miles=miles,
    )


def rank(places: Iterable[Place], needs: Needs, seed: str) -> Ranking:
    """Places with a no on a must-have are left out; the others in order, the unknown ones in their own list."""
    matches: list[Result] = []
    to_find_out: list[Result] = []
    for place in places:
        if any(answer is False for answer in place.musts):
            continue
        known = all(answer is True for answer in place.musts)
        (matches if known else to_find_out).append(_result(place, needs))
    return Ranking(_in_order(matches, seed), _in_order(to_find_out, seed))


def restore_order(kept: Sequence[tuple[UUID, int, float, float]], seed: str) -> list[UUID]:
    """The order of a stored run from what it kept of each place: (id, tier, effort, unmet)."""
    return [row[0] for row in sorted(kept, key=lambda row: (*row[1:], _draw(seed, row[0])))]


def _in_order(results: Iterable[Result], seed: str) -> tuple[Result, ...]:
    return tuple(sorted(results, key=lambda r: (r.tier, r.effort, r.unmet, _draw(seed, r.id))))


def _draw(seed: str, place_id: UUID) -> bytes:
    return hmac.digest(seed.encode(), place_id.bytes, "sha256")


def _result(place: Place, needs: Needs) -> Result:
    fits, ask, does_not_fit = _reasons(place, needs)
    unmet = sum(_share(answer) for answer in place.wishes)
    extra = sum(wish.miles * _share(answer) for wish, answer in zip(needs.wishes, place.wishes, strict=True))
    return Result(
        id=place.id,
        miles=place.miles,
        tier=0 if not needs.hospital_first or place.hospital is True else 1,
        effort=(_FAR_MILES if place.miles is None else place.miles) + extra,
        unmet=unmet,
        fits=fits,
        ask=ask,
        does_not_fit=does_not_fit,
    )


def _share(answer: Verdict) -> float:
    return 0.0 if answer is True else 1.0 if answer is False else 0.5


def _reasons(place: Place, needs: Needs) -> tuple[tuple[Reason, ...], tuple[Reason, ...], tuple[Reason, ...]]:
    lists: Mapping[object, list[Reason]] = {True: [], Missing.UNKNOWN: [], False: []}
    asked = [must.key for must in needs.musts] + [wish.question.key for wish in needs.wishes]
    for key, answer in zip(asked, place.musts + place.wishes, strict=True):
        lists[answer].append(said(key, _WORD[answer]))
    fits, ask = lists[True], lists[Missing.UNKNOWN]
    if needs.network_to_confirm:
        ask.append(Reason("network", "confirm_network", {"payer": needs.network_to_confirm}))
    if needs.hospital_first or STAY in asked:
        (fits if place.hospital is True else ask).append(said(HOSPITAL, _WORD[place.hospital]))
    ask += [said(q.key, "yes") for q, answer in zip(needs.cautions, place.cautions, strict=True) if answer is True]
    return tuple(fits), tuple(ask), tuple(lists[False])


_WORD: Mapping[object, str] = {True: "yes", False: "no", Missing.UNKNOWN: "unknown"}
