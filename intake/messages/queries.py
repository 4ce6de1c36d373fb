"""Reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers import queries as callers
from intake.callers.models import Person
from intake.callers.rules import Reach, Verdict
from intake.calls.queries import lines
from intake.foundation.actor import Actor
from intake.foundation.phone import for_people
from intake.intakes.models import Intake
from intake.messages.models import Message
from intake.messages.rules import judge_mailbox, reason_words
from intake.organisation.queries import settings


@dataclass(frozen=True, slots=True)
class Way:
    """One e-mail address, and whether it may be written to now: `because` is why not, in a code and in words."""

    whose: str
    person: Person
    point: Reach
    because: str | None
    words: str | None
    next_safe_at: datetime | None

    @property
    def says_who(self) -> bool:
        return self.point.may_say_who_we_are is True

    @property
    def is_open(self) -> bool:
        return self.because is None


def ways_of(session: Session, actor: Actor, intake: Intake) -> list[Way]:
    """Every recorded e-mail address of the person in need and of the caller, as far as the actor may see them."""
    whose = {intake.subject_id: "subject", intake.caller_id: "caller"}
    people = {found.id: (found, name) for one, name in whose.items() if (found := callers.person(session, actor, one))}
    return [way for person, name in people.values() if not person.is_erased for way in _ways(session, person, name)]


def _ways(session: Session, person: Person, whose: str) -> list[Way]:
    points = [point for point in callers.contact_points_of(session, person.id) if point.kind == "email" and point.value]
    verdicts = callers.judge_ways(session, person.id, [(point, "email") for point in points])
    return [_way(whose, person, point, verdict) for point, verdict in zip(points, verdicts, strict=True)]


def _way(whose: str, person: Person, point: Reach, verdict: Verdict) -> Way:
    unsafe = judge_mailbox(point.value, shared=point.shared_line, may_say_who=point.may_say_who_we_are)
    because = verdict.reason.value if verdict.reason else unsafe
    return Way(whose, person, point, because, reason_words(because) if because else None, verdict.next_safe_at)


def way_to(ways: Sequence[Way], point_id: UUID) -> Way | None:
    """By the id of any record that tells of the address."""
    return next((way for way in ways if any(one.id == point_id for one in way.point.told)), None)


def desk_of(session: Session) -> str:
    """What the desk is called, and the number that people call."""
    number = next((line.number for line in lines(session) if line.active), None)
    return ": ".join(filter(None, (settings(session).name, number and for_people(number))))


def person_of(session: Session, row: Message) -> Person:
    """Whose address it is: the record that stays."""
    return session.scalars(select(Person).where(Person.id == callers.survivor_id(row.person_id))).one()


def messages_of(session: Session, intake_id: UUID) -> Sequence[Message]:
    """Of one intake, the latest first. Find the intake through its own room first."""
    return session.scalars(select(Message).where(Message.intake_id == intake_id).order_by(Message.id.desc())).all()


def message(session: Session, message_id: UUID, *, lock: bool = False) -> Message | None:
    query = select(Message).where(Message.id == message_id)
    if lock:
        query = query.with_for_update(of=Message).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()
