"""The report as something a supervisor opens: allowed, read, and noted in the trail."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.permissions import Permission, require
from intake.organisation.queries import desk_zone
from intake.reports import queries
from intake.reports.rules import Period, Section, period_of


@dataclass(frozen=True)
class Report:
    period: Period
    at: datetime
    sections: list[Section]


def open_report(session: Session, *, actor: Actor, first: date | None = None, last: date | None = None) -> Report:
    """The counts for the days from `first` to `last`; without them, for the month so far. Nobody's whom a restriction hides.

    Refuses a period that ends before it begins or is longer than a year.
    """
    require(actor, Permission.REPORTS_READ)
    moment = now()
    zone = desk_zone(session)
    today = moment.astimezone(zone).date()
    last = last or max(today, first or today)
    period = period_of(first or last.replace(day=1), last, zone)
    record(session, actor, "reports.open_report", first=period.first.isoformat(), last=period.last.isoformat())
    return Report(period, moment, queries.desk_report(session, actor, period, moment))
