"""Verbs."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict
from intake.foundation.permissions import Permission, require
from intake.organisation.models import Team


def create_team(session: Session, *, actor: Actor, name: str) -> Team:
    """A new team. Refuses a name that is taken."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    if session.scalar(select(exists().where(Team.name == name))):
        raise Conflict("There is a team with this name already.")
    team = Team(name=name)
    session.add(team)
    session.flush()
    record(session, actor, "organisation.create_team", team)
    return team
