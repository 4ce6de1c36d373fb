"""Which supervisors an alert about somebody restricted is for."""

from collections.abc import Set
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from intake.accounts.models import Account
from intake.callers.models import Access, Restriction
from intake.callers.queries import unrestricted
from intake.consents.models import Disclosure
from intake.foundation.actor import Actor
from intake.foundation.permissions import GRANTS, Permission
from intake.intakes.models import Finding, Intake
from intake.organisation.models import Alert

_TOLD = [role.value for role, grants in GRANTS.items() if Permission.ALERTS_READ in grants]


def alerts_for(actor: Actor) -> ColumnElement[bool]:
    """Every alert, but about somebody restricted only to who is named there and to supervisors of the team that it comes from.

    An alert that would reach nobody in this way reaches all: somebody has to hear of it. That a glass was broken is told to
    all, because it oversees those who are named too.
    """
    of_finding = exists().where(Finding.id == Alert.record_id, Intake.id == Finding.intake_id, _is_kept_from(actor, Intake))
    of_intake = exists().where(Intake.id == Alert.record_id, _is_kept_from(actor, Intake))
    teller = aliased(Account)
    team = select(teller.team_id).where(teller.id == Disclosure.by).correlate(Disclosure).scalar_subquery()
    of_disclosure = exists().where(Disclosure.id == Alert.record_id, _kept_from(actor, team, Disclosure.subject_id))
    kept = {Finding.__tablename__: of_finding, Intake.__tablename__: of_intake, Disclosure.__tablename__: of_disclosure}
    return and_(*(~and_(Alert.record == record, hidden) for record, hidden in kept.items()))


def references_behind_glass(session: Session, actor: Actor, ids: Set[UUID]) -> dict[UUID, str]:
    """The references, by which a glass is broken, of those of these intakes that a restriction hides from the actor."""
    hidden = select(Intake).where(Intake.id.in_(ids), ~unrestricted(actor, Intake.caller_id, Intake.subject_id))
    return {one.id: one.reference for one in session.scalars(hidden)} if ids else {}


def _is_kept_from(actor: Actor, intake: Any) -> ColumnElement[bool]:
    return _kept_from(actor, intake.team_id, intake.caller_id, intake.subject_id)


def _kept_from(actor: Actor, team: Any, *people: Any) -> ColumnElement[bool]:
    of_team = team.is_not_distinct_from(actor.team_id)
    hears = or_(Account.team_id.is_not_distinct_from(team), _is_named(Account.id, *people))
    anybody = exists().where(Account.role.in_(_TOLD), Account.disabled_at.is_(None), hears)
    return and_(~unrestricted(actor, *people), ~of_team, ~_is_named(actor.id, *people), anybody)


def _is_named(account: Any, *people: Any) -> ColumnElement[bool]:
    """In the restriction of one of these people at least: the alert itself tells no name."""
    standing = (Restriction.person_id.in_(people), Restriction.lifted_at.is_(None))
    return exists().where(
        *standing, Access.restriction_id == Restriction.id, Access.account_id == account, Access.ends_at.is_(None)
    )
