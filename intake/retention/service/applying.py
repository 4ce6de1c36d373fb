"""Erasing what is over, some at a time, each batch in a transaction of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.calls.service import erase_calls
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.permissions import Permission, require
from intake.retention import queries
from intake.retention.rules import policies
from intake.retention.service.erasing import erase_records

BATCH = 50


@dataclass(frozen=True, slots=True)
class Applied:
    """How much went in one batch; `after`: whose record was looked at last, so that the next batch begins behind it."""

    people: int
    calls: int
    after: UUID | None = None

    def __bool__(self) -> bool:
        return bool(self.people or self.calls)


def apply_batch(session: Session, *, actor: Actor, after: UUID | None = None) -> Applied:
    """Erase some of what is over. Nothing while the desk has not switched it on, or a change of it still waits."""
    require(actor, Permission.PEOPLE_ERASE)
    setting, moment = queries.setting(session), now()
    if not setting.is_on or setting.starts_at is None or moment < setting.starts_at:
        return Applied(0, 0, after)
    told = policies(setting.years)
    people = [person.id for person in islice(queries.due_people(session, told, moment, after=after), BATCH)]
    calls = queries.due_calls(session, told, moment, BATCH)

    def still(held: Collection[UUID]) -> Collection[UUID]:
        # Somebody may have called again since they were looked at.
        return {person.id for person in queries.due_people(session, told, moment, among=held)}

    erased = erase_records(session, actor=actor, person_ids=people, reason="retention_ended", still=still) if people else 0
    applied = Applied(
        people=erased,
        calls=erase_calls(session, actor=actor, call_ids=calls) if calls else 0,
        after=people[-1] if people else after,
    )
    if applied:
        record(session, actor, "retention.apply", people=applied.people, calls=applied.calls, version=setting.version)
    return applied
