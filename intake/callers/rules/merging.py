"""Two records of one person: what differs between them, and whether they are still as somebody saw them."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from intake.foundation.answers import is_known

# Everything that is told of somebody, in the order in which it is shown.
PERSON_ANSWERS = (
    "given_name", "family_name", "preferred_name", "pronouns", "birth_date", "age_years", "age_is_estimate", "is_adult", "gender",
    "anonymous", "language", "other_languages", "interpreter_needed", "street", "city", "county", "postal_code", "state",
    "time_zone",
)  # fmt: skip


class Told(Protocol):
    """What is read of a record."""

    @property
    def id(self) -> Any: ...
    @property
    def standing(self) -> str: ...
    def answer(self, field: str) -> Any: ...
    def version_of(self, field: str) -> int: ...


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer that the two records tell otherwise. `takes`: what is proposed, the other's where ours is not known."""

    field: str
    ours: Any
    theirs: Any
    takes: bool


def differences(survivor: Told, other: Told) -> list[Difference]:
    """Where the other record tells something that ours does not. What only ours tells stands anyway."""
    found = []
    for field in PERSON_ANSWERS:
        ours, theirs = survivor.answer(field), other.answer(field)
        if is_known(theirs) and theirs != ours:
            found.append(Difference(field, ours, theirs, takes=not is_known(ours)))
    return found


def as_seen(people: Iterable[Told]) -> str:
    """Changes with every answer that is saved to one of these records."""
    told = sorted(f"{one.id}:{one.standing}:{[one.version_of(field) for field in PERSON_ANSWERS]}" for one in people)
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]


def proposed(found: Sequence[Difference]) -> list[str]:
    """What is taken over when nobody chose."""
    return [one.field for one in found if one.takes]
