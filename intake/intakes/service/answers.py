"""Saving one answer, wherever in the intake it belongs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.callers import service as callers
from intake.callers.models import ContactPoint, Person
from intake.foundation.actor import Actor
from intake.foundation.errors import NotFound, Stale
from intake.insurance import service as insurance
from intake.insurance.models import Policy
from intake.intakes.models import Intake
from intake.intakes.rules.facts import INTAKE_FACTS, PERSON_FACTS
from intake.intakes.schemas import dump_answer
from intake.intakes.service.draft import changed, draft_to_change, told_by
from intake.intakes.service.findings import refresh_findings
from intake.intakes.service.people import settle_subject
from intake.storage.answers import Told
from intake.substances import service as substances
from intake.substances.models import SubstanceUse


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    field: str
    answer: Any
    version: int
    intake_version: int
    caller_id: UUID
    subject_id: UUID


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
    intake = draft_to_change(session, actor, intake_id)
    row = _row(session, intake, record, record_id)
    if row.version_of(field) != version:
        raise _stale(record, field, row, answer)
    saved = _save(session, record, row, field, answer, told_by(actor, intake, informant))
    if (record, field) == ("intake", "for_whom"):
        settle_subject(session, intake)
    changed(session, actor, intake, "save_answer", row, field=field, version=saved)
    if _matters_to_triage(record, field):
        refresh_findings(session, actor, intake)
    session.flush()
    return SavedAnswer(field, dump_answer(record, field, row), saved, intake.version, intake.caller_id, intake.subject_id)


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
}


def _row(session: Session, intake: Intake, record: str, record_id: UUID) -> Any:
    """The row, held until the transaction ends: people belong to many intakes."""
    if record == "intake":
        row: Any = intake if record_id == intake.id else None
    else:
        model = {"person": Person, "contact-point": ContactPoint, "substance-use": SubstanceUse, "policy": Policy}[record]
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
        case SubstanceUse() | Policy():
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


def _matters_to_triage(record: str, field: str) -> bool:
    if record == "intake":
        return field in INTAKE_FACTS
    return record == "substance-use" or (record == "person" and field in PERSON_FACTS)
