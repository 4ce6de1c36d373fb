"""Flags. Find the person through `visible_to` first."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import Session

from intake.callers.models import Flag
from intake.callers.queries.same import every_record_of, same_person
from intake.callers.queries.seeing import this_moment
from intake.callers.rules import DO_NOT_CONTACT


def stands() -> ColumnElement[bool]:
    """Whether a flag is neither lifted nor faded."""
    return and_(Flag.lifted_at.is_(None), or_(Flag.ends_at.is_(None), Flag.ends_at > this_moment()))


def standing_flags(person: Any) -> ColumnElement[list[str]]:
    """The kinds that stand on a person (a column with the id of the record that stays), as a column of a list."""
    # By an array, not by `in`: however few flags there are, none is looked at for each line of a list.
    theirs = Flag.person_id == any_(every_record_of(person))
    kinds = select(func.array_agg(Flag.kind.distinct())).where(theirs, stands()).scalar_subquery()
    return func.coalesce(kinds, array([], type_=Flag.kind.type)).label("flags")


def flags_of(session: Session, person_id: UUID) -> list[Flag]:
    """The latest first, without those that were lifted; those that have faded stay."""
    query = select(Flag).where(Flag.person_id.in_(same_person(person_id)), Flag.lifted_at.is_(None)).order_by(Flag.id.desc())
    return list(session.scalars(query))


def flags_set(session: Session, person_id: UUID, kind: str) -> list[Flag]:
    """The flags of this kind that nobody has lifted, faded or not: one for each record of the person at most."""
    of_kind = Flag.person_id.in_(same_person(person_id)), Flag.kind == kind, Flag.lifted_at.is_(None)
    return list(session.scalars(select(Flag).where(*of_kind).order_by(Flag.id.desc())))


def must_not_contact(session: Session, person_id: UUID) -> bool:
    """Whether nobody may call, write or leave a message now."""
    query = exists().where(Flag.person_id.in_(same_person(person_id)), Flag.kind == DO_NOT_CONTACT, stands())
    return bool(session.scalar(select(query)))
