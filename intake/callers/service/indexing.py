"""The tokens under which search finds a name: made when it is saved, and made anew when the way of making them changed."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from intake.callers import queries
from intake.callers.models import Person
from intake.callers.rules import name_keys
from intake.storage.encrypted import ring_of


@dataclass(frozen=True, slots=True)
class Indexed:
    """One batch: the last person in it (None: nobody is left), and how many of them had other tokens before."""

    last: UUID | None
    changed: int


def index_names(session: Session, person: Person) -> None:
    """Search finds the person by the names as they are now."""
    person.name_tokens = _tokens(session, person)


def index_names_anew(session: Session, *, after: UUID | None = None, most: int = 1000) -> Indexed:
    """The tokens of the next people by id made anew. A name that somebody saves meanwhile stays as they saved it."""
    people = queries.named_people(session, after, most)
    fresh = [(one, _tokens(session, one)) for one in people]
    other = [{"who": one.row.id, "old": one.row.name_tokens, "new": made} for one, made in fresh if made != one.row.name_tokens]
    if other:
        table = Person.__table__
        put = update(Person).where(table.c.id == bindparam("who"), table.c.name_tokens == bindparam("old"))
        session.connection().execute(put.values(name_tokens=bindparam("new")), other)
    return Indexed(people[-1].row.id if people else None, len(other))


def _tokens(session: Session, one: Person | queries.Recognized) -> list[int]:
    keys = name_keys(given=(one.given_name, one.preferred_name), family=(one.family_name,), born=one.birth_date)
    return sorted(queries.tokens(ring_of(session), keys))
