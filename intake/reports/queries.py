"""The counts, one statement each, however long the period.

Each counts only what no restriction hides from whoever reads it: of one day's number less the records that somebody may open,
what is left would be the restricted one.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from intake.callers.queries.seeing import unrestricted
from intake.calls.models import Call
from intake.followups.models import Task
from intake.foundation.actor import Actor
from intake.insurance.models import Policy
from intake.intakes.models import Intake
from intake.referrals.models import Referral
from intake.reports.rules import Period, Section, section
from intake.substances.models import Substance, SubstanceUse

# What has been a record: a draft has no moment of completion, and neither has one abandoned before.
RECORDS = ("complete", "closed")


def desk_report(session: Session, actor: Actor, period: Period, moment: datetime) -> list[Section]:
    """Every table of the report, as things stand at `moment`."""
    counted = and_(completed_in(period), unrestricted(actor, Intake.caller_id, Intake.subject_id))
    intakes = _rows(session, _grouped(Intake.state).where(counted))
    total = sum(number for _, number in intakes)
    return [
        section("calls", _rows(session, _calls(actor, period))),
        section("intakes", intakes),
        section("outcomes", _rows(session, _outcomes(counted))),
        section("substances", _rows(session, _substances(counted)), total),
        section("coverage", _rows(session, _coverage(counted)), total),
        section("follow_ups", _rows(session, _follow_ups(actor, period, moment))),
    ]


def completed_in(period: Period) -> ColumnElement[bool]:
    """An intake that became a record in the period."""
    return and_(Intake.state.in_(RECORDS), Intake.completed_at >= period.begins, Intake.completed_at < period.ends)


def _not_of_hidden(actor: Actor, intake_key: ColumnElement[bool]) -> ColumnElement[bool]:
    """No intake that `intake_key` leads to is about, or by, somebody whom a restriction hides from the actor."""
    return ~exists().where(intake_key, ~unrestricted(actor, Intake.caller_id, Intake.subject_id))


def _grouped(key: Any) -> Select[str | None, int]:
    return select(key, func.count()).group_by(key)


def _calls(actor: Actor, period: Period) -> Select[str | None, int]:
    ending = case((Call.ended_at.is_(None), "in_progress"), else_=Call.disposition)
    open_to = and_(unrestricted(actor, Call.caller_id), _not_of_hidden(actor, Intake.call_id == Call.id))
    return _grouped(ending).where(Call.started_at >= period.begins, Call.started_at < period.ends, open_to)


def _outcomes(counted: ColumnElement[bool]) -> Select[str | None, int]:
    stands = exists().where(Referral.intake_id == Intake.id, Referral.state.not_in(("cancelled", "entered-in-error")))
    return _grouped(case((stands, "referred"), else_="not_referred")).where(counted)


def _substances(counted: ColumnElement[bool]) -> Select[str | None, int]:
    return (
        select(Substance.substance_class, func.count(SubstanceUse.intake_id.distinct()))
        .select_from(SubstanceUse)
        .join(Intake, Intake.id == SubstanceUse.intake_id)
        .outerjoin(Substance, Substance.code == SubstanceUse.substance_code)
        .where(counted, SubstanceUse.removed_at.is_(None))
        .group_by(Substance.substance_class)
    )


def _coverage(counted: ColumnElement[bool]) -> Select[str | None, int]:
    kind = case((Policy.id.is_(None), "none_told"), else_=Policy.coverage_kind)
    return (
        select(kind, func.count(Intake.id.distinct()))
        .select_from(Intake)
        .outerjoin(Policy, and_(Policy.intake_id == Intake.id, Policy.removed_at.is_(None)))
        .where(counted)
        .group_by(kind)
    )


def _follow_ups(actor: Actor, period: Period, moment: datetime) -> Select[str | None, int]:
    standing = case((and_(Task.state == "open", Task.due_at < moment), "overdue"), else_=Task.state)
    open_to = and_(unrestricted(actor, Task.person_id), _not_of_hidden(actor, Intake.id == Task.intake_id))
    return _grouped(standing).where(Task.due_at >= period.begins, Task.due_at < period.ends, open_to)


def _rows(session: Session, query: Select[str | None, int]) -> list[tuple[str | None, int]]:
    return [(key, number) for key, number in session.execute(query)]
