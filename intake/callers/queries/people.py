"""A person by id or number, and what belongs to them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Integer, Select, Uuid, any_, bindparam, func, select
from sqlalchemy.orm import Session, aliased, selectinload

from intake.callers.models import ContactPoint, Flag, Merge, Person, Relationship, full_name
from intake.callers.queries.flags import flags_of, standing_flags
from intake.callers.queries.holding import is_held
from intake.callers.queries.same import merges_of, same_person, survivor_id
from intake.callers.queries.seeing import unrestricted, visible_to, within_reach
from intake.callers.rules import Reach, ZoneProposal, age_on, each_once, propose_zone
from intake.foundation.actor import Actor
from intake.organisation.queries import today
from intake.storage.encrypted import KEY_COLUMNS, DataKey, opener, ring_of
from intake.storage.statements import asked_by, built_once


@dataclass(frozen=True, slots=True)
class PersonShort:
    """A person as a list shows them. Of a draft that the actor may not open only that it is there."""

    id: UUID
    standing: str
    name: str | None = None
    age_years: int | None = None
    # Where no age was told.
    is_adult: bool | None = None
    state: str | None = None
    # Kinds that stand now.
    flags: Sequence[str] = ()


class Recognized(NamedTuple):
    """A row of `recognized_by` with what was sealed in it: by this somebody is held to be the one who is looked for."""

    row: Any
    given_name: str | None
    preferred_name: str | None
    family_name: str | None
    birth_date: date | None

    @property
    def names(self) -> tuple[str | None, ...]:
        return self[1:4]


def recognized_by(who: type[Person] = Person) -> tuple[Any, ...]:
    """The columns that a `Recognized` is made of; join the data key."""
    return (who.id, who.given_name_sealed, who.preferred_name_sealed, who.family_name_sealed, who.birth_date_sealed, *KEY_COLUMNS)


def short_columns(who: type[Person] = Person) -> tuple[Any, ...]:
    """What a `PersonShort` is made of, for lists that are read without objects; join the data key."""
    return (*recognized_by(who), who.standing, who.age_years, who.is_adult, who.state, standing_flags(who.id))


@dataclass(frozen=True)
class PersonFile:
    """A person with what belongs to them; other attributes are the person's own."""

    person: Person
    contact_points: Sequence[Reach]
    relationships: Sequence[Relationship]
    time_zone_proposal: ZoneProposal | None
    held: bool
    flags: Sequence[Flag]
    merges: Sequence[Merge]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.person, name)


def digest(session: Session, kind: str, value: str) -> bytes:
    """What a number (kind `phone`) or address (`email`) is found by."""
    return ring_of(session).digest(kind, value)


def person(session: Session, actor: Actor, person_id: UUID, *, lock: bool = False) -> Person | None:
    """With contact points; None also for somebody whom the actor may not see. With `lock` held until the transaction ends.

    Of somebody whose record was merged into another it is that other one.
    """
    stays = Person.id == survivor_id(person_id)
    query = select(Person).where(stays, visible_to(actor)).options(selectinload(Person.contact_points))
    if not lock:
        return session.scalars(query).one_or_none()
    # By itself: what is joined in the statement that waits is as it was before, the key of somebody erased meanwhile too.
    held = session.scalar(select(Person.id).where(stays, visible_to(actor)).with_for_update(of=Person))
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is not None and found.id != held:
        # Merged, or apart again, while this waited for the lock: it is another record that stays.
        return person(session, actor, found.id, lock=True)
    return found


def still_there(session: Session, person: Person) -> bool:
    """Whether they are not erased, and stay so until the transaction ends: for whatever comes to hang on them.

    No stronger a lock than that takes by itself; to be asked when what it hangs on beside them is held.
    """
    held = select(Person.id).where(Person.id == person.id).with_for_update(of=Person, read=True, key_share=True)
    session.execute(held)
    # By itself: the key that was read before this waited is as it was before.
    session.refresh(person.data_key)
    return not person.is_erased


def people_to_merge(session: Session, actor: Actor, ids: Collection[UUID], *, lock: bool = False) -> dict[UUID, Person]:
    """These records themselves, merged ones too, as far as the actor may see them; locked in the order of their ids."""
    query = select(Person).where(Person.id.in_(ids), visible_to(actor)).options(selectinload(Person.contact_points))
    if lock:
        query = query.order_by(Person.id).with_for_update(of=Person).execution_options(populate_existing=True)
    return {one.id: one for one in session.scalars(query)}


def contact_points_of(session: Session, person_id: UUID) -> Sequence[Reach]:
    """Every way to reach the person, those of merged records too, each once. Find the person through `visible_to` first."""
    query = select(ContactPoint).where(ContactPoint.person_id.in_(same_person(person_id)))
    return each_once(session.scalars(query.order_by(ContactPoint.id)), first=person_id)


def contact_point(session: Session, person_id: UUID, point_id: UUID) -> ContactPoint | None:
    """One of this person's, held until the transaction ends. Find the person through `visible_to` first."""
    query = (
        select(ContactPoint)
        .where(ContactPoint.id == point_id, ContactPoint.person_id.in_(same_person(person_id)))
        .with_for_update(of=ContactPoint)
    )
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def person_file(session: Session, actor: Actor, person: Person) -> PersonFile:
    """With all that belongs to them and, while no time zone is known, one to ask about."""
    points = contact_points_of(session, person.id)
    phone = next((point.value for point in points if point.kind == "phone"), None)
    proposal = None if person.time_zone else propose_zone(postal_code=person.postal_code, e164=phone)
    return PersonFile(
        person=person,
        contact_points=points,
        relationships=relationships_of(session, actor, person.id),
        time_zone_proposal=proposal,
        held=is_held(session, person.id),
        flags=flags_of(session, person.id),
        merges=merges_of(session, person.id),
    )


def people_by_number(session: Session, actor: Actor, e164: str, limit: int = 50) -> list[PersonShort]:
    """Everybody reached at this number, drafts included, the latest first."""
    return people_by_digest(session, actor, digest(session, "phone", e164), limit)


def people_by_digest(session: Session, actor: Actor, value_digest: bytes, limit: int = 50) -> list[PersonShort]:
    """The same by what the number is found by. Of a draft that is not the actor's to open only that it is there."""
    rows = session.execute(_at_digest(actor), asked_by(actor, digest=value_digest, most=limit)).all()
    theirs = {one.row.id: short_of(session, one) for one in recognized(session, (row for row in rows if row.theirs))}
    return [theirs.get(row.id) or PersonShort(row.id, row.standing) for row in rows]


@built_once
def _at_digest(actor: Actor) -> Select[Any]:
    known = survivors_at(ContactPoint.value_digest == bindparam("digest"))
    query = select(*short_columns(), within_reach(actor).label("theirs")).join(DataKey).where(DataKey.wrapped.is_not(None))
    query = query.where(Person.id.in_(known), Person.standing != "merged", unrestricted(actor, Person.id))
    return query.order_by(Person.id.desc()).limit(bindparam("most", type_=Integer()))


def shown(session: Session, actor: Actor, records: Collection[UUID]) -> dict[UUID, PersonShort]:
    """Each record's person as a list shows them: whoever it was merged into. No line for one that the actor may not see."""
    if not records:
        return {}
    rows = session.execute(_shown(actor), asked_by(actor, records=list(records)))
    return {one.row.record_id: short_of(session, one) for one in recognized(session, rows)}


def shown_of(session: Session, actor: Actor, people: Collection[Recognized]) -> dict[UUID, PersonShort]:
    """The same of people with `short_columns` whom the actor may see: only who was merged is still to be read."""
    merged = shown(session, actor, [one.row.id for one in people if one.row.standing == "merged"])
    return merged | {one.row.id: short_of(session, one) for one in people if one.row.standing != "merged"}


@built_once
def _shown(actor: Actor) -> Select[Any]:
    record = aliased(Person)
    stays = Person.id == func.coalesce(record.merged_into_id, record.id)
    query = select(record.id.label("record_id"), *short_columns()).join_from(record, Person, stays).join(DataKey)
    of = record.id == any_(bindparam("records", type_=ARRAY(Uuid)))
    return query.where(of, visible_to(actor), DataKey.wrapped.is_not(None))


def survivors_at(where: ColumnElement[bool]) -> Select[Any]:
    """Who is reached at some contact points: the ids of the records that stay."""
    holder = aliased(Person)
    stays = func.coalesce(holder.merged_into_id, holder.id)
    return select(stays).join(ContactPoint, ContactPoint.person_id == holder.id).where(where)


def relationships_between(session: Session, person_id: UUID, related_person_id: UUID) -> Sequence[Relationship]:
    """The relations that have not ended, of whichever records of the two."""
    ends = Relationship.person_id.in_(same_person(person_id)), Relationship.related_person_id.in_(same_person(related_person_id))
    return session.scalars(select(Relationship).where(*ends, Relationship.ended_at.is_(None))).all()


def relationships_of(session: Session, actor: Actor, person_id: UUID) -> Sequence[Relationship]:
    """In both directions, without those that have ended; none with somebody who is restricted."""
    theirs, related = (column.in_(same_person(person_id)) for column in (Relationship.person_id, Relationship.related_person_id))
    both = unrestricted(actor, Relationship.person_id, Relationship.related_person_id)
    # Nobody stands around themself: of two records of one person only one side is theirs.
    query = select(Relationship).where(theirs != related, both, Relationship.ended_at.is_(None))
    return session.scalars(query.order_by(Relationship.id)).all()


def recognized(session: Session, rows: Iterable[Any]) -> list[Recognized]:
    """Rows of `recognized_by`, or with more columns, opened."""
    opened = opener(session, Person, "given_name", "preferred_name", "family_name", "birth_date")
    return [Recognized(row, *opened(row)) for row in rows]


def short_of(session: Session, one: Recognized) -> PersonShort:
    """Somebody with `short_columns` as a list shows them."""
    row, born = one.row, one.birth_date
    age = age_on(born, today(session)) if born else row.age_years
    return PersonShort(row.id, row.standing, full_name(*one.names), age, row.is_adult, row.state, row.flags)
