"""Two records of one person become one, and apart again.

The one that goes points to the one that stays; nothing that hangs on it is rewritten, so that it stays sealed with its own key,
what may only be added to is not changed, and undoing finds everything where it was.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import Merge, Person
from intake.callers.rules import Difference, as_seen, differences, proposed
from intake.callers.service.indexing import index_names
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Gone, Invalid, NotFound, Stale
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.storage.outbox import record_event


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two records side by side. `seen` has to come back with the merge: it tells whether they are still the same."""

    survivor: Person
    other: Person
    differences: Sequence[Difference]
    seen: str


@dataclass(frozen=True, slots=True)
class Undone:
    """`kept`: answers that were saved after the merge, and stand."""

    merge: Merge
    kept: Sequence[str]


def compare_people(session: Session, *, actor: Actor, person_id: UUID, other_id: UUID) -> Comparison:
    """What the two records tell otherwise; both were opened by it. Refuses what `merge_people` refuses of the two."""
    survivor, other = _two(session, actor, person_id, other_id)
    for one in (survivor, other):
        record(session, actor, "callers.compare_people", one, person_id=one.id)
    return Comparison(survivor, other, differences(survivor, other), as_seen([survivor, other]))


def merge_people(
    session: Session, *, actor: Actor, person_id: UUID, other_id: UUID, seen: str, take: Collection[str] | None = None
) -> Merge:
    """The other record is this one from now on. `take`: whose answers stand as the other tells them; without it those
    that only the other knows.

    Refuses a draft, somebody merged or erased, records that not the same people may see, and two that changed since `seen`.
    """
    survivor, other = _two(session, actor, person_id, other_id, lock=True)
    if as_seen([survivor, other]) != seen:
        raise Stale("One of the two records was changed meanwhile. Look at them again.")
    found = differences(survivor, other)
    taken = _chosen(found, take)
    row = Merge(survivor_id=survivor.id, merged_id=other.id, data_key=survivor.data_key, took=taken, merged_by=actor.id)
    row.before = json.dumps({field: _before(survivor, other, field) for field in taken})
    for field in taken:
        _take_over(survivor, other, field)
    row.went_along = _send_along(session, other.id, survivor.id)
    other.standing, other.merged_into_id = "merged", survivor.id
    session.add(row)
    index_names(session, survivor)
    session.flush()
    _noted(session, actor, row, "merge_people", took=taken)
    record_event(session, event("callers.merged", person_id=survivor.id, merged_id=other.id))
    return row


def undo_merge(session: Session, *, actor: Actor, person_id: UUID, merge_id: UUID) -> Undone:
    """Both are as they were before; what was added to the one that stayed since then stays there.

    Refuses one that was undone, a record that was merged on, and one of which a later merge took the same answers over.
    """
    require(actor, Permission.PEOPLE_MERGE)
    row = queries.merge(session, merge_id)
    people = queries.people_to_merge(session, actor, [row.survivor_id, row.merged_id], lock=True) if row else {}
    if row is None or row.survivor_id != person_id or len(people) < 2:
        raise NotFound
    survivor, other = people[row.survivor_id], people[row.merged_id]
    _check_undoing(session, row, survivor)
    before, kept = json.loads(row.before or "{}"), []
    for field, told in before.items():
        if list(survivor.mark(field) or ())[1:] == told["taken"]:
            _put_back(survivor, field, told)
        else:
            kept.append(field)
    other.standing, other.merged_into_id = "confirmed", None
    session.flush()
    back = update(Person).where(Person.id.in_(row.went_along), Person.merged_into_id == survivor.id)
    session.execute(back.values(merged_into_id=other.id).execution_options(synchronize_session=False))
    row.undone_at, row.undone_by = now(), actor.id
    index_names(session, survivor)
    session.flush()
    session.expire_all()
    _noted(session, actor, row, "undo_merge", kept=kept)
    record_event(session, event("callers.unmerged", person_id=row.survivor_id, merged_id=row.merged_id))
    return Undone(row, kept)


def _two(session: Session, actor: Actor, person_id: UUID, other_id: UUID, *, lock: bool = False) -> tuple[Person, Person]:
    require(actor, Permission.PEOPLE_MERGE)
    if person_id == other_id:
        raise Invalid.field("/other_id", "These are one record already. Choose the other one.")
    people = queries.people_to_merge(session, actor, [person_id, other_id], lock=lock)
    if len(people) < 2:
        raise NotFound
    for one in people.values():
        if one.is_erased:
            raise Gone
        if one.standing == "merged":
            raise Conflict("One of the two was merged already.", extra={"merged_into": str(one.merged_into_id)})
        if one.standing != "confirmed":
            raise Conflict("One of the two stands in a draft alone. Choose in that intake who it is.")
    if queries.named_in(session, person_id) != queries.named_in(session, other_id):
        raise Conflict("Not the same people may see the two records. Restrict both for the same colleagues first, or lift it.")
    return people[person_id], people[other_id]


def _chosen(found: Sequence[Difference], take: Collection[str] | None) -> list[str]:
    if take is None:
        return proposed(found)
    if set(take) - {one.field for one in found}:
        there = ", ".join(one.field for one in found) or "nothing differs"
        raise Invalid.field("/take", Words("Only what differs can be taken: %(there)s.", there=there))
    return [one.field for one in found if one.field in take]


def _before(survivor: Person, other: Person, field: str) -> dict[str, Any]:
    """`taken`: by whom and when the answer was told that takes its place, so that a later one is known from it."""
    value, mark = getattr(survivor, field), survivor.mark(field)
    told = value.isoformat() if isinstance(value, date) else value
    return {"value": told, "mark": mark and list(mark), "taken": list(other.mark(field) or ())[1:]}


def _take_over(survivor: Person, other: Person, field: str) -> None:
    """With who told it, who wrote it down and when; the version goes on from ours."""
    told = other.mark(field) or ()
    _set(survivor, field, getattr(other, field), [survivor.version_of(field) + 1, *told[1:]])


def _put_back(survivor: Person, field: str, told: dict[str, Any]) -> None:
    value, mark = told["value"], told["mark"]
    value = date.fromisoformat(value) if field == "birth_date" and value else value
    at = survivor.version_of(field) + 1
    # The version goes on, so that whoever has the merged record on the screen is told.
    _set(survivor, field, value, [at, *(mark[1:] if mark else ("not_asked", *(survivor.mark(field) or ())[2:]))])


def _set(person: Person, field: str, value: Any, mark: list[Any]) -> None:
    setattr(person, field, value)
    person.answers = {**(person.answers or {}), field: mark}


def _send_along(session: Session, old: UUID, new: UUID) -> list[UUID]:
    moved = update(Person).where(Person.merged_into_id == old).values(merged_into_id=new).returning(Person.id)
    return sorted(session.scalars(moved.execution_options(synchronize_session="fetch")))


def _check_undoing(session: Session, row: Merge, survivor: Person) -> None:
    if row.undone_at is not None:
        raise Conflict("This merge was undone already.")
    if survivor.is_erased:
        raise Gone
    if survivor.merged_into_id is not None:
        raise Conflict("This record was merged into another later on. Undo that first.")
    later = select(Merge.took).where(Merge.survivor_id == survivor.id, Merge.undone_at.is_(None), Merge.id > row.id)
    if any(set(took) & set(row.took) for took in session.scalars(later)):
        raise Conflict("A later merge took the same answers over. Undo that first.")


def _noted(session: Session, actor: Actor, row: Merge, action: str, **detail: Any) -> None:
    """In the trail of both: each tells where it went, or came from."""
    about = {"survivor_id": str(row.survivor_id), "merged_id": str(row.merged_id), **detail}
    for one in (row.survivor_id, row.merged_id):
        record(session, actor, f"callers.{action}", row, person_id=one, **about)
