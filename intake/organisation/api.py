"""The JSON doors of this room."""

from intake.foundation.permissions import Permission
from intake.organisation import queries, service
from intake.organisation.models import Settings, Team
from intake.organisation.schemas import SettingsOut, TeamIn, TeamOut
from intake.web.door import ApiDoor, Unit

api = ApiDoor("organisation", __name__, "The desk itself: settings and teams.")


@api.operation("GET", "/settings", permission=Permission.SIGNED_IN, gives=SettingsOut(), versioned=True)
def show_settings(unit: Unit) -> Settings:
    """The desk's settings."""
    return queries.settings(unit.session)


@api.operation(
    "POST", "/teams", permission=Permission.ACCOUNTS_MANAGE, takes=TeamIn(), gives=TeamOut(), status=201, idempotent=True
)
def create_team(unit: Unit, data: dict[str, str]) -> Team:
    """Make a team."""
    return service.create_team(unit.session, actor=unit.actor, **data)
