"""The JSON doors of this room."""

from typing import Any

from intake.foundation.permissions import Permission
from intake.reports.schemas import ReportOut, ReportQuery
from intake.reports.service import Report, open_report
from intake.web.door import ApiDoor, Unit

api = ApiDoor("reports", __name__, "Counts for supervisors.")


@api.operation("GET", "/reports/desk", permission=Permission.REPORTS_READ, query=ReportQuery(), gives=ReportOut())
def show_report(unit: Unit, query: dict[str, Any]) -> Report:
    """Calls, intakes, substances, coverage and follow-ups of a period."""
    return open_report(unit.session, actor=unit.actor, **query)
