"""A draft from its first answer on: read, answered, handed over, taken step by step to its end."""

from typing import Any
from uuid import UUID

from intake.intakes import queries, service
from intake.intakes.api.door import EDIT, READ, api
from intake.intakes.models import Intake
from intake.intakes.schemas.answers import load_answer
from intake.intakes.schemas.shown import INTAKE_PAGE, AnswerOut, IntakeOut, IntakeRow, IntakeRows
from intake.intakes.schemas.told import AnswerIn, HandOverIn, IntakeQuery, IntakeSearch
from intake.storage.paging import Page
from intake.web.door import Unit


@api.operation("GET", "/intakes", permission=READ, query=IntakeQuery(), gives=INTAKE_PAGE)
def list_intakes(unit: Unit, query: dict[str, Any]) -> Page[Intake]:
    """Intakes that you may see, newest first."""
    return queries.intake_page(
        unit.session,
        unit.actor,
        state=query.get("state"),
        mine=query["mine"],
        number=query.get("reference"),
        cursor=query.get("cursor"),
        limit=query["limit"],
    )


@api.operation("POST", "/intakes/search", permission=READ, takes=IntakeSearch(), gives=IntakeRows())
def search_intakes(unit: Unit, data: dict[str, Any]) -> dict[str, Any]:
    """The intake of a spoken reference, in any form; posted, because what was typed may be anything."""
    found = queries.intake_by_reference(unit.session, unit.actor, data["reference"])
    return {"items": [] if found is None else [found]}


@api.operation("GET", "/intakes/<uuid:intake_id>", permission=READ, gives=IntakeOut(), versioned=True)
def show_intake(unit: Unit, intake_id: UUID) -> queries.WholeIntake:
    """One intake with everything in it. That you opened it stays in the trail."""
    return service.open_intake(unit.session, actor=unit.actor, intake_id=intake_id)


@api.operation(
    "PUT",
    "/intakes/<uuid:intake_id>/answers/<record>/<uuid:record_id>/<field>",
    permission=EDIT,
    takes=AnswerIn(),
    gives=AnswerOut(),
)
def save_answer(
    unit: Unit, data: dict[str, Any], intake_id: UUID, record: str, record_id: UUID, field: str
) -> service.SavedAnswer:
    """Save one answer. `record` is intake, person, contact-point, substance-use, policy or treatment.

    A stale save tells both values.
    """
    data["answer"] = load_answer(record, field, data["answer"])
    return service.save_answer(
        unit.session, actor=unit.actor, intake_id=intake_id, record=record, record_id=record_id, field=field, **data
    )


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/hand-over",
    permission=EDIT,
    takes=HandOverIn(),
    gives=IntakeRow(),
    versioned=True,
    if_match=True,
)
def hand_over(unit: Unit, data: dict[str, Any], version: int, intake_id: UUID) -> Intake:
    """Hand a draft over to another counselor, in one step or not at all: refused when they could not see or work on it."""
    return service.hand_over(unit.session, actor=unit.actor, intake_id=intake_id, version=version, **data)


@api.operation("POST", "/intakes/<uuid:intake_id>/complete", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def complete_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """Make the draft a record. Refused, with what is missing, until everything required was asked."""
    return service.complete_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)


@api.operation("POST", "/intakes/<uuid:intake_id>/close", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def close_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """Close a complete intake."""
    return service.close_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)


@api.operation("POST", "/intakes/<uuid:intake_id>/abandon", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def abandon_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """The call ended early. Everything told is kept."""
    return service.abandon_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)


@api.operation("POST", "/intakes/<uuid:intake_id>/resume", permission=EDIT, gives=IntakeRow(), versioned=True, if_match=True)
def resume_intake(unit: Unit, version: int, intake_id: UUID) -> Intake:
    """Go on with an abandoned draft."""
    return service.resume_intake(unit.session, actor=unit.actor, intake_id=intake_id, version=version)
