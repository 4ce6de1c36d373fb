"""Whoever received something has to hear that the consent was taken back (42 CFR 2.31(a)(6): it ends for them too)."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.service import open_person
from intake.consents import queries
from intake.consents.models import Consent, Disclosure, RevocationNotice
from intake.consents.rules import plain_name
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, NotFound
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.storage.outbox import record_event


def must_hear(session: Session, actor: Actor, consent: Consent, received: Sequence[Disclosure]) -> list[RevocationNotice]:
    """One notice for each recipient, about the last time that something left for them."""
    last = {(row.recipient_kind, row.recipient_id or plain_name(row.recipient_name or "")): row for row in received if row.leaves}
    notices = [RevocationNotice(consent_id=consent.id, disclosure=row, created_by=actor.id) for row in last.values()]
    session.add_all(notices)
    session.flush()
    return notices


def open_notices(session: Session, *, actor: Actor, consent_id: UUID) -> list[RevocationNotice]:
    """Who has to hear, or has heard, that this consent was taken back."""
    require(actor, Permission.CONSENTS_EDIT)
    consent = queries.consent(session, consent_id)
    if consent is None:
        raise NotFound
    open_person(session, actor=actor, person_id=consent.subject_id)
    return queries.notices_of(session, [consent_id]).get(consent_id, [])


def open_notice(session: Session, *, actor: Actor, notice_id: UUID, lock: bool = False) -> RevocationNotice:
    """One notice; that the person's record was opened stays in the trail."""
    require(actor, Permission.CONSENTS_EDIT)
    notice = queries.notice(session, notice_id, lock=lock)
    if notice is None:
        raise NotFound
    open_person(session, actor=actor, person_id=notice.disclosure.subject_id)
    return notice


def tell_recipient(session: Session, *, actor: Actor, notice_id: UUID, way: str) -> RevocationNotice:
    """The recipient heard of it in this way, now. Refuses what somebody has noted before: it says so, and changes nothing."""
    # Held, so that two who note it at once note it once.
    notice = open_notice(session, actor=actor, notice_id=notice_id, lock=True)
    person_id = notice.disclosure.subject_id
    if notice.told_at is not None:
        raise Conflict("It is noted already how this recipient was told.")
    notice.told_at, notice.told_by, notice.way = now(), actor.id, way
    session.flush()
    record(session, actor, "consents.tell_recipient", notice, person_id=person_id, way=way)
    record_event(session, event("consents.recipient_told", notice_id=notice.id, person_id=person_id))
    return notice
