"""The parts of a draft that come and go: substances, policies, contact points, and known people."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers import service as callers
from intake.callers.models import ContactPoint, Person
from intake.calls.models import Call
from intake.foundation.actor import Actor
from intake.foundation.errors import NotFound
from intake.insurance import service as insurance
from intake.insurance.models import Policy
from intake.intakes.models import Intake
from intake.intakes.service.draft import changed, draft_to_change, told_by
from intake.intakes.service.findings import refresh_findings
from intake.intakes.service.people import give_way, hold_people, make_subject, own_again
from intake.substances import service as substances
from intake.substances.models import SubstanceUse

Answers = Mapping[str, Any]


def add_substance(session: Session, *, actor: Actor, intake_id: UUID, answers: Answers) -> SubstanceUse:
    """One more substance that is used."""
    intake = draft_to_change(session, actor, intake_id)
    told = told_by(actor, intake, None)
    use = substances.add_use(session, intake_id=intake.id, data_key=intake.data_key, answers=answers, told=told)
    return _substance_changed(session, actor, intake, use, "add_substance")


def remove_substance(session: Session, *, actor: Actor, intake_id: UUID, use_id: UUID) -> SubstanceUse:
    """Take a substance off the list; it can be put back."""
    intake, use = _part(session, actor, intake_id, SubstanceUse, use_id)
    substances.remove_use(use)
    return _substance_changed(session, actor, intake, use, "remove_substance")


def restore_substance(session: Session, *, actor: Actor, intake_id: UUID, use_id: UUID) -> SubstanceUse:
    """Put back what was taken off the list."""
    intake, use = _part(session, actor, intake_id, SubstanceUse, use_id)
    substances.restore_use(use)
    return _substance_changed(session, actor, intake, use, "restore_substance")


def add_policy(session: Session, *, actor: Actor, intake_id: UUID, answers: Answers) -> Policy:
    """One more policy of the person in need."""
    intake = draft_to_change(session, actor, intake_id)
    told = told_by(actor, intake, None)
    place = insurance.next_position(session, intake.id)
    policy = insurance.add_policy(session, intake_id=intake.id, person=intake.subject, answers=answers, told=told, position=place)
    session.flush()
    changed(session, actor, intake, "add_policy", policy)
    return policy


def remove_policy(session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID) -> Policy:
    """Take a policy off the intake; it can be put back."""
    intake, policy = _policy(session, actor, intake_id, policy_id)
    insurance.remove_policy(policy)
    changed(session, actor, intake, "remove_policy", policy)
    return policy


def restore_policy(session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID) -> Policy:
    """Put back a policy that was taken off."""
    intake, policy = _policy(session, actor, intake_id, policy_id)
    insurance.restore_policy(policy)
    changed(session, actor, intake, "restore_policy", policy)
    return policy


def put_policy_first(session: Session, *, actor: Actor, intake_id: UUID, policy_id: UUID) -> Policy:
    """This policy pays before the others. Refuses one that was taken off."""
    intake, policy = _policy(session, actor, intake_id, policy_id)
    if policy.removed_at is not None:
        raise NotFound
    insurance.put_first(session, policy)
    changed(session, actor, intake, "put_policy_first", policy)
    session.flush()
    return policy


def add_contact_point(
    session: Session, *, actor: Actor, intake_id: UUID, person_id: UUID, kind: str, value: str, **answers: Any
) -> ContactPoint:
    """A way to reach the caller or the person in need. Refuses a person of another intake."""
    intake = draft_to_change(session, actor, intake_id)
    person = {intake.caller_id: intake.caller, intake.subject_id: intake.subject}.get(person_id)
    if person is None:
        raise NotFound
    told = told_by(actor, intake, None)
    point = callers.add_contact_point(session, person, kind=kind, value=value, answers=answers, told=told)
    session.flush()
    changed(session, actor, intake, "add_contact_point", point)
    return point


def choose_person(session: Session, *, actor: Actor, intake_id: UUID, role: str, person_id: UUID) -> Intake:
    """The caller or the person in need (`role`) is somebody whom the desk knows. The trail tells that they were opened.

    What was told of them in this draft stays told, where nothing is known yet. When it is the draft's own person again, or
    somebody else, it leaves the one who was chosen by mistake.
    """
    intake = draft_to_change(session, actor, intake_id)
    same = intake.caller_id == intake.subject_id
    part = "caller" if same else role
    call = _held_call(session, intake) if part == "caller" else None
    # Held: what is told in the draft moves to this person's key, which an erasing must not destroy meanwhile.
    hold_people(session, intake, person_id)
    before: Person = getattr(intake, part)
    is_own = person_id == getattr(intake, f"own_{part}_id")
    person = before if is_own else callers.open_person(session, actor=actor, person_id=person_id, lock=True)
    own = own_again(session, intake, part) if is_own or person is not before else None
    if is_own and own is not None:
        person = own
    if own is not None and own is not before:
        record(session, actor, "intakes.choose_person", before, person_id=before.id, intake_id=str(intake.id), role=role)
    if part == "caller":
        intake.caller = person
        if call is not None:
            # The call belongs to whoever calls: the draft's own person is nobody's record any more.
            call.caller_id = person.id
    if part == "subject" or same:
        make_subject(session, intake, person)
    if own is not None and own is not person:
        give_way(session, intake, part, own, person)
    session.flush()
    changed(session, actor, intake, "choose_person", person, role=role)
    refresh_findings(session, actor, intake)
    return intake


def _held_call(session: Session, intake: Intake) -> Call | None:
    if intake.call_id is None:
        return None
    return session.get_one(Call, intake.call_id, with_for_update={"of": Call}, populate_existing=True)


def _policy(session: Session, actor: Actor, intake_id: UUID, policy_id: UUID) -> tuple[Intake, Policy]:
    return _part(session, actor, intake_id, Policy, policy_id)


def _part(session: Session, actor: Actor, intake_id: UUID, model: type[Any], part_id: UUID) -> tuple[Intake, Any]:
    intake = draft_to_change(session, actor, intake_id)
    row = session.get(model, part_id, with_for_update={"of": model}, populate_existing=True)
    if row is None or row.intake_id != intake.id:
        raise NotFound
    return intake, row


def _substance_changed(session: Session, actor: Actor, intake: Intake, use: SubstanceUse, action: str) -> SubstanceUse:
    session.flush()
    changed(session, actor, intake, action, use)
    refresh_findings(session, actor, intake)
    return use
