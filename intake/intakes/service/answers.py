"""Saving one answer, wherever in the intake it belongs."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.callers import service as callers
from intake.callers.models import ContactPoint, Person
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.errors import Invalid, NotFound, Stale
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.insurance import service as insurance
from intake.insurance.models import Policy
from intake.intakes.models import EarlierAnswer, Intake
from intake.intakes.queries import earlier_answers, find_intake
from intake.intakes.rules.facts import INTAKE_FACTS, PERSON_FACTS
from intake.intakes.rules.findings import KeptFinding
from intake.intakes.schemas.answers import dump_answer
from intake.intakes.service.draft import changed, draft_to_change, noted, record_to_amend, told_by
from intake.intakes.service.findings import refresh_findings
from intake.intakes.service.people import settle_subject
from intake.storage.answers import Mark, Told
from intake.storage.outbox import record_event
from intake.substances import service as substances
from intake.substances.models import SubstanceUse, Treatment


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    field: str
    answer: Any
    version: int
    intake_version: int
    caller_id: UUID
    subject_id: UUID
    # Findings that came with this answer, and those that went.
    appeared: Sequence[KeptFinding] = ()
    gone: Sequence[KeptFinding] = ()


def save_answer(
    session: Session,
    *,
    actor: Actor,
    intake_id: UUID,
    record: str,
    record_id: UUID,
    field: str,
    answer: Any,
    version: int,
    informant: str | None = None,
) -> SavedAnswer:
    """Save one answer that was read at `version`.

    Refuses with Stale, which tells both values, when somebody saved it in between; with NotFound a row of another intake.
    """
    intake = draft_to_change(session, actor, intake_id, _only_column(record, field))
    return _replace(session, actor, intake, "save_answer", record, record_id, field, answer, version, informant)


def amend_answer(
    session: Session,
    *,
    actor: Actor,
    intake_id: UUID,
    record: str,
    record_id: UUID,
    field: str,
    answer: Any,
    version: int,
    reason: str,
    informant: str | None = None,
) -> SavedAnswer:
    """Correct one answer of a complete or closed intake: what stood before is kept with who, when and why.

    Findings are told anew. Refuses what `save_answer` refuses, a draft, whom the call was for, and to unask a question.
    """
    intake = record_to_amend(session, actor, intake_id)
    if (record, field) == ("intake", "for_whom"):
        raise Invalid.field("/field", "Whom a call was for is not amended: it decides whose record this is.")
    if answer is Missing.NOT_ASKED:
        raise Invalid.field("/answer", "A question that was asked stays asked. Say unknown or declined.")
    saved = _replace(session, actor, intake, "amend_answer", record, record_id, field, answer, version, informant, reason)
    record_event(session, event("intakes.amended", intake_id=intake.id))
    return saved


def open_history(session: Session, *, actor: Actor, intake_id: UUID) -> Sequence[EarlierAnswer]:
    """What was amended or replaced, the latest first; that it was read stays in the trail."""
    require(actor, Permission.INTAKES_READ)
    intake = find_intake(session, actor, intake_id)
    noted(session, actor, intake, "open_history")
    return earlier_answers(session, intake.id)


def _replace(
    session: Session,
    actor: Actor,
    intake: Intake,
    action: str,
    record: str,
    record_id: UUID,
    field: str,
    answer: Any,
    version: int,
    informant: str | None,
    reason: str | None = None,
) -> SavedAnswer:
    row = _row(session, intake, record, record_id)
    if row.version_of(field) != version:
        raise _stale(record, field, row, answer)
    told = told_by(actor, intake, informant)
    if reason is not None or _is_of_another(row.mark(field), told):
        _keep_earlier(session, intake, record, field, row, told, reason)
    saved = _save(session, record, row, field, answer, told)
    if (record, field) == ("intake", "for_whom"):
        settle_subject(session, intake)
    changed(session, actor, intake, action, row, field=field, version=saved)
    change = refresh_findings(session, actor, intake) if _matters_to_triage(record, field) else None
    session.flush()
    now_told = dump_answer(record, field, row)
    came, went = (change.appeared, change.gone) if change else ([], [])
    return SavedAnswer(field, now_told, saved, intake.version, intake.caller_id, intake.subject_id, came, went)


def _is_of_another(mark: Mark | None, told: Told) -> bool:
    """Somebody else told or wrote what stands there: it is kept, while a typist's own words are simply typed on."""
    if mark is None or mark.state == Missing.NOT_ASKED:
        return False
    return mark.informant != told.informant or mark.recorded_by != str(told.recorded_by or "")


def _keep_earlier(session: Session, intake: Intake, record: str, field: str, row: Any, told: Told, reason: str | None) -> None:
    mark = row.mark(field)
    by = mark.told() if mark else None
    earlier = EarlierAnswer(
        intake_id=intake.id, data_key=row.data_key, record=record, record_id=row.id, field=field, version=row.version_of(field),
        informant=by.informant if by else None, recorded_by=by.recorded_by if by else None, recorded_at=by.at if by else None,
        replaced_by=told.recorded_by, replaced_at=told.at,
    )  # fmt: skip
    session.add(earlier)
    earlier.answer, earlier.reason = json.dumps(dump_answer(record, field, row)), reason


def _save(session: Session, record: str, row: Any, field: str, answer: Any, told: Told) -> int:
    if record == "intake":
        version: int = row.give_answer(field, answer, told)
        return version
    return _SAVERS[record](session, row, field, answer, told)


_SAVERS: dict[str, Callable[[Session, Any, str, Any, Told], int]] = {
    "person": callers.save_person_answer,
    "contact-point": callers.save_contact_answer,
    "substance-use": substances.save_use_answer,
    "policy": insurance.save_policy_answer,
    "treatment": substances.save_treatment_answer,
}


_MODELS: dict[str, type[Any]] = {
    "person": Person,
    "contact-point": ContactPoint,
    "substance-use": SubstanceUse,
    "policy": Policy,
    "treatment": Treatment,
}


def _row(session: Session, intake: Intake, record: str, record_id: UUID) -> Any:
    """The row, held until the transaction ends: people belong to many intakes."""
    if record == "intake":
        row: Any = intake if record_id == intake.id else None
    else:
        model = _MODELS[record]
        row = session.get(model, record_id, with_for_update={"of": model}, populate_existing=True)
    if row is None or not _belongs(intake, row):
        raise NotFound
    return row


def _belongs(intake: Intake, row: object) -> bool:
    people = {intake.caller_id, intake.subject_id}
    match row:
        case Person():
            return row.id in people
        case ContactPoint():
            return row.person_id in people
        case SubstanceUse() | Policy() | Treatment():
            return row.intake_id == intake.id and row.removed_at is None
    return row is intake


def _stale(record: str, field: str, row: Any, answer: Any) -> Stale:
    mark = row.mark(field)
    current = {
        "answer": dump_answer(record, field, row),
        "version": row.version_of(field),
        "recorded_by": mark.recorded_by if mark else None,
        "at": mark.at if mark else None,
    }
    return Stale("Somebody else saved this answer first. Choose which one stands.", extra={"current": current})


def _only_column(record: str, field: str) -> str | None:
    """The intake's column that a save reads; None: triage reads them all."""
    if _matters_to_triage(record, field):
        return None
    columns = Intake.__table__.columns
    return next((name for name in (field, f"{field}_sealed") if record == "intake" and name in columns), "id")


def _matters_to_triage(record: str, field: str) -> bool:
    if record == "intake":
        return field in INTAKE_FACTS
    return record == "substance-use" or (record == "person" and field in PERSON_FACTS)
