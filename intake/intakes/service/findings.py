"""Triage in the transaction of the answer: findings appear and go as answers change, and nothing of them is lost."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.foundation import clock
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict, NotFound
from intake.foundation.events import event
from intake.intakes.models import Finding, Intake
from intake.intakes.queries import is_open_emergency
from intake.intakes.rules.facts import facts_of
from intake.intakes.service.draft import changed, draft_to_change
from intake.organisation.service import raise_alert
from intake.storage.outbox import record_event
from intake.substances.models import SubstanceUse
from intake.substances.queries import uses_of
from intake.substances.rules import load_catalogue
from intake.triage import rules as triage


def refresh_findings(
    session: Session, actor: Actor, intake: Intake, uses: list[SubstanceUse] | None = None, known: list[Finding] | None = None
) -> list[Finding]:
    """Bring the kept findings in line with the answers; those that stand, the most serious first.

    A found emergency that is new tells supervisors at once. `known`: the kept findings, when the intake is new.
    """
    uses = uses_of(session, intake.id) if uses is None else uses
    told = _assess(intake, uses)
    if known is None:
        known = list(session.scalars(select(Finding).where(Finding.intake_id == intake.id)))
    kept = {(row.rule_id, row.rule_version): row for row in known}
    standing = [_keep(session, actor, intake, kept, finding, place) for place, finding in enumerate(told)]
    still = {(f.rule_id, f.version) for f in told}
    for key, row in kept.items():
        if key not in still and row.gone_at is None:
            row.gone_at = clock.now()
    return standing


def acknowledge_finding(
    session: Session, *, actor: Actor, intake_id: UUID, finding_id: UUID, actions_taken: list[str]
) -> Finding:
    """Say what was done about a finding. Refuses one that no longer stands."""
    intake = draft_to_change(session, actor, intake_id)
    row = session.scalars(select(Finding).where(Finding.id == finding_id, Finding.intake_id == intake.id)).one_or_none()
    if row is None:
        raise NotFound
    if row.gone_at is not None:
        raise Conflict("This finding no longer stands: the answers it rested on have changed.")
    row.acknowledged_at, row.acknowledged_by, row.actions_taken = clock.now(), actor.id, actions_taken
    changed(session, actor, intake, "acknowledge_finding", row, rule=row.rule_id, actions=actions_taken)
    return row


def _assess(intake: Intake, uses: list[SubstanceUse]) -> tuple[triage.Finding, ...]:
    catalogue = load_catalogue().by_code
    named = [(use, catalogue.get(use.substance_code or "")) for use in uses]
    return triage.assess(facts_of(intake, intake.subject, named, clock.now()), triage.load_rulebook())


def _keep(
    session: Session,
    actor: Actor,
    intake: Intake,
    kept: dict[tuple[str, int], Finding],
    finding: triage.Finding,
    place: int,
) -> Finding:
    row = kept.get((finding.rule_id, finding.version))
    is_new = row is None or row.gone_at is not None or (row.status, finding.status) == ("possible", "found")
    if row is None:
        row = Finding(intake_id=intake.id, rule_id=finding.rule_id, rule_version=finding.version, actions_taken=[])
        session.add(row)
    told = finding.told()
    if is_new:
        row.appeared_at, row.gone_at, row.acknowledged_at, row.acknowledged_by = clock.now(), None, None, None
    row.severity, row.status, row.position = finding.severity.value, finding.status, place
    if is_new or row.told != told:
        row.told = told
    if is_new and is_open_emergency(row):
        _tell_supervisors(session, actor, row)
    return row


def _tell_supervisors(session: Session, actor: Actor, row: Finding) -> None:
    raise_alert(session, actor=actor, kind="emergency", row=row, intake_id=str(row.intake_id), rule=row.rule_id)
    record_event(session, event("intakes.emergency_found", intake_id=row.intake_id, finding_id=row.id))
