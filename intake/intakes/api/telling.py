"""What was told and when: amendments, notes, and what completed intakes say together."""

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from intake.insurance.models import Policy
from intake.intakes import service
from intake.intakes.api.door import EDIT, READ, api
from intake.intakes.models import EarlierAnswer, Note
from intake.intakes.rules.history import History
from intake.intakes.schemas.answers import load_answer
from intake.intakes.schemas.history import HistoryOut
from intake.intakes.schemas.shown import AmendmentsOut, AnswerOut, NoteOut, NotesOut, PolicyOut, SubstanceUseOut, TreatmentOut
from intake.intakes.schemas.told import AmendedPolicyIn, AmendedSubstanceIn, AmendedTreatmentIn, AmendmentIn, NoteIn, ReasonIn
from intake.substances.models import SubstanceUse, Treatment
from intake.web.door import Unit

P = TypeVar("P", SubstanceUse, Treatment, Policy)


@api.operation(
    "POST", "/intakes/<uuid:intake_id>/amendments", permission=EDIT, takes=AmendmentIn(), gives=AnswerOut(), status=201
)
def amend_answer(unit: Unit, data: dict[str, Any], intake_id: UUID) -> service.SavedAnswer:
    """Correct an answer of a complete or closed intake, with a reason; what stood before is kept, and findings are told anew."""
    data["answer"] = load_answer(data["record"], data["field"], data["answer"])
    return service.amend_answer(unit.session, actor=unit.actor, intake_id=intake_id, **data)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/amendments/substances",
    permission=EDIT,
    takes=AmendedSubstanceIn(),
    gives=SubstanceUseOut(),
    status=201,
    idempotent=True,
)
def amend_by_adding(unit: Unit, data: dict[str, Any], intake_id: UUID) -> SubstanceUse:
    """Add a substance to a complete or closed intake, with a reason."""
    return _added(unit, data, intake_id, SubstanceUse)


@api.operation("POST", "/intakes/<uuid:intake_id>/amendments/substances/<uuid:use_id>/removal", permission=EDIT, takes=ReasonIn())
def amend_by_removing(unit: Unit, data: dict[str, str], intake_id: UUID, use_id: UUID) -> None:
    """Take a substance off a complete or closed intake, with a reason."""
    _removed(unit, data, intake_id, SubstanceUse, use_id)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/amendments/treatments",
    permission=EDIT,
    takes=AmendedTreatmentIn(),
    gives=TreatmentOut(),
    status=201,
    idempotent=True,
)
def amend_by_adding_treatment(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Treatment:
    """Add a treatment of before to a complete or closed intake, with a reason."""
    return _added(unit, data, intake_id, Treatment)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/amendments/treatments/<uuid:treatment_id>/removal",
    permission=EDIT,
    takes=ReasonIn(),
)
def amend_by_removing_treatment(unit: Unit, data: dict[str, str], intake_id: UUID, treatment_id: UUID) -> None:
    """Take a treatment of before off a complete or closed intake, with a reason."""
    _removed(unit, data, intake_id, Treatment, treatment_id)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/amendments/policies",
    permission=EDIT,
    takes=AmendedPolicyIn(),
    gives=PolicyOut(),
    status=201,
    idempotent=True,
)
def amend_by_adding_policy(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Policy:
    """Add a policy to a complete or closed intake, with a reason: coverage often comes to light after the call."""
    return _added(unit, data, intake_id, Policy)


@api.operation(
    "POST", "/intakes/<uuid:intake_id>/amendments/policies/<uuid:policy_id>/removal", permission=EDIT, takes=ReasonIn()
)
def amend_by_removing_policy(unit: Unit, data: dict[str, str], intake_id: UUID, policy_id: UUID) -> None:
    """Take a policy off a complete or closed intake, with a reason."""
    _removed(unit, data, intake_id, Policy, policy_id)


@api.operation("GET", "/intakes/<uuid:intake_id>/amendments", permission=READ, gives=AmendmentsOut())
def list_amendments(unit: Unit, intake_id: UUID) -> dict[str, Sequence[EarlierAnswer]]:
    """What was amended, or replaced by another account, the latest first: the earlier answer, who, when and why."""
    return {"items": service.open_history(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation("GET", "/intakes/<uuid:intake_id>/notes", permission=READ, gives=NotesOut())
def list_notes(unit: Unit, intake_id: UUID) -> dict[str, Sequence[Note]]:
    """What was jotted down, the oldest first. That you read it stays in the trail."""
    return {"items": service.open_notes(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation(
    "POST", "/intakes/<uuid:intake_id>/notes", permission=EDIT, takes=NoteIn(), gives=NoteOut(), status=201, idempotent=True
)
def add_note(unit: Unit, data: dict[str, str], intake_id: UUID) -> Note:
    """Jot something down, with its time. A note is never changed."""
    return service.add_note(unit.session, actor=unit.actor, intake_id=intake_id, **data)


@api.operation("GET", "/people/<uuid:person_id>/history", permission=READ, gives=HistoryOut())
def show_history(unit: Unit, person_id: UUID) -> History:
    """What the person's completed intakes say of substances, treatment and safety: each answer with who said it and when."""
    return service.open_person_history(unit.session, actor=unit.actor, person_id=person_id)


def _added(unit: Unit, data: dict[str, Any], intake_id: UUID, part: type[P]) -> P:
    reason = data.pop("reason")
    return service.amend_by_adding(unit.session, actor=unit.actor, intake_id=intake_id, part=part, answers=data, reason=reason)


def _removed(unit: Unit, data: dict[str, str], intake_id: UUID, part: type[P], row_id: UUID) -> None:
    service.amend_by_removing(unit.session, actor=unit.actor, intake_id=intake_id, part=part, row_id=row_id, **data)
