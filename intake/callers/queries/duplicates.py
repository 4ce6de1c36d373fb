"""Who of the people that the actor may see may be the one who was just told of."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, Select, any_, bindparam, select
from sqlalchemy.orm import Session

from intake.callers.models import ContactPoint, Person
from intake.callers.queries.names import by_birth_date, by_names
from intake.callers.queries.people import PersonShort, Recognized, digest, recognized, short_columns, shown_of, survivors_at
from intake.callers.queries.seeing import visible_to
from intake.callers.rules import Likely, Likeness, Typed, weigh
from intake.foundation.actor import Actor
from intake.storage.encrypted import DataKey
from intake.storage.statements import asked_by, built_once

# So many records are looked at in full for the few that are proposed.
_RECORDS = 50


@dataclass(frozen=True, slots=True)
class PersonTold:
    """What is known so far of somebody who may be known already."""

    given_name: str | None = None
    preferred_name: str | None = None
    family_name: str | None = None
    birth_date: date | None = None
    phones: Sequence[str] = ()

    @property
    def names(self) -> list[str]:
        return [name for name in (self.given_name, self.preferred_name, self.family_name) if name]

    @property
    def full_names(self) -> list[str]:
        """A given and the family name, each way in which they may be told."""
        given = dict.fromkeys(name for name in (self.given_name, self.preferred_name) if name)
        return [f"{name} {self.family_name}" for name in given] if self.family_name else []


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Somebody who is known, and why they may be the one who was told of."""

    person: PersonShort
    reasons: Sequence[Likely]


def duplicates_of(
    session: Session, actor: Actor, told: PersonTold, *, leave_out: Collection[UUID] = (), limit: int = 5
) -> list[Duplicate]:
    """The likeliest first. Nobody restricted, no draft of another team; whoever was merged is who they were merged into."""
    by_number = _by_numbers(session, actor, told.phones)
    known = {one.row.id: one for one in (*by_number, *_by_name_or_day(session, actor, told))}
    same_number = {one.row.id for one in by_number}
    full, parts = ([Typed.of(name) for name in names] for names in (told.full_names, told.names))
    alike: list[tuple[Likeness, UUID]] = []
    for record, one in known.items():
        name, part = (_best(typed, one.names) for typed in (full, parts))
        why = weigh(name=name, part=part, told=told.birth_date, known=one.birth_date, same_number=record in same_number)
        if why is not None:
            alike.append((why, record))
    best = sorted(alike, key=lambda each: (each[0].weight, each[1]), reverse=True)[:_RECORDS]
    people = shown_of(session, actor, [known[record] for _, record in best])
    # The heaviest reason of several records of one person comes first and counts.
    found: dict[UUID, Duplicate] = {}
    for why, record in best:
        if record in people and people[record].id not in leave_out:
            found.setdefault(people[record].id, Duplicate(people[record], why.reasons))
    return list(found.values())[:limit]


def _best(told: Iterable[Typed], own: Sequence[str | None]) -> float:
    return max((typed.likeness(own) for typed in told), default=0.0)


def _by_numbers(session: Session, actor: Actor, phones: Sequence[str]) -> list[Recognized]:
    if not phones:
        return []
    digests = [digest(session, "phone", phone) for phone in phones]
    return recognized(session, session.execute(_at_digests(actor), asked_by(actor, digests=digests)))


@built_once
def _at_digests(actor: Actor) -> Select[Any]:
    known = survivors_at(ContactPoint.value_digest == any_(bindparam("digests", type_=ARRAY(LargeBinary))))
    query = select(*short_columns()).join(DataKey).where(Person.id.in_(known), visible_to(actor), Person.standing != "merged")
    return query.where(DataKey.wrapped.is_not(None)).order_by(Person.id.desc()).limit(_RECORDS)


def _by_name_or_day(session: Session, actor: Actor, told: PersonTold) -> list[Recognized]:
    found = [one for name in told.full_names for one in by_names(session, actor, name)]
    if told.birth_date and told.names:
        found += by_birth_date(session, actor, told.birth_date, told.names)
    return found
