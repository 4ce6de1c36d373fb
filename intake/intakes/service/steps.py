"""The steps of an intake's life."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers import service as callers
from intake.callers.queries import hidden_people, still_there
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Gone, NotFound, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.identifiers import number_of
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.queries import WholeIntake, find_intake, intake_behind_glass, whole_intake
from intake.intakes.rules.states import next_state
from intake.intakes.service.draft import noted
from intake.intakes.service.findings import refresh_findings
from intake.storage.outbox import record_event


def open_intake(session: Session, *, actor: Actor, intake_id: UUID) -> WholeIntake:
    """The intake with everything in it; that it was opened stays in the trail. Refuses what the actor may not see."""
    require(actor, Permission.INTAKES_READ)
    intake = find_intake(session, actor, intake_id)
    noted(session, actor, intake, "open")
    return whole_intake(session, intake)


def break_glass(session: Session, *, actor: Actor, reference: str, reason: str) -> Intake:
    """Open the restricted people of an intake, told by its spoken reference; see `callers.service.break_glass`.

    NotFound where no restriction is what hides it.
    """
    require(actor, Permission.GLASS_BREAK)
    number = number_of(Intake.REFERENCE_PREFIX, reference)
    intake = None if number is None else intake_behind_glass(session, actor, number)
    hidden = [] if intake is None else sorted(hidden_people(session, actor, {intake.caller_id, intake.subject_id}))
    if intake is None or not hidden:
        raise NotFound("There is no restricted record with this reference.")
    for person_id in hidden:
        callers.break_glass(session, actor=actor, person_id=person_id, reason=reason)
    return intake


def complete_intake(session: Session, *, actor: Actor, intake_id: UUID, version: int) -> Intake:
    """Make the draft a record. Refuses while something required was not asked or an emergency is not acknowledged."""
    intake = _take(session, actor, intake_id, version, "complete")
    done = finish_whole_intake(session, actor, whole_intake(session, intake)).intake
    if done.subject.standing == "confirmed":
        callers.confirm_around(session, done.subject)
    return done


def finish_whole_intake(session: Session, actor: Actor, whole: WholeIntake) -> WholeIntake:
    """The same for a draft whose parts are at hand, for verbs that have checked who may."""
    required = [m for m in whole.missing if not m.later]
    if required:
        words = [{"code": m.code, "record": m.record, "field": m.field, "words": m.words} for m in required]
        raise Conflict("The intake is not complete yet.", extra={"missing": words})
    intake = whole.intake
    callers.confirm_person(intake.caller)
    # A call for information tells of nobody in need: there is no person to be found later.
    if intake.answer("for_whom") != "information":
        callers.confirm_person(intake.subject)
    _relate_caller(session, intake)
    intake.completed_at = now()
    _end(session, actor, intake, "complete", "completed")
    return whole


def _relate_caller(session: Session, intake: Intake) -> None:
    """Who called for somebody stands around them from now on, as what they said to be."""
    if intake.answer("for_whom") == "other" and intake.relation and intake.caller_id != intake.subject_id:
        callers.relate(session, intake.caller, intake.subject, intake.relation, recorded_by=intake.owner_id)


def close_intake(session: Session, *, actor: Actor, intake_id: UUID, version: int) -> Intake:
    """Nothing is left to do. Refuses one that is not complete."""
    intake = _take(session, actor, intake_id, version, "close")
    intake.closed_at = now()
    return _end(session, actor, intake, "close", "closed")


def abandon_intake(session: Session, *, actor: Actor, intake_id: UUID, version: int) -> Intake:
    """The call ended early. What was told is kept, and the draft can be resumed."""
    intake = _take(session, actor, intake_id, version, "abandon")
    intake.abandoned_at = now()
    return _end(session, actor, intake, "abandon", "abandoned")


def abandon_drafts_of(session: Session, *, actor: Actor, person_ids: Collection[UUID]) -> int:
    """How many drafts about these people ended: they were erased, and nothing can be added any more."""
    require(actor, Permission.PEOPLE_ERASE)
    theirs = select(Intake).where(Intake.subject_id.in_(person_ids), Intake.state == "draft").with_for_update(of=Intake)
    drafts = session.scalars(theirs).all()
    for intake in drafts:
        intake.abandoned_at = now()
        _end(session, actor, intake, "abandon", "abandoned")
    return len(drafts)


def resume_intake(session: Session, *, actor: Actor, intake_id: UUID, version: int) -> Intake:
    """Go on with an abandoned draft; it becomes the actor's own. Gone when the person in need was erased.

    What was told then means what it means by now: a medicine that ended an hour before is days away.
    """
    intake = _take(session, actor, intake_id, version, "resume")
    if not still_there(session, intake.subject):
        raise Gone
    intake.abandoned_at, intake.owner_id, intake.team_id = None, actor.id, actor.team_id
    refresh_findings(session, actor, intake)
    return _end(session, actor, intake, "resume", "resumed")


def _take(session: Session, actor: Actor, intake_id: UUID, version: int, step: str) -> Intake:
    require(actor, Permission.INTAKES_EDIT)
    intake = find_intake(session, actor, intake_id, lock=True)
    if intake.version != version:
        raise PreconditionFailed
    next_state(intake.state, step)
    return intake


def _end(session: Session, actor: Actor, intake: Intake, step: str, past: str) -> Intake:
    intake.state = next_state(intake.state, step)
    intake.version += 1
    noted(session, actor, intake, step)
    record_event(session, event(f"intakes.{past}", intake_id=intake.id))
    return intake
