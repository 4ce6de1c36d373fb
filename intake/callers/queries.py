"""Reads. Doors do not call these for a person's whole record: they call the verb that also writes the trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, selectinload

from intake.accounts.models import Account
from intake.callers.models import ContactPoint, Person, Relationship
from intake.callers.rules import ZoneProposal, age_on, likeness, propose_zone, search_keys
from intake.callers.rules.names import Key, exact_keys
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.permissions import Permission, may
from intake.storage.encrypted import ring_of
from intake.storage.keyring import KeyRing

# Each bucket of a field is shared by many names, so that the tokens of a stolen copy tell none (see docs/privacy.md).
TOKEN_BITS = 12
# Enough for two names among a million people; one name alone may have more, and the newest are looked at.
_CANDIDATES = 500
_LEAST_LIKENESS = 0.72


@dataclass(frozen=True, slots=True)
class PersonShort:
    """A person as a list shows them. Of a draft that the actor may not open only that it is there."""

    id: UUID
    standing: str
    name: str | None = None
    age_years: int | None = None
    state: str | None = None


@dataclass(frozen=True)
class PersonFile:
    """A person with what belongs to them; other attributes are the person's own."""

    person: Person
    relationships: Sequence[Relationship]
    time_zone_proposal: ZoneProposal | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.person, name)


def digest(session: Session, kind: str, value: str) -> bytes:
    """What a number (kind `phone`) or address (`email`) is found by."""
    return ring_of(session).digest(kind, value)


def tokens(ring: KeyRing, keys: Iterable[Key]) -> set[int]:
    """The keyed buckets of some name keys, the field in the high bits."""
    return {field << TOKEN_BITS | ring.bucket(f"name.{field}", text, TOKEN_BITS) for field, text in keys}


def person(session: Session, person_id: UUID) -> Person | None:
    """With contact points."""
    return session.get(Person, person_id, options=[selectinload(Person.contact_points)])


def person_file(session: Session, person: Person) -> PersonFile:
    """With relationships and, while no time zone is known, one to ask about."""
    phone = next((point.value for point in person.contact_points if point.kind == "phone"), None)
    proposal = None if person.time_zone else propose_zone(postal_code=person.postal_code, e164=phone)
    return PersonFile(person, relationships_of(session, person.id), proposal)


def seen_by(session: Session, actor: Actor, people: Sequence[Person]) -> set[UUID]:
    """Whom the actor may open: everybody confirmed; of the drafts their own, their team's, nobody's; all for supervisors."""
    drafts = [person for person in people if person.standing == "provisional"]
    everybody = may(actor, Permission.INTAKES_READ_ALL)
    others = {person.recorded_by for person in drafts} - {None, actor.id}
    colleagues: set[UUID | None] = {None, actor.id}
    if others and actor.team_id is not None and not everybody:
        team = select(Account.id).where(Account.id.in_(others), Account.team_id == actor.team_id)
        colleagues.update(session.scalars(team))
    hidden = set() if everybody else {person.id for person in drafts if person.recorded_by not in colleagues}
    return {person.id for person in people} - hidden


def short_rows(session: Session, actor: Actor, people: Sequence[Person]) -> list[PersonShort]:
    """As a list shows them, in the order given."""
    open_to = seen_by(session, actor, people)
    return [_short(person) if person.id in open_to else PersonShort(person.id, person.standing) for person in people]


def people_by_number(session: Session, e164: str, limit: int = 50) -> list[Person]:
    """Everybody reached at this number, drafts included, the latest first."""
    return people_by_digest(session, digest(session, "phone", e164), limit)


def people_by_digest(session: Session, value_digest: bytes, limit: int = 50) -> list[Person]:
    known = select(ContactPoint.person_id).where(ContactPoint.value_digest == value_digest)
    query = select(Person).where(Person.id.in_(known), Person.standing != "merged").order_by(Person.id.desc()).limit(limit)
    return list(session.scalars(query))


def people_by_name(session: Session, text: str, limit: int = 50) -> list[Person]:
    """The confirmed people whose names fit best, a slip or a short form allowed for; best first, equals newest first."""
    wanted = search_keys(text)
    if not wanted:
        return []
    ranked = [
        (likeness(text, given=found.given_names, family=(found.family_name,)), found) for found in _candidates(session, text)
    ]
    fitting = [(score, found) for score, found in ranked if score >= _LEAST_LIKENESS]
    fitting.sort(key=lambda each: (each[0], each[1].id), reverse=True)
    return [found for _, found in fitting[:limit]]


def relationship_between(session: Session, person_id: UUID, related_person_id: UUID) -> Relationship | None:
    query = select(Relationship).filter_by(person_id=person_id, related_person_id=related_person_id)
    return session.scalars(query).one_or_none()


def relationships_of(session: Session, person_id: UUID) -> Sequence[Relationship]:
    """In both directions."""
    either = or_(Relationship.person_id == person_id, Relationship.related_person_id == person_id)
    return session.scalars(select(Relationship).where(either).order_by(Relationship.id)).all()


def _short(person: Person) -> PersonShort:
    born = person.birth_date
    age = age_on(born, now().date()) if born else person.age_years
    return PersonShort(person.id, person.standing, person.full_name, age, person.state)


def _candidates(session: Session, text: str) -> list[Person]:
    ring = ring_of(session)
    names = Person.name_tokens
    near = [names.op("&&")(_array(tokens(ring, keys))) for keys in search_keys(text)]
    found = {each.id: each for each in _confirmed(session, near)}
    # One name alone may have more neighbors than are looked at: whoever is called exactly so is never among the lost.
    exact = [names.op("@>")(_array(tokens(ring, keys))) for keys in exact_keys(text)]
    if exact and len(found) == _CANDIDATES:
        found |= {each.id: each for each in _confirmed(session, [or_(*exact)])}
    return list(found.values())


def _confirmed(session: Session, conditions: Sequence[Any]) -> Sequence[Person]:
    # Materialized, or the planner walks the primary key for the order and looks at everybody.
    hit = select(Person.id).where(*conditions, Person.standing == "confirmed").cte("hit").prefix_with("MATERIALIZED")
    newest = select(hit.c.id).order_by(hit.c.id.desc()).limit(_CANDIDATES)
    return session.scalars(select(Person).where(Person.id.in_(newest))).all()


def _array(values: Iterable[int]) -> Any:
    return cast(func.coalesce(sorted(values)), ARRAY(Integer))
