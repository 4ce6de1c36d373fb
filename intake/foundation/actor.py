"""Who is acting: plain values that every floor may hold, with no tie to an account row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    COUNSELOR = "counselor"
    SUPERVISOR = "supervisor"
    CLINICIAN = "clinician"
    QUALITY_REVIEWER = "quality_reviewer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    PARTNER = "partner"
    # The program that reads the metrics; it sees numbers alone.
    MONITOR = "monitor"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a partner's program or the system itself, as far as rules and the trail need to know."""

    role: Role
    id: UUID | None
    name: str
    team_id: UUID | None = None
    session_id: UUID | None = None
    # When they last proved to be who they are, by password or code.
    confirmed_at: datetime | None = None
    # When their session ends, unless something attended is asked before.
    ends_at: datetime | None = None


SYSTEM = Actor(role=Role.SYSTEM, id=None, name="Intake")
