"""An intake that was complete elsewhere comes to this desk: for a verb of a room above, which has found its people."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from intake.callers import service as callers
from intake.callers.models import Person
from intake.foundation.actor import Actor
from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.foundation.errors import Invalid
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.insurance import service as insurance
from intake.intakes.models import Intake
from intake.intakes.service.findings import keep_findings_of_before
from intake.storage.answers import Told
from intake.substances import service as substances

_PARTS = frozenset({"state", "completed_at", "closed_at", "substances", "policies", "treatments"})


def bring_intake(session: Session, *, actor: Actor, caller: Person | None, subject: Person, told: Mapping[str, Any]) -> Intake:
    """A record with its answers, substances, policies and treatments as another desk told them, and with what triage finds in
    them; nobody is alarmed by what is long over.

    Refuses a moment that is still to come, and one that was closed before it was complete.
    """
    require(actor, Permission.INTAKES_EDIT)
    completed, closed = told["completed_at"], told.get("closed_at")
    if completed > now():
        raise Invalid.field("/completed_at", "This is still to come.")
    if closed is not None and not completed <= closed <= now():
        raise Invalid.field("/closed_at", "It was closed before it was complete, or is still to be.")
    by = Told("record", actor.id, completed)
    caller = caller or callers.record_person(session, answers={}, told=by)
    intake = Intake(
        id=new_id(), origin="api", caller=caller, subject=subject, data_key=subject.data_key, team_id=actor.team_id,
        version=1, answers={}, state=told["state"], completed_at=completed, closed_at=closed,
    )  # fmt: skip
    session.add(intake)
    for name, answer in told.items():
        if name not in _PARTS and answer is not Missing.NOT_ASKED:
            intake.give_answer(name, answer, by)
    session.flush()
    key = subject.data_key
    uses = [substances.add_use(session, intake_id=intake.id, data_key=key, answers=one, told=by) for one in told["substances"]]
    for one in told["treatments"]:
        substances.add_treatment(session, intake_id=intake.id, data_key=key, answers=one, told=by)
    for position, told_of in enumerate(told["policies"], 1):
        _bring_policy(session, intake, told_of, by, position)
    keep_findings_of_before(session, actor, intake, uses, completed)
    return intake


def _bring_policy(session: Session, intake: Intake, told: Mapping[str, Any], by: Told, position: int) -> None:
    answers = {name: answer for name, answer in told.items() if name != "worksheets"}
    policy = insurance.add_policy(
        session, intake_id=intake.id, person=intake.subject, answers=answers, told=by, position=position
    )
    session.flush()
    for sheet in told.get("worksheets", ()):
        said = {name: answer for name, answer in sheet.items() if name != "source"}
        insurance.bring_worksheet(session, policy=policy, source=sheet["source"], answers=said, told=by)
