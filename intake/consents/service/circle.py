"""Who stands around a person, and what each may be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.queries import Around, people_around, survivors
from intake.callers.service import open_person
from intake.consents import queries
from intake.consents.models import Consent
from intake.consents.rules import agreement_of, judge_telling
from intake.foundation.actor import Actor
from intake.organisation.queries import today


@dataclass(frozen=True, slots=True)
class MayBeTold:
    """The signed consents that open something now; none: nothing may be told, and `because` says why."""

    consents: Sequence[Consent]
    because: str | None

    @property
    def information(self) -> list[str]:
        """All that may be told for one purpose or another."""
        return sorted({code for one in self.consents for code in one.information})


@dataclass(frozen=True, slots=True)
class Circle:
    """One relation of a person, and what the one who stands around the other may be told."""

    around: Around
    may_be_told: MayBeTold

    @property
    def said_may_be_called(self) -> bool | None:
        return self.around.relationship.may_be_called

    @property
    def kind(self) -> str:
        return self.around.relationship.kind

    def __getattr__(self, name: str) -> Any:
        return getattr(self.around, name)


def open_circle(session: Session, *, actor: Actor, person_id: UUID) -> list[Circle]:
    """Everybody around a person, and everybody whom they stand around, as far as the actor may see them."""
    person = open_person(session, actor=actor, person_id=person_id)
    return circle_of(session, actor=actor, person=person)


def circle_of(session: Session, *, actor: Actor, person: Person) -> list[Circle]:
    """The same for a person whom the actor has opened; the trail has whom it showed."""
    around = people_around(session, actor, person.id)
    if not around:
        return []
    stays = survivors(session, {one for each in around for one in (each.person_id, each.subject_id)})
    rows = [row for row in queries.consents_to_people(session, stays, stays) if not row.is_erased]
    on, day, shown = queries.switched_on(session), today(session), [str(one.other.id) for one in around]
    record(session, actor, "consents.show_circle", person, person_id=person.id, people=shown)
    found = []
    for one in around:
        theirs = {row.id: row for row in rows if stays[row.subject_id] == one.subject_id}
        who = {each for each, stay in stays.items() if stay == one.person_id}
        telling = judge_telling([agreement_of(row) for row in theirs.values()], who, today=day, switched_on=on)
        found.append(Circle(one, MayBeTold([theirs[each.id] for each in telling.consents], telling.because)))
    return found
