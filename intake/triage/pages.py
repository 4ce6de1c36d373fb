"""The page of this room: every rule, for those who review it."""

from flask import render_template

from intake.foundation.permissions import Permission
from intake.organisation.queries import notices
from intake.organisation.rules import NOTICES
from intake.triage.rules.described import described_rules
from intake.triage.rules.doses import dose_table, from_no_pharmacy
from intake.triage.rules.words import Severity
from intake.web.door import PageDoor, Unit

pages = PageDoor("triage", __name__)


@pages.page("GET", "/triage/rules", permission=Permission.CATALOGUE_READ)
def rules(unit: Unit) -> str:
    """All rules on one page, made from the files that the desk runs on."""
    told = described_rules()
    by_severity = {str(severity): [one for one in told if one.rule.severity is severity] for severity in Severity}
    return render_template(
        "triage/rules.html",
        by_severity=by_severity,
        titles={one.rule.id: one.rule.title for one in told},
        doses=dose_table(),
        novel=from_no_pharmacy(),
        notices=notices(unit.session),
        notice_titles=NOTICES,
        pending=sum(not one.rule.is_reviewed for one in told),
        count=len(told),
    )
