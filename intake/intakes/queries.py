"""Reads. What the actor may not see looks like what is not there."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import Session, joinedload

from intake.foundation.actor import Actor
from intake.foundation.errors import NotFound
from intake.foundation.permissions import Permission, may
from intake.insurance.models import Policy
from intake.insurance.queries import policies_of
from intake.intakes.models import Finding, Intake
from intake.intakes.rules.completeness import MissingAnswer, OpenFinding, missing_answers
from intake.intakes.rules.facts import Answers
from intake.storage.paging import Page, read_page
from intake.substances.models import SubstanceUse
from intake.substances.queries import uses_of


@dataclass(frozen=True)
class WholeIntake:
    """An intake with everything in it, as it is shown; other attributes are the intake's own."""

    intake: Intake
    substances: list[SubstanceUse]
    policies: list[Policy]
    findings: list[Finding]

    @property
    def missing(self) -> list[MissingAnswer]:
        """What must still be asked or acknowledged before the intake is complete."""
        emergencies = [OpenFinding(f.id, f.content["title"]) for f in self.findings if is_open_emergency(f)]
        records: dict[str, Answers] = {"intake": self.intake, "caller": self.intake.caller, "subject": self.intake.subject}
        return missing_answers(records, substances=len(self.substances), policies=self.policies, emergencies=emergencies)

    @property
    def situation(self) -> Intake:
        return self.intake

    def __getattr__(self, name: str) -> Any:
        return getattr(self.intake, name)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Mine, my team's, and those that nobody owns yet; all of them for who may read all."""
    if may(actor, Permission.INTAKES_READ_ALL):
        return true()
    mine = [Intake.owner_id == actor.id, Intake.owner_id.is_(None)]
    if actor.team_id is not None:
        mine.append(Intake.team_id == actor.team_id)
    return or_(*mine)


def find_intake(session: Session, actor: Actor, intake_id: UUID, *, lock: bool = False) -> Intake:
    """The intake, held until the transaction ends when `lock`. NotFound also for one that the actor may not see."""
    query = select(Intake).where(Intake.id == intake_id, visible_to(actor))
    if lock:
        query = query.with_for_update(of=Intake).execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def whole_intake(session: Session, intake: Intake) -> WholeIntake:
    """Everything that belongs to the intake, in a fixed number of queries."""
    uses, policies = uses_of(session, intake.id), policies_of(session, intake.id)
    return WholeIntake(intake, list(uses), list(policies), standing_findings(session, intake.id))


def is_open_emergency(finding: Finding) -> bool:
    found = finding.severity == "emergency" and finding.status == "found"
    return found and finding.acknowledged_at is None and finding.gone_at is None


def standing_findings(session: Session, intake_id: UUID) -> list[Finding]:
    """The findings that stand now, the most serious first."""
    query = select(Finding).where(Finding.intake_id == intake_id, Finding.gone_at.is_(None)).order_by(Finding.position)
    return list(session.scalars(query))


def intake_page(session: Session, actor: Actor, *, state: str | None, mine: bool, cursor: str | None, limit: int) -> Page[Intake]:
    """Newest first."""
    query: Select[Any] = select(Intake).where(visible_to(actor))
    if state is not None:
        query = query.where(Intake.state == state)
    if mine:
        query = query.where(Intake.owner_id == actor.id)
    return read_page(session, query, keys=[Intake.id], values=lambda intake: [intake.id], cursor=cursor, limit=limit)


def drafts_of(session: Session, actor: Actor, limit: int = 20) -> list[Intake]:
    """The actor's own drafts and those that nobody owns, with their people, newest first: what can be resumed."""
    query = (
        select(Intake)
        .where(Intake.state == "draft", or_(Intake.owner_id == actor.id, Intake.owner_id.is_(None)))
        .options(joinedload(Intake.caller), joinedload(Intake.subject))
        .order_by(Intake.id.desc())
        .limit(limit)
    )
    return list(session.scalars(query).unique())


def intakes_about(session: Session, actor: Actor, person_id: UUID) -> list[Intake]:
    """Every intake that the person is part of and the actor may see, newest first."""
    about = or_(Intake.caller_id == person_id, Intake.subject_id == person_id)
    return list(session.scalars(select(Intake).where(about, visible_to(actor)).order_by(Intake.id.desc())).unique())
