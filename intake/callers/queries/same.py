"""The records of one person: the one that stays, and those that were merged into it."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, func, or_, select
from sqlalchemy.orm import Session, aliased

from intake.callers.models import Merge, Person


def records_of(survivor: Any) -> CompoundSelect[Any]:
    """The ids of the record that stays (its id, or a column with it) and of all that were merged into it."""
    one, merged = aliased(Person), aliased(Person)
    # Not one `or`: lists ask this for every line, and two looks into an index are quicker than putting the two together.
    stays = select(one.id).where(one.id == survivor).correlate_except(one)
    return stays.union_all(select(merged.id).where(merged.merged_into_id == survivor).correlate_except(merged))


def every_record_of(survivor: Any) -> ColumnElement[Any]:
    """The same as an array, where it is known that this is the one that stays: one look into an index for each line of a list."""
    merged = aliased(Person)
    others = select(merged.id).where(merged.merged_into_id == survivor).correlate_except(merged)
    return func.array_append(func.array(others.scalar_subquery()), survivor)


def survivor_id(record: Any) -> Any:
    """The id of the record that stays, by the id of any record of the person, inside a statement."""
    one = aliased(Person)
    found = select(func.coalesce(one.merged_into_id, one.id)).where(one.id == record)
    return found.correlate_except(one).scalar_subquery()


def same_person(record: Any) -> CompoundSelect[Any]:
    """The ids of all records of the person of whom this is one."""
    return records_of(survivor_id(record))


def record_ids(session: Session, record: UUID) -> list[UUID]:
    """The same at once; the record itself first, and alone where there is no such person."""
    return [record, *(one for one in session.scalars(same_person(record)) if one != record)]


def person_who_stays(session: Session, record: UUID) -> Person:
    """Whose answers count: for a rule that asks of the person, whoever may see them. Shows nobody."""
    return session.scalars(select(Person).where(Person.id == survivor_id(record))).one()


def survivors(session: Session, records: Collection[UUID]) -> dict[UUID, UUID]:
    """Every record of these people, and the one that stays for each."""
    if not records:
        return {}
    stays, one = func.coalesce(Person.merged_into_id, Person.id), aliased(Person)
    of = select(func.coalesce(one.merged_into_id, one.id)).where(one.id.in_(records))
    rows = session.execute(select(Person.id, stays.label("stays")).where(or_(Person.id.in_(of), Person.merged_into_id.in_(of))))
    return {row.id: row.stays for row in rows}


def merges_of(session: Session, survivor: UUID) -> list[Merge]:
    """What was merged into this record and still is, the latest first."""
    query = select(Merge).where(Merge.survivor_id == survivor, Merge.undone_at.is_(None))
    return list(session.scalars(query.order_by(Merge.id.desc())))


def merge(session: Session, merge_id: UUID) -> Merge | None:
    """One merge, held until the transaction ends."""
    query = select(Merge).where(Merge.id == merge_id).with_for_update(of=Merge)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()
