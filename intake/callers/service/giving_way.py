"""A draft's own record gives way to somebody whom the desk knows, and comes back when they were not meant.

From then on it is one of their records, as if it had been merged: promises, holds, restrictions, erasing and looks by number go
by who stays.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.callers import queries
from intake.callers.models import ContactPoint, Person
from intake.callers.service.recording import save_person_answer
from intake.callers.service.restricting import lift_alike, restrict_alike
from intake.foundation.answers import Missing, is_known
from intake.foundation.errors import Conflict
from intake.storage.answers import Answerable
from intake.storage.encrypted import reseal


def hold_people(session: Session, ids: Collection[UUID]) -> None:
    """These and who stays of them, in one order: what a colleague saves meanwhile is not written over."""
    stays = set(queries.survivors(session, ids)) | set(ids)
    query = select(Person).where(Person.id.in_(stays)).order_by(Person.id).with_for_update(of=Person)
    session.scalars(query.execution_options(populate_existing=True)).all()


def give_way(session: Session, own: Person, known: Person) -> None:
    """What a draft told of its own person goes to who they turn out to be, where nothing is known yet. Hold both.

    Refuses somebody restricted: who may see them is not decided by a choice in a form.
    """
    if queries.standing_restriction(session, own.id) is not None:
        raise Conflict("This record is restricted. Whoever restricted it can lift that first, and restrict the other one.")
    for field, mark in own.marks():
        if is_known(own.answer(field)) and not is_known(known.answer(field)):
            save_person_answer(session, known, field, own.answer(field), mark.told())
    reached = {point.value_digest for point in known.contact_points}
    for point in [one for one in own.contact_points if one.value_digest not in reached]:
        point.brought_by = point.brought_by or own.id
        _move_point(point, known)
    _move_records(session, own.id, known.id)
    own.standing, own.merged_into_id = "merged", known.id
    restrict_alike(session, own, known)
    session.flush()


def come_back(session: Session, own: Person, known: Person, along: Collection[UUID] = ()) -> None:
    """Somebody known was not meant after all: what the draft's own person had brought leaves them as it came. Hold both.

    An answer that was changed since stays; a number goes with whatever was said of it. `along`: records of the same draft that
    had given way to this one.
    """
    for field, mark in own.marks():
        if _is_as_told(own, known, field):
            save_person_answer(session, known, field, Missing.NOT_ASKED, mark.told())
    for point in [one for one in known.contact_points if one.brought_by in (own.id, *along)]:
        point.brought_by = None if point.brought_by == own.id else point.brought_by
        _move_point(point, own)
    own.standing, own.merged_into_id = "provisional", None
    session.flush()
    _move_records(session, known.id, own.id, only=along)
    lift_alike(session, own, known)
    session.flush()


def _move_point(point: ContactPoint, person: Person) -> None:
    reseal(point, person.data_key)
    point.person = person


def _is_as_told(source: Answerable, target: Answerable, field: str) -> bool:
    mark, there = source.mark(field), target.mark(field)
    return mark is not None and there is not None and mark[1:] == there[1:] and source.answer(field) == target.answer(field)


def _move_records(session: Session, old: UUID, new: UUID, only: Collection[UUID] | None = None) -> None:
    moved = update(Person).where(Person.merged_into_id == old).values(merged_into_id=new)
    session.execute((moved if only is None else moved.where(Person.id.in_(only))).execution_options(synchronize_session="fetch"))
