"""What comes to light, or turns out to be wrong, when the intake is a record already: amendments, with a reason."""

import json
from collections.abc import Mapping
from typing import Any
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
from intake.storage.outbox import record_event
from intake.substances import service as substances
from intake.substances.models import SubstanceUse, Treatment

# The field of such an amendment: the substance, treatment or policy itself was not there before, or is not there any more.
SUBSTANCE, TREATMENT, POLICY = "substance", "treatment", "policy"
_PLACES: dict[type[Any], tuple[str, str]] = {
    SubstanceUse: ("substance-use", SUBSTANCE),
    Treatment: ("treatment", TREATMENT),
    Policy: ("policy", POLICY),
}
_NOT_THERE = {"missing": str(Missing.NOT_ASKED)}


def amend_by_adding(session: Session, *, actor: Actor, intake_id: UUID, answers: Mapping[str, Any], reason: str) -> SubstanceUse:
    """One more substance of a complete or closed intake. Findings are told anew. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    told = told_by(actor, intake, None)
    use = substances.add_use(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told)
    session.flush()
    _amended(session, actor, intake, use, "amend_add_substance", _NOT_THERE, reason)
    return use


def amend_by_removing(session: Session, *, actor: Actor, intake_id: UUID, use_id: UUID, reason: str) -> None:
    """A substance of a complete or closed intake was none. Its answers are kept. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    use = _standing(session, intake, SubstanceUse, use_id)
    substances.remove_use(use)
    _amended(session, actor, intake, use, "amend_remove_substance", name_of(use.substance_code, use.said_as or ""), reason)


def amend_by_adding_treatment(
    session: Session, *, actor: Actor, intake_id: UUID, answers: Mapping[str, Any], reason: str
) -> Treatment:
    """One more treatment of before of a complete or closed intake. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    told = told_by(actor, intake, None)
    treatment = substances.add_treatment(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told)
    session.flush()
    _amended(session, actor, intake, treatment, "amend_add_treatment", _NOT_THERE, reason)
    return treatment


def amend_by_removing_treatment(session: Session, *, actor: Actor, intake_id: UUID, treatment_id: UUID, reason: str) -> None:
    """A treatment of before that was none. Its answers are kept. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    treatment = _standing(session, intake, Treatment, treatment_id)
    substances.remove_treatment(treatment)
    _amended(session, actor, intake, treatment, "amend_remove_treatment", treatment_name(treatment.kind, treatment.where), reason)


def amend_by_adding_policy(session: Session, *, actor: Actor, intake_id: UUID, answers: Mapping[str, Any], reason: str) -> Policy:
    """Coverage that came to light when the intake was a record already. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    told, place = told_by(actor, intake, None), insurance.next_position(session, intake.id)
    policy = insurance.add_policy(session, intake_id=intake.id, person=intake.subject, answers=answers, told=told, position=place)
    session.flush()
    _amended(session, actor, intake, policy, "amend_add_policy", _NOT_THERE, reason)
    return policy


def amend_by_removing_policy(session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID, reason: str) -> None:
    """A policy that is none of theirs. Its answers are kept. Refuses a draft."""
    intake = record_to_amend(session, actor, intake_id)
    policy = _standing(session, intake, Policy, policy_id)
    insurance.remove_policy(policy)
    name = policy_name(policy.payer_code, policy.payer_said_as, policy.coverage_kind)
    _amended(session, actor, intake, policy, "amend_remove_policy", name, reason)


def _standing(session: Session, intake: Intake, model: type[Any], row_id: UUID) -> Any:
    row = session.get(model, row_id, with_for_update={"of": model}, populate_existing=True)
    if row is None or row.intake_id != intake.id or row.removed_at is not None:
        raise NotFound
    return row


def _amended(
    session: Session,
    actor: Actor,
    intake: Intake,
    row: SubstanceUse | Treatment | Policy,
    action: str,
    before: object,
    reason: str,
) -> None:
    record, field = _PLACES[type(row)]
    earlier = EarlierAnswer(
        intake_id=intake.id, data_key=row.data_key, record=record, record_id=row.id, field=field, version=0,
        replaced_by=actor.id, replaced_at=now(),
    )  # fmt: skip
    session.add(earlier)
    earlier.answer, earlier.reason = json.dumps(before), reason
    changed(session, actor, intake, action, row)
    if field == SUBSTANCE:
        refresh_findings(session, actor, intake)
    session.flush()
    record_event(session, event("intakes.amended", intake_id=intake.id))
