"""Why places are left out, and the least that would have to be given up for some of them to fit."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal
from uuid import UUID

from intake.matching.rules.needs import Needs, levels, load_data
from intake.matching.rules.reasons import FAR, SILENT, Reason, said

# In the order in which the database tells them.
GATES = (FAR, SILENT)
_MOST_GIVEN_UP = 3
_MOST_TOLD = 6


@dataclass(frozen=True, slots=True)
class Barriers:
    """What keeps places from being a match: gates and must-haves that are denied, and must-haves that are not stated."""

    denied: tuple[str, ...]
    unknown: tuple[str, ...]

    @classmethod
    def of(cls, letters: str, needs: Needs) -> "Barriers":
        """From one letter for each gate and each must-have, in order."""
        keys = (*GATES, *(must.key for must in needs.musts))
        named = list(zip(keys, letters, strict=True))
        return cls(tuple(key for key, letter in named if letter == "n"), tuple(key for key, letter in named if letter in "um"))


@dataclass(frozen=True, slots=True)
class Tally:
    """How many places of the area have these barriers, and how far the nearest of them is."""

    barriers: Barriers
    count: int
    nearest_miles: float | None = None


@dataclass(frozen=True, slots=True)
class Excluded:
    """One place that is left out, and by what."""

    id: UUID
    miles: float | None
    barriers: Barriers

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(said(key, "no") for key in self.barriers.denied)


@dataclass(frozen=True, slots=True)
class Relaxation:
    """What could be given up, and how many more places that gives: surely (`matches`), or after a call (`to_find_out`)."""

    given_up: tuple[str, ...]
    matches: int
    to_find_out: int
    nearest_miles: float | None

    @property
    def needs_clinician(self) -> bool:
        return not _clinicians().isdisjoint(self.given_up)

    @property
    def notes(self) -> tuple[str, ...]:
        notes = load_data("barriers")["relax"]["note"]
        given_up = [part for key in self.given_up for part in key.split("|")]
        keys = ["clinician", *given_up] if self.needs_clinician else given_up
        return tuple(dict.fromkeys(notes[key] for key in keys if key in notes))


def may_be_given_up(key: str) -> Literal["caller", "clinician", "never"]:
    """Who may choose to do without it."""
    if key in load_data("barriers")["relax"]["never"]:
        return "never"
    return "clinician" if key in _clinicians() else "caller"


def count_excluded(tallies: Iterable[Tally]) -> dict[str, int]:
    """How many places were left out, by the first gate or must-have that they do not meet."""
    counts: Counter[str] = Counter()
    for tally in tallies:
        if tally.barriers.denied:
            counts[tally.barriers.denied[0]] += tally.count
    return dict(counts)


def relaxations(tallies: Sequence[Tally], needs: Needs) -> tuple[Relaxation, ...]:
    """The smallest sets of must-haves that would give more places when given up: single ones, or more when none fits.

    What no caller can choose is never proposed; what only a clinician can choose comes last.
    """
    never = set(load_data("barriers")["relax"]["never"])
    keys = [key for key in (*GATES, *(must.key for must in needs.musts)) if key not in never]
    some_fit = any(not (tally.barriers.denied or tally.barriers.unknown) for tally in tallies)
    for size in range(1, 2 if some_fit else _MOST_GIVEN_UP + 1):
        found = [one for given_up in combinations(keys, size) if (one := _gain(given_up, tallies)).matches]
        if found:
            return tuple(sorted(found, key=_order)[:_MOST_TOLD])
    return ()


def _gain(given_up: tuple[str, ...], tallies: Iterable[Tally]) -> Relaxation:
    """Places that all the other must-haves let through, and that this set alone keeps out."""
    let = set(given_up)
    surely, maybe, nearest = 0, 0, None
    for tally in tallies:
        denied, unknown = set(tally.barriers.denied), set(tally.barriers.unknown)
        if denied <= let and denied | unknown:
            if unknown <= let:
                surely += tally.count
                nearest = _nearer(nearest, tally.nearest_miles)
            elif denied:
                maybe += tally.count
    return Relaxation(given_up, surely, maybe, nearest)


def _nearer(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else min(one, other)


def _order(one: Relaxation) -> tuple[object, ...]:
    return one.needs_clinician, -one.matches, one.given_up


def _clinicians() -> frozenset[str]:
    return frozenset({*load_data("barriers")["relax"]["clinician"], *levels()})
