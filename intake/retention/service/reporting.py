"""What would go if it were done now: nothing is changed by looking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.permissions import Permission, may, require
from intake.retention import queries
from intake.retention.models import RetentionSetting
from intake.retention.rules import CALL, DRAFT, Policies, Policy, policies

# Counting stops here: whether ten thousand or a million are due makes no difference to whoever looks.
MOST = 1000
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of record; `due` None: it goes with the person's record, when that is over too."""

    policy: Policy
    due: int | None

    @property
    def more(self) -> bool:
        return self.due == MOST


@dataclass(frozen=True, slots=True)
class Report:
    """`people` and `held`: the first of those whom the reader may see; nobody for who reads no records."""

    at: datetime
    setting: RetentionSetting
    policies: Policies
    lines: Sequence[Line]
    people: Sequence[Person]
    held: Sequence[Person]
    held_in_all: int

    @property
    def version(self) -> int:
        return self.setting.version


def open_report(session: Session, *, actor: Actor) -> Report:
    """Each kind with its years and how much is over; who read whose name stands in the trail."""
    require(actor, Permission.RETENTION_READ)
    setting, moment = queries.setting(session), now()
    told = policies(setting.years)
    people: Sequence[Person] = ()
    held: Sequence[Person] = ()
    if may(actor, Permission.PEOPLE_READ):
        people = list(islice(queries.due_people(session, told, moment, seen_by=actor), SHOWN))
        held = queries.held_people(session, actor, SHOWN)
        shown = sorted({str(person.id) for person in (*people, *held)})
        record(session, actor, "retention.open_report", people=shown)
    return Report(moment, setting, told, _lines(session, told, moment), people, held, queries.count_held(session))


def _lines(session: Session, told: Policies, moment: datetime) -> list[Line]:
    standing = [person.standing for person in islice(queries.due_people(session, told, moment), MOST)]
    drafts = standing.count("provisional")
    calls = len(queries.due_calls(session, told, moment, MOST))
    due = {"intake": len(standing) - drafts, DRAFT: drafts, CALL: calls}
    return [*(Line(policy, due.get(kind)) for kind, policy in told.kinds.items()), Line(told.minors, None)]
