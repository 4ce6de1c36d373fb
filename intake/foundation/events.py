"""A thing that happened, told to other rooms: a name and ids, never a person's data."""

from dataclasses import dataclass, field
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Event:
    """`name` is `room.past_tense` (`intakes.completed`); `ids` says what it happened to."""

    name: str
    ids: dict[str, str] = field(default_factory=dict)


def event(name: str, **ids: UUID) -> Event:
    """`event("intakes.completed", intake_id=intake.id)`."""
    return Event(name, {key: str(value) for key, value in ids.items()})
