"""Legal holds. Find the person through `visible_to` first."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from intake.callers.models import LegalHold
from intake.callers.queries.same import records_of, same_person, survivor_id


def holds_of(session: Session, person_id: UUID) -> list[LegalHold]:
    """The latest first, lifted ones too."""
    return list(
        session.scalars(select(LegalHold).where(LegalHold.person_id.in_(same_person(person_id))).order_by(LegalHold.id.desc()))
    )


def hold(session: Session, person_id: UUID, hold_id: UUID) -> LegalHold | None:
    return session.scalars(
        select(LegalHold).where(LegalHold.id == hold_id, LegalHold.person_id.in_(same_person(person_id)))
    ).one_or_none()


def held(person: Any) -> ColumnElement[bool]:
    """Whether a hold stands on this person (a column with the id of the record that stays)."""
    return exists().where(LegalHold.person_id.in_(records_of(person)), LegalHold.lifted_at.is_(None))


def held_among(session: Session, ids: Collection[UUID]) -> set[UUID]:
    """Those of these people on whom a hold stands."""
    standing = select(LegalHold.person_id).where(LegalHold.person_id.in_(ids), LegalHold.lifted_at.is_(None))
    return set(session.scalars(standing))


def is_held(session: Session, person_id: UUID) -> bool:
    return bool(session.scalar(select(held(survivor_id(person_id)))))
