"""Whether a person may be reached now, way by way. Every room that contacts somebody asks here."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import ContactPoint, Person
from intake.callers.queries.flags import must_not_contact
from intake.callers.queries.same import survivor_id
from intake.callers.rules import ContactRules, Reach, Verdict, Way, judge_number
from intake.foundation.clock import now


def judge_ways(session: Session, person_id: UUID, ways: Sequence[tuple[Reach, str]]) -> list[Verdict]:
    """Each contact point and way, by the zone that the person told: another zone says nothing about them."""
    told = session.scalars(select(Person.time_zone).where(Person.id == survivor_id(person_id))).one()
    zone, never = ZoneInfo(told) if told else None, must_not_contact(session, person_id)
    return [judge_number([_rules_of(one, never=never) for one in point.told], cast(Way, way), now(), zone) for point, way in ways]


def _rules_of(point: ContactPoint, *, never: bool) -> ContactRules:
    told = {name: getattr(point, name) for name in ContactRules.__slots__ if name != "do_not_contact"}
    return ContactRules(**told, do_not_contact=never)
