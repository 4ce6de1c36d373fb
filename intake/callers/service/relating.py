"""Who is who to whom. What the one may be told about the other is not said here: consents say it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import case, null
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import queries
from intake.callers.models import Person, Relationship
from intake.callers.service.opening import person_to_change
from intake.callers.service.recording import add_contact_point, confirm_person, record_person
from intake.foundation.actor import Actor
from intake.foundation.answers import is_known
from intake.foundation.clock import now
from intake.foundation.errors import Invalid, NotFound
from intake.foundation.permissions import Permission
from intake.storage.answers import Told


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody around a person whom the desk does not know yet."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    phone: str | None = None
    # They said themselves that they may be called there; None: nobody has asked them.
    may_call: bool | None = None


def relate(
    session: Session,
    person: Person,
    related: Person,
    kind: str,
    *,
    may_be_called: bool | None = None,
    recorded_by: UUID | None = None,
) -> Relationship:
    """`person` is the `kind` of `related`; said again, the later word counts, and silence leaves what was said about calling.

    Refuses a person related to themself.
    """
    if person.id == related.id:
        raise Invalid.field("/relation", "Somebody is not related to themself. Choose the other person.")
    said = {"kind": kind, "recorded_by": recorded_by, "ended_at": None, "ended_by": None}
    if person in session.new:
        # Nobody has said anything of them before: the row goes in with theirs.
        first = Relationship(person_id=person.id, related_person_id=related.id, may_be_called=may_be_called, **said)
        session.add(first)
        return first
    # One that had ended begins anew: what was said of it before counts no longer.
    before = case((Relationship.ended_at.is_not(None), null()), else_=Relationship.may_be_called)
    row = insert(Relationship).values(person_id=person.id, related_person_id=related.id, may_be_called=may_be_called, **said)
    row = row.on_conflict_do_update(
        index_elements=["person_id", "related_person_id"],
        set_={**said, "may_be_called": before if may_be_called is None else may_be_called},
    )
    return session.scalars(row.returning(Relationship), execution_options={"populate_existing": True}).one()


def relate_person(
    session: Session,
    *,
    actor: Actor,
    person_id: UUID,
    relation: str,
    other: UUID | Newcomer,
    may_be_called: bool | None = None,
) -> Relationship:
    """Somebody stands around this person: one who is known, or one who is written down now.

    Refuses a newcomer without any name or number; NotFound for somebody whom the actor may not see.
    """
    person = _seen(session, actor, person_id)
    around = _written(session, actor, person, other) if isinstance(other, Newcomer) else _seen(session, actor, other)
    row = relate(session, around, person, relation, may_be_called=may_be_called, recorded_by=actor.id)
    for one in (person, around):
        record(session, actor, "callers.relate", row, person_id=one.id, kind=relation, may_be_called=may_be_called)
    return row


def end_relation(session: Session, *, actor: Actor, person_id: UUID, other_id: UUID) -> None:
    """The other one no longer stands around this person; that they did is kept. NotFound for what is not there."""
    person, other = _seen(session, actor, person_id), _seen(session, actor, other_id)
    rows = queries.relationships_between(session, other.id, person.id)
    if not rows:
        raise NotFound
    for row in rows:
        row.ended_at, row.ended_by = now(), actor.id
    session.flush()
    for one in (person, other):
        record(session, actor, "callers.end_relation", rows[0], person_id=one.id, kind=rows[0].kind)


def confirm_around(session: Session, person: Person) -> None:
    """Who was written down around somebody in a draft is known with them, once the draft is a record."""
    for one in queries.drafted_around(session, person.id):
        confirm_person(one)


def carry_relations(session: Session, source: Person, target: Person) -> None:
    """The draft is about `target` now: who stood around the one who was written down for it stands around them."""
    if source.standing != "provisional" or source is target:
        return
    for row in queries.relations_around(session, source.id):
        if row.person_id != target.id:
            relate(session, row.person, target, row.kind, may_be_called=row.may_be_called, recorded_by=row.recorded_by)
        row.ended_at = now()


def _written(session: Session, actor: Actor, person: Person, newcomer: Newcomer) -> Person:
    names = (newcomer.answers.get(name) for name in ("given_name", "preferred_name", "family_name"))
    if not (newcomer.phone or any(map(is_known, names))):
        raise Invalid.field("/person", "Give a name or a number.")
    told = Told("caller", actor.id, now())
    written = record_person(session, answers=newcomer.answers, told=told)
    if newcomer.phone:
        said = {} if newcomer.may_call is None else {"may_call": newcomer.may_call}
        add_contact_point(session, written, kind="phone", value=newcomer.phone, answers=said, told=told)
    if person.standing == "confirmed":
        confirm_person(written)
    session.flush()
    return written


def _seen(session: Session, actor: Actor, person_id: UUID) -> Person:
    return person_to_change(session, actor=actor, person_id=person_id, permission=Permission.PEOPLE_EDIT)
