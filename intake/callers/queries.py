"""Reads. Doors do not call these for a person's whole record: they call the verb that also writes the trail."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, selectinload

from intake.accounts.models import Account
from intake.callers.models import Access, ContactPoint, Person, Relationship, Restriction
from intake.callers.rules import ZoneProposal, age_on, likeness, propose_zone, search_keys
from intake.callers.rules.names import Key, exact_keys
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.permissions import GRANTS, Permission, Reach, reach_of
from intake.organisation.queries import supervisors_see_all
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


def unrestricted(actor: Actor, *people: Any) -> ColumnElement[bool]:
    """Whether none of these people (columns with their ids) is restricted, but for those that are open to the actor.

    Every clause that says what an actor sees of a person, or of what hangs on one, has this in it.
    """
    if reach_of(actor) is Reach.EVERYTHING:
        return true()
    open_now = or_(Access.ends_at.is_(None), Access.ends_at > now())
    theirs = exists().where(Access.restriction_id == Restriction.id, Access.account_id == actor.id, open_now)
    return ~exists().where(Restriction.person_id.in_(people), Restriction.lifted_at.is_(None), ~theirs)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """Everybody confirmed; of the drafts my own, my team's, nobody's. Says nothing of restrictions."""
    reach = reach_of(actor)
    if reach is Reach.EVERYTHING:
        return true()
    if reach is Reach.NOTHING:
        return Person.id.is_(None)
    if reach is Reach.RECORDS:
        return Person.standing != "provisional"
    known = [Person.standing != "provisional", Person.recorded_by.is_(None), Person.recorded_by == actor.id]
    if reach is Reach.TEAM:
        team = select(Account.id).where(Account.team_id.is_not_distinct_from(actor.team_id))
        return or_(*known, Person.recorded_by.in_(team), supervisors_see_all())
    if actor.team_id is None:
        return or_(*known)
    return or_(*known, Person.recorded_by.in_(select(Account.id).where(Account.team_id == actor.team_id)))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """What there is of people for this actor: everything else looks as if it were not there."""
    return and_(within_reach(actor), unrestricted(actor, Person.id))


def person(session: Session, actor: Actor, person_id: UUID) -> Person | None:
    """With contact points; None also for somebody whom the actor may not see."""
    query = select(Person).where(Person.id == person_id, visible_to(actor)).options(selectinload(Person.contact_points))
    return session.scalars(query).one_or_none()


def standing_restriction(session: Session, person_id: UUID) -> Restriction | None:
    """The restriction that holds now."""
    return session.scalars(select(Restriction).where(Restriction.person_id == person_id, Restriction.lifted_at.is_(None))).first()


def person_behind_glass(session: Session, actor: Actor, person_id: UUID) -> Person | None:
    """Somebody whom only a restriction may hide from the actor."""
    return session.scalars(select(Person).where(Person.id == person_id, within_reach(actor))).one_or_none()


def hidden_people(session: Session, actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people whom a restriction hides from the actor."""
    return set(session.scalars(select(Person.id).where(Person.id.in_(list(ids)), ~unrestricted(actor, Person.id))))


def readers(session: Session, ids: Iterable[UUID] | None = None) -> dict[UUID, str]:
    """Names of accounts in use whose role reads people's records, by id; of these `ids` only."""
    roles = [role.value for role, grants in GRANTS.items() if Permission.PEOPLE_READ in grants]
    query = select(Account.id, Account.name).where(Account.role.in_(roles), Account.disabled_at.is_(None)).order_by(Account.name)
    rows = session.execute(query if ids is None else query.where(Account.id.in_(list(ids))))
    return {row.id: row.name for row in rows}


def person_file(session: Session, actor: Actor, person: Person) -> PersonFile:
    """With relationships and, while no time zone is known, one to ask about."""
    phone = next((point.value for point in person.contact_points if point.kind == "phone"), None)
    proposal = None if person.time_zone else propose_zone(postal_code=person.postal_code, e164=phone)
    return PersonFile(person, relationships_of(session, actor, person.id), proposal)


def people_by_number(session: Session, actor: Actor, e164: str, limit: int = 50) -> list[PersonShort]:
    """Everybody reached at this number, drafts included, the latest first."""
    return people_by_digest(session, actor, digest(session, "phone", e164), limit)


def people_by_digest(session: Session, actor: Actor, value_digest: bytes, limit: int = 50) -> list[PersonShort]:
    """The same by what the number is found by. Of a draft that is not the actor's to open only that it is there."""
    known = select(ContactPoint.person_id).where(ContactPoint.value_digest == value_digest)
    query = select(Person, within_reach(actor).label("theirs")).where(Person.id.in_(known), Person.standing != "merged")
    query = query.where(unrestricted(actor, Person.id)).order_by(Person.id.desc()).limit(limit)
    return [_short(found) if theirs else PersonShort(found.id, found.standing) for found, theirs in session.execute(query)]


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
    return [_short(found) for _, found in fitting[:limit]]


def relationship_between(session: Session, person_id: UUID, related_person_id: UUID) -> Relationship | None:
    query = select(Relationship).filter_by(person_id=person_id, related_person_id=related_person_id)
    return session.scalars(query).one_or_none()


def relationships_of(session: Session, actor: Actor, person_id: UUID) -> Sequence[Relationship]:
    """In both directions; none with somebody who is restricted."""
    either = or_(Relationship.person_id == person_id, Relationship.related_person_id == person_id)
    both = unrestricted(actor, Relationship.person_id, Relationship.related_person_id)
    return session.scalars(select(Relationship).where(either, both).order_by(Relationship.id)).all()


def _short(person: Person) -> PersonShort:
    born = person.birth_date
    age = age_on(born, now().date()) if born else person.age_years
    return PersonShort(person.id, person.standing, person.full_name, age, person.state)


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
