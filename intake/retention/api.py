"""The JSON doors of this room."""

from typing import Any

from intake.foundation.permissions import Permission
from intake.retention import service
from intake.retention.schemas import RetentionIn, RetentionOut
from intake.web.door import ApiDoor, Unit

api = ApiDoor("retention", __name__, "How long records are kept.")


@api.operation("GET", "/retention", permission=Permission.RETENTION_READ, gives=RetentionOut(), versioned=True)
def show_retention(unit: Unit) -> service.Report:
    """Each kind of record with its years, and how much of it is over now. Looking changes nothing."""
    return service.open_report(unit.session, actor=unit.actor)


@api.operation(
    "PATCH",
    "/retention",
    permission=Permission.RETENTION_SET,
    takes=RetentionIn(),
    gives=RetentionOut(),
    versioned=True,
    if_match=True,
    fresh=True,
)
def change_retention(unit: Unit, data: dict[str, Any], version: int) -> service.Report:
    """Years, and whether what is over is erased each night. A change waits some days before the first record goes."""
    service.change_retention(unit.session, actor=unit.actor, version=version, **data)
    return service.open_report(unit.session, actor=unit.actor)
