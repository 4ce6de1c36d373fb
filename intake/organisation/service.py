"""Verbs."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from intake.audit.service import Recorded, record
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.organisation.models import Alert, Settings, Team
from intake.organisation.rules import ALERT_OUTCOMES
from intake.storage.outbox import record_event


def set_up_desk(session: Session, *, actor: Actor, name: str, time_zone: str) -> Settings:
    """The desk's one row of settings; an existing one is left as it is."""
    require(actor, Permission.SETTINGS_EDIT)
    made = session.execute(
        insert(Settings).values(name=name, time_zone=time_zone).on_conflict_do_nothing().returning(Settings.id)
    )
    settings = session.scalars(select(Settings)).one()
    if made.scalar() is not None:
        record(session, actor, "organisation.set_up_desk")
    return settings


def change_settings(session: Session, *, actor: Actor, version: int, changes: Mapping[str, Any]) -> Settings:
    """Change what `changes` names; a notice or threshold that is None goes back to the standard.

    Refuses a version that is not the current one. The schema has checked ranges, zone and names.
    """
    require(actor, Permission.SETTINGS_EDIT)
    settings = session.scalars(select(Settings).with_for_update()).one_or_none()
    if settings is None:
        raise NotFound("This desk is not set up yet: run `flask desk prepare`.")
    if settings.version != version:
        raise PreconditionFailed
    for name in ("name", "time_zone", "part2_program", "supervisors_see_all"):
        if name in changes:
            setattr(settings, name, changes[name])
    for name in ("notices", "thresholds"):
        merged = {**getattr(settings, name), **changes.get(name, {})}
        setattr(settings, name, {key: value for key, value in merged.items() if value is not None})
    settings.version += 1
    record(session, actor, "organisation.change_settings", fields=sorted(changes), version=settings.version)
    return settings


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


def raise_alert(session: Session, *, actor: Actor, kind: str, row: Recorded, **detail: Any) -> Alert:
    """Tell the supervisors at once about `row`. `detail` holds ids, counts and rule names only, never a person's data;
    `words` of it, reviewed ones, are shown with the alert.

    An alert of the same kind for the same record that is still open is given back instead of a second one.
    """
    query = select(Alert).where(Alert.kind == kind, Alert.record_id == row.id, Alert.closed_at.is_(None))
    already = session.scalars(query).first()
    if already is not None:
        return already
    # A partner is no account.
    staff = None if actor.role is Role.PARTNER else actor.id
    alert = Alert(kind=kind, record=row.__tablename__, record_id=row.id, raised_by=staff, detail=detail)
    session.add(alert)
    session.flush()
    record(session, actor, "organisation.raise_alert", alert, kind=kind, about=str(row.id))
    record_event(session, event("organisation.alert_raised", alert_id=alert.id, record_id=row.id))
    return alert


def close_alert(session: Session, *, actor: Actor, seen: ColumnElement[bool], alert_id: UUID, outcome: str) -> Alert:
    """Say what was done (a word of `rules.ALERT_OUTCOMES`). Refuses an alert that is closed already.

    `seen`: the clause of the alerts that are for the actor; any other is NotFound.
    """
    require(actor, Permission.ALERTS_READ)
    if outcome not in ALERT_OUTCOMES:
        raise Invalid.field("/outcome", "Say what was done: choose one of the list.")
    alert = session.scalars(select(Alert).where(Alert.id == alert_id, seen).with_for_update()).one_or_none()
    if alert is None:
        raise NotFound
    if alert.closed_at is not None:
        raise Conflict("Somebody has closed this alert already.")
    alert.closed_at, alert.closed_by, alert.outcome = now(), actor.id, outcome
    record(session, actor, "organisation.close_alert", alert, outcome=outcome)
    return alert
