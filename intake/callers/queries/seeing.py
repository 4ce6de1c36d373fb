"""Who sees whom: the clauses that every read of a person, or of what hangs on one, has in it."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, and_, bindparam, exists, or_, select, true
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.callers.models import Access, Person, Restriction
from intake.callers.queries.same import survivor_id
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.permissions import GRANTS, Permission, Reach, reach_of
from intake.organisation.queries import supervisors_see_all


def unrestricted(actor: Actor, *people: Any) -> ColumnElement[bool]:
    """Whether none of these people (columns with their ids) is restricted, but for those that are open to the actor.

    Every clause that says what an actor sees of a person, or of what hangs on one, has this in it.
    """
    if reach_of(actor) is Reach.EVERYTHING:
        return true()
    return _open_to(actor.id, or_(Access.ends_at.is_(None), Access.ends_at > this_moment()), people)


def named_for_good(account: Any, *people: Any) -> ColumnElement[bool]:
    """The same of an account (its id, or a column with it) that is to work with them from now on: who has broken the glass
    will not see them in an hour.
    """
    return _open_to(account, Access.ends_at.is_(None), people)


def _open_to(account: Any, open_now: ColumnElement[bool], people: Collection[Any]) -> ColumnElement[bool]:
    theirs = exists().where(Access.restriction_id == Restriction.id, Access.account_id == account, open_now)
    hidden = Restriction.person_id.in_(people), Restriction.lifted_at.is_(None), ~theirs.correlate_except(Access)
    return ~exists().where(*hidden).correlate_except(Restriction)


def this_moment() -> ColumnElement[datetime]:
    """The moment at which the statement is executed, not the one at which it was built."""
    return bindparam(None, callable_=now, type_=DateTime(timezone=True), unique=True)


def within_reach(actor: Actor, who: type[Person] = Person) -> ColumnElement[bool]:
    """Everybody confirmed; of the drafts my own, my team's, nobody's. Says nothing of restrictions."""
    reach = reach_of(actor)
    if reach is Reach.EVERYTHING:
        return true()
    if reach is Reach.NOTHING:
        return who.id.is_(None)
    if reach is Reach.RECORDS:
        return who.standing != "provisional"
    known = [who.standing != "provisional", who.recorded_by.is_(None), who.recorded_by == actor.id]
    if reach is Reach.TEAM:
        team = select(Account.id).where(Account.team_id.is_not_distinct_from(actor.team_id))
        return or_(*known, who.recorded_by.in_(team), supervisors_see_all())
    if actor.team_id is None:
        return or_(*known)
    return or_(*known, who.recorded_by.in_(select(Account.id).where(Account.team_id == actor.team_id)))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """What there is of people for this actor: everything else looks as if it were not there."""
    return and_(within_reach(actor), unrestricted(actor, Person.id))


def standing_restriction(session: Session, person_id: UUID) -> Restriction | None:
    """The restriction that holds now."""
    return session.scalars(select(Restriction).where(Restriction.person_id == person_id, Restriction.lifted_at.is_(None))).first()


def named_in(session: Session, person_id: UUID) -> frozenset[UUID] | None:
    """Who may open this record for as long as it is restricted; None for one that is not."""
    standing = standing_restriction(session, person_id)
    if standing is None:
        return None
    named = select(Access.account_id).where(Access.restriction_id == standing.id, Access.ends_at.is_(None))
    return frozenset(session.scalars(named))


def person_behind_glass(session: Session, actor: Actor, person_id: UUID) -> Person | None:
    """Somebody whom only a restriction may hide from the actor, held until the transaction ends."""
    query = select(Person).where(Person.id == survivor_id(person_id), within_reach(actor))
    held = session.scalar(query.with_only_columns(Person.id).with_for_update(of=Person))
    found = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is not None and found.id != held:
        # Merged, or apart again, while this waited for the lock: it is another record that stays.
        return person_behind_glass(session, actor, found.id)
    return found


def restricted_among(session: Session, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these people, whom the actor sees, whose record is restricted: pages mark them."""
    standing = select(Restriction.person_id).where(Restriction.person_id.in_(set(ids)), Restriction.lifted_at.is_(None))
    return frozenset(session.scalars(standing))


def hidden_people(session: Session, actor: Actor, ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people whom a restriction hides from the actor."""
    return set(session.scalars(select(Person.id).where(Person.id.in_(list(ids)), ~unrestricted(actor, Person.id))))


def readers(session: Session, ids: Iterable[UUID] | None = None) -> dict[UUID, str]:
    """Names of accounts in use whose role reads people's records, by id; of these `ids` only."""
    roles = [role.value for role, grants in GRANTS.items() if Permission.PEOPLE_READ in grants]
    query = select(Account.id, Account.name).where(Account.role.in_(roles), Account.disabled_at.is_(None)).order_by(Account.name)
    rows = session.execute(query if ids is None else query.where(Account.id.in_(list(ids))))
    return {row.id: row.name for row in rows}
