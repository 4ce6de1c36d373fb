"""Triage in the transaction of the answer: findings appear and go as answers change, and nothing of them is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, insert, update
from sqlalchemy.orm import Session

from intake.foundation import clock
from intake.foundation.actor import Actor
from intake.foundation.answers import is_known
from intake.foundation.errors import Conflict, NotFound
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.intakes.models import Finding, Intake, Note
from intake.intakes.queries import find_intake, kept_finding, kept_findings
from intake.intakes.rules.facts import facts_of
from intake.intakes.rules.findings import Change, KeptFinding, fold, set_aside
from intake.intakes.rules.overrides import BROUGHT_IN
from intake.intakes.service.draft import changed, draft_to_change
from intake.organisation.queries import desk_zone
from intake.organisation.service import raise_alert
from intake.storage.outbox import record_event
from intake.substances.models import SubstanceUse
from intake.substances.queries import uses_of
from intake.substances.rules import load_catalogue
from intake.triage import rules as triage
from intake.triage.queries import rule_text

# Plain columns, written as many rows in one statement: a call in danger has a dozen findings, told again with each answer.
_COLUMNS = tuple(one.name for one in fields(KeptFinding) if one.name != "text")
_CHANGING = tuple(name for name in _COLUMNS if name not in ("id", "intake_id", "rule_id", "rule_version"))
_table = cast(Table, Finding.__table__)
_INSERT = insert(_table)
_UPDATE = update(_table).where(_table.c.id == bindparam("which")).values({name: bindparam(name) for name in _CHANGING})


def first_findings(session: Session, intake: Intake, uses: list[SubstanceUse]) -> list[KeptFinding]:
    """Those of an intake that is new; the caller writes them (`finding_rows`) together with it, and tells supervisors."""
    return _folded(session, intake, uses, []).standing


def keep_findings_of_before(session: Session, actor: Actor, intake: Intake, uses: list[SubstanceUse], at: datetime) -> None:
    """What would have been found in a record that was complete elsewhere, then (`at`): places are looked for by it.

    Nobody is alarmed: an emergency of that time stands set aside, until somebody changes the answers that it rests on.
    """
    found = fold(intake.id, [], _told(session, intake, uses, at), triage.load_rulebook().places, at).standing
    rows = finding_rows(set_aside(one, BROUGHT_IN, actor.id, at) if one.is_open_emergency else one for one in found)
    if rows:
        session.connection().execute(_INSERT, rows)


def finding_rows(findings: Iterable[KeptFinding]) -> list[dict[str, Any]]:
    return [_row(finding, _COLUMNS) for finding in findings]


def refresh_findings(session: Session, actor: Actor, intake: Intake) -> Change:
    """Bring the kept findings in line with the answers: those that stand, the most serious first, what came and what went.

    A found emergency that is new tells supervisors at once.
    """
    change = _folded(session, intake, uses_of(session, intake.id), kept_findings(session, intake.id))
    if change.new:
        session.connection().execute(_INSERT, finding_rows(change.new))
    if change.changed:
        session.connection().execute(_UPDATE, [{**_row(finding, _CHANGING), "which": finding.id} for finding in change.changed])
    tell_supervisors(session, actor, change.alarms)
    return change


def _folded(session: Session, intake: Intake, uses: list[SubstanceUse], kept: list[KeptFinding]) -> Change:
    at = clock.now()
    return fold(intake.id, kept, _told(session, intake, uses, at), triage.load_rulebook().places, at)


def _told(
    session: Session, intake: Intake, uses: list[SubstanceUse], at: datetime
) -> list[tuple[triage.Finding, Mapping[str, Any]]]:
    return [(finding, rule_text(session, finding.rule_id, finding.version)) for finding in _assess(session, intake, uses, at)]


def acknowledge_finding(
    session: Session, *, actor: Actor, intake_id: UUID, finding_id: UUID, actions_taken: list[str]
) -> KeptFinding:
    """Say what was done about a finding. Refuses one that no longer stands, and an intake that is closed or abandoned."""
    intake, row = _standing(session, actor, intake_id, finding_id)
    row.acknowledged_at, row.acknowledged_by, row.actions_taken = clock.now(), actor.id, actions_taken
    changed(session, actor, intake, "acknowledge_finding", row, rule=row.rule_id, actions=actions_taken)
    session.flush()
    return kept_finding(session, finding_id)


def override_finding(
    session: Session, *, actor: Actor, intake_id: UUID, finding_id: UUID, reason: str, words: str
) -> KeptFinding:
    """Set a finding aside, saying why. Of an emergency every supervisor learns at once.

    It stays where it was, marked; places are looked for as before; when the answers that it rests on change it counts as new.
    Refuses what acknowledging refuses, one that is only possible (an answer decides that), and an emergency to who may not.
    """
    intake, row = _standing(session, actor, intake_id, finding_id)
    if row.status != "found":
        raise Conflict("Nothing is found yet: what must be asked stands with it.")
    if row.severity == "emergency":
        require(actor, Permission.EMERGENCIES_OVERRIDE)
    note = Note(intake_id=intake.id, data_key=intake.data_key, recorded_by=actor.id)
    session.add(note)
    note.text = words
    session.flush()
    row.overridden_at, row.overridden_by, row.override_reason = clock.now(), actor.id, reason
    row.override_note_id, row.overridden_on = note.id, row.told["rests_on"]
    changed(session, actor, intake, "override_finding", row, rule=row.rule_id, reason=reason)
    if row.severity == "emergency":
        title = rule_text(session, row.rule_id, row.rule_version)["title"]
        _tell_of(session, actor, "emergency_set_aside", row, title)
    session.flush()
    return kept_finding(session, finding_id)


def _standing(session: Session, actor: Actor, intake_id: UUID, finding_id: UUID) -> tuple[Intake, Finding]:
    require(actor, Permission.FINDINGS_ACKNOWLEDGE)
    intake = find_intake(session, actor, intake_id, lock=True)
    if intake.state == "draft":
        draft_to_change(session, actor, intake_id)
    elif intake.state != "complete":
        raise Conflict(Words("This intake is %(state)s. Nothing in it changes any more.", state=intake.state))
    row = session.get(Finding, finding_id)
    if row is None or row.intake_id != intake.id:
        raise NotFound
    if row.gone_at is not None:
        raise Conflict("This finding no longer stands: the answers it rested on have changed.")
    return intake, row


def _assess(session: Session, intake: Intake, uses: list[SubstanceUse], at: datetime) -> tuple[triage.Finding, ...]:
    catalogue = load_catalogue().by_code
    named = [(use, catalogue.get(use.substance_code or "")) for use in uses]
    # Only a birthday needs the desk's day.
    here = at.astimezone(desk_zone(session)) if is_known(intake.subject.answer("birth_date")) else at
    return triage.assess(facts_of(intake, intake.subject, named, here), triage.load_rulebook())


def _row(finding: KeptFinding, columns: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in columns}


def tell_supervisors(session: Session, actor: Actor, alarms: Iterable[KeptFinding]) -> None:
    for finding in alarms:
        _tell_of(session, actor, "emergency", finding, finding.text["title"])
        record_event(session, event("intakes.emergency_found", intake_id=finding.intake_id, finding_id=finding.id))


def _tell_of(session: Session, actor: Actor, kind: str, row: Finding | KeptFinding, title: str) -> None:
    """The alert names what was found in the words of the rule: who reads it first knows what it is about."""
    raise_alert(session, actor=actor, kind=kind, row=row, intake_id=str(row.intake_id), rule=row.rule_id, words=title)
