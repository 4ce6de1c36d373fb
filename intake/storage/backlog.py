"""What waits: events that nobody has relayed yet, and jobs by their state. Numbers only."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from intake.foundation.clock import now
from intake.storage.outbox import OutboxEvent

# The states that procrastinate knows and that a job of ours can stay in; a done one is deleted.
JOB_STATES = ("todo", "doing", "failed")


@dataclass(frozen=True, slots=True)
class Backlog:
    """`oldest_seconds`: how long the first of the waiting events has waited; 0 when none waits."""

    events: int
    oldest_seconds: float
    jobs: Mapping[str, int]


def read_backlog(session: Session) -> Backlog:
    """As it stands now."""
    waiting = select(func.count(), func.min(OutboxEvent.at)).where(OutboxEvent.relayed_at.is_(None))
    events, oldest = session.execute(waiting).one()
    by_state = session.execute(text("select status::text, count(*) from procrastinate.procrastinate_jobs group by 1"))
    found = {str(row[0]): int(row[1]) for row in by_state}
    seconds = (now() - oldest).total_seconds() if oldest else 0.0
    return Backlog(events, max(seconds, 0.0), {state: found.get(state, 0) for state in JOB_STATES})
