"""What comes to light, or turns out to be wrong, when the intake is a record already: amendments, with a reason."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.errors import NotFound
from intake.foundation.events import event
from intake.insurance import service as insurance
from intake.insurance.models import Policy
from intake.intakes.models import EarlierAnswer, Intake
from intake.intakes.schemas.history import name_of, policy_name, treatment_name
from intake.intakes.service.draft import changed, record_to_amend, told_by
from intake.intakes.service.findings import refresh_findings
from intake.storage.answers import Told
from intake.storage.outbox import record_event
from intake.substances import service as substances
from intake.substances.models import SubstanceUse, Treatment

# The field of such an amendment: the substance, treatment or policy itself was not there before, or is not there any more.
SUBSTANCE, TREATMENT, POLICY = "substance", "treatment", "policy"
_NOT_THERE = {"missing": str(Missing.NOT_ASKED)}
P = TypeVar("P", SubstanceUse, Treatment, Policy)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What an intake has any number of."""

    field: str
    # What its earlier answers call it.
    record: str
    add: Callable[[Session, Intake, Mapping[str, Any], Told], Any]
    remove: Callable[[Any], None]
    name: Callable[[Any], object]
    # Whether findings rest on it.
    triaged: bool = False


def amend_by_adding(
    session: Session, *, actor: Actor, intake_id: UUID, part: type[P], answers: Mapping[str, Any], reason: str
) -> P:
    """One more substance, treatment of before or policy (`part`) of a complete or closed intake. Refuses a draft."""
    intake, listed = record_to_amend(session, actor, intake_id), _LISTED[part]
    row: P = listed.add(session, intake, answers, told_by(actor, intake, None))
    session.flush()
    _amended(session, actor, intake, row, f"amend_add_{listed.field}", _NOT_THERE, reason)
    return row


def amend_by_removing(session: Session, *, actor: Actor, intake_id: UUID, part: type[P], row_id: UUID, reason: str) -> None:
    """One that was none of theirs. Its answers are kept. Refuses a draft."""
    intake, listed = record_to_amend(session, actor, intake_id), _LISTED[part]
    row = session.get(part, row_id, with_for_update={"of": part}, populate_existing=True)
    if row is None or row.intake_id != intake.id or row.removed_at is not None:
        raise NotFound
    listed.remove(row)
    _amended(session, actor, intake, row, f"amend_remove_{listed.field}", listed.name(row), reason)


def _amended(session: Session, actor: Actor, intake: Intake, row: P, action: str, before: object, reason: str) -> None:
    listed = _LISTED[type(row)]
    earlier = EarlierAnswer(
        intake_id=intake.id, data_key=row.data_key, record=listed.record, record_id=row.id, field=listed.field, version=0,
        replaced_by=actor.id, replaced_at=now(),
    )  # fmt: skip
    session.add(earlier)
    earlier.answer, earlier.reason = json.dumps(before), reason
    changed(session, actor, intake, action, row)
    if listed.triaged:
        refresh_findings(session, actor, intake)
    session.flush()
    record_event(session, event("intakes.amended", intake_id=intake.id))


def _add_use(session: Session, intake: Intake, answers: Mapping[str, Any], told: Told) -> SubstanceUse:
    return substances.add_use(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told)


def _add_treatment(session: Session, intake: Intake, answers: Mapping[str, Any], told: Told) -> Treatment:
    return substances.add_treatment(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told)


def _add_policy(session: Session, intake: Intake, answers: Mapping[str, Any], told: Told) -> Policy:
    place = insurance.next_position(session, intake.id)
    return insurance.add_policy(session, intake_id=intake.id, person=intake.subject, answers=answers, told=told, position=place)


_LISTED: dict[type[Any], _Listed] = {
    SubstanceUse: _Listed(
        SUBSTANCE,
        "substance-use",
        _add_use,
        substances.remove_use,
        lambda use: name_of(use.substance_code, use.said_as or ""),
        triaged=True,
    ),
    Treatment: _Listed(
        TREATMENT,
        "treatment",
        _add_treatment,
        substances.remove_treatment,
        lambda treatment: treatment_name(treatment.kind, treatment.where),
    ),
    Policy: _Listed(
        POLICY,
        "policy",
        _add_policy,
        insurance.remove_policy,
        lambda policy: policy_name(policy.payer_code, policy.payer_said_as, policy.coverage_kind),
    ),
}
