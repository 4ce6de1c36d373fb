"""Who stands around a person, and around whom they stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import ContactPoint, Person, Relationship
from intake.callers.queries.people import PersonShort, relationships_of, shown
from intake.callers.queries.same import same_person, survivors
from intake.callers.rules import DO_NOT_CONTACT, Reach, each_once
from intake.foundation.actor import Actor
from intake.foundation.clock import now


@dataclass(frozen=True, slots=True)
class Around:
    """One relation as it is seen from a person: `other` is the one at its other end. The ids are of records that stay."""

    relationship: Relationship
    person_id: UUID
    subject_id: UUID
    other: PersonShort
    contact_points: Sequence[Reach]
    # True: `other` stands around the person; false: the person stands around `other`.
    is_theirs: bool

    @property
    def may_be_called(self) -> bool:
        """The person in need said that this one may be called, this one said yes to a call, and neither asked to wait nor has a
        flag that forbids it.
        """
        agreed = self.relationship.may_be_called is True and any(point.takes_calls(now()) for point in self.contact_points)
        return self.is_theirs and agreed and DO_NOT_CONTACT not in self.other.flags


def people_around(session: Session, actor: Actor, person_id: UUID) -> list[Around]:
    """Every relation that has not ended, with whom the actor may see; who stands around the person first."""
    rows = relationships_of(session, actor, person_id)
    stays = survivors(session, {one for row in rows for one in (row.person_id, row.related_person_id)})
    mine = stays.get(person_id, person_id)
    people, points = shown(session, actor, set(stays.values()) - {mine}), _points(session, stays)
    found: dict[tuple[UUID, UUID], Around] = {}
    for row in rows:
        ends = stays[row.person_id], stays[row.related_person_id]
        other = people.get(ends[0] if ends[1] == mine else ends[1])
        if other is not None:
            theirs = each_once((point for point in points if stays[point.person_id] == other.id), first=other.id)
            # Said of two records of one person, the later word counts.
            found[ends] = Around(row, *ends, other, theirs, is_theirs=ends[1] == mine)
    return sorted(found.values(), key=lambda one: not one.is_theirs)


def relations_around(session: Session, person_id: UUID) -> Sequence[Relationship]:
    """Of those who stand around the person, whoever may see them: for verbs that have found the person."""
    query = select(Relationship).filter_by(related_person_id=person_id, ended_at=None).order_by(Relationship.id)
    return session.scalars(query).all()


def drafted_around(session: Session, person_id: UUID) -> Sequence[Person]:
    """Who was written down around the person in a draft."""
    around = Relationship.related_person_id.in_(same_person(person_id)), Relationship.ended_at.is_(None)
    query = select(Person).join(Relationship, Relationship.person_id == Person.id).where(*around)
    return session.scalars(query.where(Person.standing == "provisional")).all()


def _points(session: Session, ids: Collection[UUID]) -> Sequence[ContactPoint]:
    if not ids:
        return ()
    return session.scalars(select(ContactPoint).where(ContactPoint.person_id.in_(ids)).order_by(ContactPoint.id)).all()
