"""Verbs."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.queries import still_there
from intake.consents.rules import Recipient
from intake.consents.service import decide_disclosure
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Gone, Invalid, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.intakes.queries import find_intake
from intake.referrals import queries
from intake.referrals.models import Referral, ReferralStep
from intake.referrals.rules import DRAFT, ERASED, REQUESTED, WITHDRAWN, check_intake, check_step, load_reasons
from intake.storage.outbox import record_event


def draft_referral(
    session: Session, *, actor: Actor, intake_id: UUID, facility_id: UUID, match_run_id: UUID | None = None
) -> Referral:
    """A draft to a chosen place; nothing is sent.

    Refuses an intake that is not complete, a place that is gone, a match run of another intake, and a second open
    referral to the same place; Gone when the person in need was erased.
    """
    require(actor, Permission.REFERRALS_EDIT)
    # Held, so that two counselors who press at once make one referral.
    intake = find_intake(session, actor, intake_id, lock=True)
    if not still_there(session, intake.subject):
        raise Gone
    check_intake(intake.state)
    facility = queries.listed_facility(session, facility_id)
    if facility is None:
        raise Invalid.field("/facility_id", "This place is not in the directory, or no longer.")
    if match_run_id is not None and not queries.is_run_of(session, match_run_id, intake_id):
        raise Invalid.field("/match_run_id", "Not a match run of this intake.")
    if queries.has_open(session, intake_id, facility_id):
        raise Conflict("There is an open referral to this place already.")
    referral = Referral(
        intake_id=intake_id,
        subject_id=intake.subject_id,
        facility=facility,
        match_run_id=match_run_id,
        state=DRAFT,
        created_by=actor.id,
    )
    session.add(referral)
    _step(actor, referral, None)
    session.flush()
    record(session, actor, "referrals.draft", referral, person_id=intake.subject_id, facility_id=str(facility_id))
    record_event(session, event("referrals.drafted", referral_id=referral.id, intake_id=intake_id))
    return referral


def open_referral(session: Session, *, actor: Actor, referral_id: UUID) -> Referral:
    """The referral with its steps; that it was opened stays in the trail."""
    require(actor, Permission.REFERRALS_READ)
    referral = queries.referral(session, actor, referral_id)
    record(session, actor, "referrals.open", referral, person_id=referral.subject_id)
    return referral


def send_referral(session: Session, *, actor: Actor, referral_id: UUID, version: int, information: Sequence[str]) -> Referral:
    """Cleared to leave: from draft to requested. Nothing is transmitted yet.

    Refuses what has no lawful ground (`consents.decide_disclosure`), with the reason.
    """
    require(actor, Permission.REFERRALS_EDIT)
    referral = queries.referral(session, actor, referral_id, lock=True)
    if referral.version != version:
        raise PreconditionFailed
    check_step(referral.state, REQUESTED)
    place = Recipient("facility", referral.facility.full_name, referral.facility_id)
    decision = decide_disclosure(
        session, subject_id=referral.subject_id, recipient=place, purpose="treatment", information=information
    )
    if not decision.allowed:
        raise Conflict(decision.reason)
    referral.basis, referral.consent_id = decision.basis, decision.consent_id
    referral.information = sorted(set(information))
    referral.state, referral.version = REQUESTED, referral.version + 1
    _step(actor, referral, None)
    session.flush()
    record(session, actor, "referrals.send", referral, person_id=referral.subject_id, basis=decision.basis)
    record_event(session, event("referrals.requested", referral_id=referral.id, intake_id=referral.intake_id))
    return referral


def stop_unsent(session: Session, *, actor: Actor, consent_id: UUID) -> int:
    """The consent was taken back: what has not left under it does not leave. How many were stopped."""
    stopped = queries.unsent_under(session, consent_id)
    for referral in stopped:
        _end(session, actor, referral, WITHDRAWN)
    return len(stopped)


def stop_referrals_of(session: Session, *, actor: Actor, person_ids: Collection[UUID]) -> int:
    """These people were erased: what has not left does not leave. How many were stopped."""
    require(actor, Permission.PEOPLE_ERASE)
    stopped = queries.open_of(session, person_ids)
    for referral in stopped:
        _end(session, actor, referral, ERASED)
    return len(stopped)


def cancel_referral(session: Session, *, actor: Actor, referral_id: UUID, version: int, reason: str) -> Referral:
    """End it, and say why. Refuses one that has ended."""
    require(actor, Permission.REFERRALS_EDIT)
    referral = queries.referral(session, actor, referral_id, lock=True)
    if referral.version != version:
        raise PreconditionFailed
    _end(session, actor, referral, reason)
    return referral


def _end(session: Session, actor: Actor, referral: Referral, reason: str) -> None:
    target = load_reasons()[reason].state
    check_step(referral.state, target)
    referral.state, referral.version = target, referral.version + 1
    _step(actor, referral, reason)
    session.flush()
    record(session, actor, "referrals.cancel", referral, person_id=referral.subject_id, reason=reason, state=target)
    record_event(session, event("referrals.cancelled", referral_id=referral.id, intake_id=referral.intake_id))


def _step(actor: Actor, referral: Referral, reason: str | None) -> None:
    referral.steps.append(ReferralStep(state=referral.state, reason=reason, at=now(), by=actor.id))
