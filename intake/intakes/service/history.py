"""Treatment of before as a call tells of it, and a person's history: the fold of their completed intakes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import service as callers
from intake.callers.models import Person
from intake.callers.queries import record_ids
from intake.foundation.actor import Actor
from intake.foundation.errors import NotFound
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake, intakes_about
from intake.intakes.rules.history import SITUATION, TREATMENT, USE, Answered, History, IntakeTold, UseTold, answered, fold
from intake.intakes.service.draft import changed, draft_to_change, noted, told_by
from intake.substances import service as substances
from intake.substances.models import SubstanceUse, Treatment
from intake.substances.queries import treatments_in, uses_in


def add_treatment(session: Session, *, actor: Actor, intake_id: UUID, answers: Mapping[str, Any]) -> Treatment:
    """One more treatment of before. Refuses an intake that is no draft any more."""
    intake = draft_to_change(session, actor, intake_id)
    told = told_by(actor, intake, None)
    treatment = substances.add_treatment(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told)
    session.flush()
    changed(session, actor, intake, "add_treatment", treatment)
    return treatment


def remove_treatment(session: Session, *, actor: Actor, intake_id: UUID, treatment_id: UUID) -> Treatment:
    """Take it off the intake; it is kept."""
    intake = draft_to_change(session, actor, intake_id)
    row = session.get(Treatment, treatment_id, with_for_update={"of": Treatment}, populate_existing=True)
    if row is None or row.intake_id != intake.id:
        raise NotFound
    substances.remove_treatment(row)
    changed(session, actor, intake, "remove_treatment", row)
    return row


def open_treatments(session: Session, *, actor: Actor, intake_id: UUID) -> list[Treatment]:
    """What this intake was told of treatment of before; that it was read stays in the trail."""
    require(actor, Permission.INTAKES_READ)
    intake = find_intake(session, actor, intake_id)
    noted(session, actor, intake, "open_treatments")
    return treatments_in(session, [intake.id])


def open_person_history(session: Session, *, actor: Actor, person_id: UUID) -> History:
    """What the person's completed intakes say, as far as the actor may see them."""
    require(actor, Permission.INTAKES_READ)
    return person_history(session, actor=actor, person=callers.open_person(session, actor=actor, person_id=person_id))


def person_history(session: Session, *, actor: Actor, person: Person) -> History:
    """The same for a person whom the actor has opened."""
    theirs = set(record_ids(session, person.id))
    intakes = [one for one in intakes_about(session, actor, person.id) if one.subject_id in theirs]
    ids = [one.id for one in intakes]
    uses, treatments = uses_in(session, ids), treatments_in(session, ids)
    history = fold(_as_told(one, uses, treatments) for one in intakes)
    if history.intakes:
        record(session, actor, "intakes.show_history", person, person_id=person.id, intakes=[str(one) for one in ids])
    return history


def _as_told(intake: Intake, uses: list[SubstanceUse], treatments: list[Treatment]) -> IntakeTold:
    return IntakeTold(
        id=intake.id,
        is_complete=intake.state in ("complete", "closed"),
        situation=Answered(intake.id, answered(intake, intake.id, SITUATION)),
        uses=[_use(one) for one in uses if one.intake_id == intake.id],
        treatments=[Answered(intake.id, answered(one, intake.id, TREATMENT)) for one in treatments if one.intake_id == intake.id],
    )


def _use(use: SubstanceUse) -> UseTold:
    return UseTold(use.intake_id, answered(use, use.intake_id, USE), use.substance_code, use.said_as or "")
