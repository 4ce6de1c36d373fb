"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from intake.foundation.permissions import Permission
from intake.organisation import queries, service
from intake.organisation.models import Alert, Settings, Team
from intake.organisation.schemas import AlertClosingIn, AlertOut, AlertPage, SettingsIn, SettingsOut, TeamIn, TeamOut, TeamsOut
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit
from intake.web.runtime import current_runtime
from intake.web.schema import PageQuery

api = ApiDoor("organisation", __name__, "The desk itself: settings, teams and alerts.")


@api.operation("GET", "/settings", permission=Permission.SIGNED_IN, gives=SettingsOut(), versioned=True)
def show_settings(unit: Unit) -> Settings:
    """The desk's settings."""
    return queries.settings(unit.session)


@api.operation(
    "PATCH",
    "/settings",
    permission=Permission.SETTINGS_EDIT,
    takes=SettingsIn(),
    gives=SettingsOut(),
    versioned=True,
    if_match=True,
)
def change_settings(unit: Unit, data: dict[str, Any], version: int) -> Settings:
    """Change the desk's settings.

    Only what is named is changed. A notice or threshold of null goes back to the standard.
    """
    return service.change_settings(unit.session, actor=unit.actor, version=version, changes=data)


@api.operation("GET", "/teams", permission=Permission.SIGNED_IN, gives=TeamsOut())
def list_teams(unit: Unit) -> dict[str, list[Team]]:
    """All teams, by name."""
    return {"items": queries.teams(unit.session)}


@api.operation(
    "POST", "/teams", permission=Permission.ACCOUNTS_MANAGE, takes=TeamIn(), gives=TeamOut(), status=201, idempotent=True
)
def create_team(unit: Unit, data: dict[str, str]) -> Team:
    """Make a team."""
    return service.create_team(unit.session, actor=unit.actor, **data)


@api.operation("GET", "/alerts", permission=Permission.ALERTS_READ, query=PageQuery(), gives=AlertPage)
def list_alerts(unit: Unit, query: dict[str, Any]) -> Page[Alert]:
    """Open alerts, the newest first."""
    return queries.open_alerts(unit.session, current_runtime().alerts_for(unit.actor), **query)


@api.operation(
    "POST", "/alerts/<uuid:alert_id>/closing", permission=Permission.ALERTS_READ, takes=AlertClosingIn(), gives=AlertOut()
)
def close_alert(unit: Unit, data: dict[str, str], alert_id: UUID) -> Alert:
    """Close an alert by saying what was done."""
    return service.close_alert(
        unit.session, actor=unit.actor, seen=current_runtime().alerts_for(unit.actor), alert_id=alert_id, **data
    )
