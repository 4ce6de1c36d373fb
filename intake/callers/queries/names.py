"""People by name: candidates by keyed buckets, ranked by their names as they are."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Integer, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.callers.queries.people import PersonShort, short
from intake.callers.queries.seeing import unrestricted
from intake.callers.rules import likeness, search_keys
from intake.callers.rules.names import Key, exact_keys
from intake.foundation.actor import Actor
from intake.storage.encrypted import ring_of
from intake.storage.keyring import KeyRing

# Each bucket of a field is shared by many names, so that the tokens of a stolen copy tell none (see docs/privacy.md).
TOKEN_BITS = 12
# Enough for two names among a million people; one name alone may have more, and the newest are looked at.
_CANDIDATES = 500
_LEAST_LIKENESS = 0.72


def tokens(ring: KeyRing, keys: Iterable[Key]) -> set[int]:
    """The keyed buckets of some name keys, the field in the high bits."""
    return {field << TOKEN_BITS | ring.bucket(f"name.{field}", text, TOKEN_BITS) for field, text in keys}


def people_by_name(session: Session, actor: Actor, text: str, limit: int = 50) -> list[PersonShort]:
    """The confirmed people whose names fit best, a slip or a short form allowed for; best first, equals newest first."""
    wanted = search_keys(text)
    if not wanted:
        return []
    ranked = [
        (likeness(text, given=found.given_names, family=(found.family_name,)), found)
        for found in _candidates(session, actor, text)
    ]
    fitting = [(score, found) for score, found in ranked if score >= _LEAST_LIKENESS]
    fitting.sort(key=lambda each: (each[0], each[1].id), reverse=True)
    return [short(found) for _, found in fitting[:limit]]


def _candidates(session: Session, actor: Actor, text: str) -> list[Person]:
    ring = ring_of(session)
    names = Person.name_tokens
    near = [names.op("&&")(_array(tokens(ring, keys))) for keys in search_keys(text)]
    found = {each.id: each for each in _confirmed(session, actor, near)}
    # One name alone may have more neighbors than are looked at: whoever is called exactly so is never among the lost.
    exact = [names.op("@>")(_array(tokens(ring, keys))) for keys in exact_keys(text)]
    if exact and len(found) == _CANDIDATES:
        found |= {each.id: each for each in _confirmed(session, actor, [or_(*exact)])}
    return list(found.values())


def _confirmed(session: Session, actor: Actor, conditions: Sequence[Any]) -> Sequence[Person]:
    # Materialized, or the planner walks the primary key for the order and looks at everybody.
    hit = select(Person.id).where(*conditions, Person.standing == "confirmed").cte("hit").prefix_with("MATERIALIZED")
    newest = select(hit.c.id).where(unrestricted(actor, hit.c.id)).order_by(hit.c.id.desc()).limit(_CANDIDATES)
    return session.scalars(select(Person).where(Person.id.in_(newest))).all()


def _array(values: Iterable[int]) -> Any:
    return cast(func.coalesce(sorted(values)), ARRAY(Integer))
