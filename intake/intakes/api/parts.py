"""What belongs to an intake and comes and goes: substances, policies, treatments of before, people, ways to reach them."""

from typing import Any
from uuid import UUID

from intake.callers.models import ContactPoint
from intake.insurance.models import Policy
from intake.insurance.schemas import (
    PolicyAnswers,
)
from intake.intakes import service
from intake.intakes.api.door import EDIT, READ, api
from intake.intakes.models import Intake
from intake.intakes.schemas.shown import ContactPointInIntake, IntakeRow, PolicyOut, SubstanceUseOut, TreatmentOut, TreatmentsOut
from intake.intakes.schemas.told import ChoosePersonIn, ContactPointIn
from intake.substances.models import SubstanceUse, Treatment
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers
from intake.web.door import Unit


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/substances",
    permission=EDIT,
    takes=SubstanceUseAnswers(),
    gives=SubstanceUseOut(),
    status=201,
    idempotent=True,
)
def add_substance(unit: Unit, data: dict[str, Any], intake_id: UUID) -> SubstanceUse:
    """Add a substance that is used."""
    return service.add_substance(unit.session, actor=unit.actor, intake_id=intake_id, answers=data)


@api.operation("DELETE", "/intakes/<uuid:intake_id>/substances/<uuid:use_id>", permission=EDIT)
def remove_substance(unit: Unit, intake_id: UUID, use_id: UUID) -> None:
    """Take a substance off the list. It can be restored."""
    service.remove_substance(unit.session, actor=unit.actor, intake_id=intake_id, use_id=use_id)


@api.operation("POST", "/intakes/<uuid:intake_id>/substances/<uuid:use_id>/restore", permission=EDIT, gives=SubstanceUseOut())
def restore_substance(unit: Unit, intake_id: UUID, use_id: UUID) -> SubstanceUse:
    """Put a substance back that was taken off the list."""
    return service.restore_substance(unit.session, actor=unit.actor, intake_id=intake_id, use_id=use_id)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/policies",
    permission=EDIT,
    takes=PolicyAnswers(),
    gives=PolicyOut(),
    status=201,
    idempotent=True,
)
def add_policy(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Policy:
    """Add a policy of the person in need."""
    return service.add_policy(unit.session, actor=unit.actor, intake_id=intake_id, answers=data)


@api.operation("POST", "/intakes/<uuid:intake_id>/policies/<uuid:policy_id>/first", permission=EDIT, gives=PolicyOut())
def put_policy_first(unit: Unit, intake_id: UUID, policy_id: UUID) -> Policy:
    """This policy pays before the others, which keep their order."""
    return service.put_policy_first(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)


@api.operation("DELETE", "/intakes/<uuid:intake_id>/policies/<uuid:policy_id>", permission=EDIT)
def remove_policy(unit: Unit, intake_id: UUID, policy_id: UUID) -> None:
    """Take a policy off the intake. It can be restored."""
    service.remove_policy(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)


@api.operation("POST", "/intakes/<uuid:intake_id>/policies/<uuid:policy_id>/restore", permission=EDIT, gives=PolicyOut())
def restore_policy(unit: Unit, intake_id: UUID, policy_id: UUID) -> Policy:
    """Put a policy back that was taken off."""
    return service.restore_policy(unit.session, actor=unit.actor, intake_id=intake_id, policy_id=policy_id)


@api.operation("GET", "/intakes/<uuid:intake_id>/treatments", permission=READ, gives=TreatmentsOut())
def list_treatments(unit: Unit, intake_id: UUID) -> dict[str, Any]:
    """What the intake was told of treatment of before. That you read it stays in the trail."""
    return {"items": service.open_treatments(unit.session, actor=unit.actor, intake_id=intake_id)}


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/treatments",
    permission=EDIT,
    takes=TreatmentAnswers(),
    gives=TreatmentOut(),
    status=201,
    idempotent=True,
)
def add_treatment(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Treatment:
    """Add a treatment of before: where, when, how long, what helped. Its answers are saved and amended one by one."""
    return service.add_treatment(unit.session, actor=unit.actor, intake_id=intake_id, answers=data)


@api.operation("DELETE", "/intakes/<uuid:intake_id>/treatments/<uuid:treatment_id>", permission=EDIT)
def remove_treatment(unit: Unit, intake_id: UUID, treatment_id: UUID) -> None:
    """Take it off the intake."""
    service.remove_treatment(unit.session, actor=unit.actor, intake_id=intake_id, treatment_id=treatment_id)


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/people/<uuid:person_id>/contact-points",
    permission=EDIT,
    takes=ContactPointIn(),
    gives=ContactPointInIntake(),
    status=201,
    idempotent=True,
)
def add_contact_point(unit: Unit, data: dict[str, Any], intake_id: UUID, person_id: UUID) -> ContactPoint:
    """Add a way to reach the caller or the person in need. Nothing is safe there until somebody says so."""
    return service.add_contact_point(unit.session, actor=unit.actor, intake_id=intake_id, person_id=person_id, **data)


@api.operation(
    "PUT",
    "/intakes/<uuid:intake_id>/caller",
    permission=EDIT,
    takes=ChoosePersonIn(),
    gives=IntakeRow(),
    versioned=True,
)
def choose_caller(unit: Unit, data: dict[str, UUID], intake_id: UUID) -> Intake:
    """The caller is a person whom the desk knows."""
    return service.choose_person(unit.session, actor=unit.actor, intake_id=intake_id, role="caller", **data)


@api.operation(
    "PUT",
    "/intakes/<uuid:intake_id>/subject",
    permission=EDIT,
    takes=ChoosePersonIn(),
    gives=IntakeRow(),
    versioned=True,
)
def choose_subject(unit: Unit, data: dict[str, UUID], intake_id: UUID) -> Intake:
    """The person in need is a person whom the desk knows."""
    return service.choose_person(unit.session, actor=unit.actor, intake_id=intake_id, role="subject", **data)
