"""The pages of this room."""

import csv
import io
from typing import Any

from flask import Response, render_template

from intake.foundation.errors import Invalid
from intake.foundation.permissions import Permission
from intake.reports.rules import OVERLAPPING, for_outside, least_shown, table_of
from intake.reports.schemas import ReportQuery
from intake.reports.service import open_report
from intake.web.door import PageDoor, Unit

pages = PageDoor("reports", __name__)


@pages.page("GET", "/reports", permission=Permission.REPORTS_READ, query=ReportQuery())
def desk(unit: Unit, query: dict[str, Any]) -> str | tuple[str, int]:
    """Counts of a period, with the definition of each; of one that makes no sense what is wrong, beside it."""
    try:
        report = open_report(unit.session, actor=unit.actor, **query)
    except Invalid as error:
        return render_template("reports/desk.html", report=None, typed=query, problems=error.fields), 422
    return render_template(
        "reports/desk.html", report=report, overlapping=OVERLAPPING, for_outside=for_outside, least=least_shown()
    )


@pages.page(
    "GET", "/reports/desk.csv", permission=Permission.REPORTS_READ, query=ReportQuery(), fresh=True, discloses="counts only"
)
def desk_csv(unit: Unit, query: dict[str, Any]) -> Response:
    """The same counts for a spreadsheet, without numbers so small that they name somebody."""
    report = open_report(unit.session, actor=unit.actor, **query)
    text = io.StringIO()
    csv.writer(text).writerows(table_of(report.sections))
    name = f"desk-{report.period.first}-{report.period.last}.csv"
    # The mark tells spreadsheets that it is UTF-8.
    response = Response("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
