"""Verbs."""

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.followups.models import Task
from intake.followups.rules import load_words, within_hours
from intake.followups.service import Promise, promise_task
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.intakes.models import Intake
from intake.intakes.service import WholeCall, start_intake
from intake.organisation import queries as organisation
from intake.partners import queries
from intake.partners.models import Partner, PartnerKey, PushedReferral
from intake.partners.rules import STATES, as_recorded, as_sent, load_urgencies
from intake.storage.encrypted import ring_of
from intake.storage.outbox import record_event

# A key that is in use costs one write a minute.
SEEN_STEP = timedelta(minutes=1)
CALL_BACK = "call_back"


@dataclass(frozen=True)
class Push:
    """What a partner tells of one person, as it was sent. Answers that are not there were not asked."""

    partner_reference: str
    urgency: str
    person: Mapping[str, Any]
    substances: Sequence[Mapping[str, Any]] = ()
    coverage: Sequence[Mapping[str, Any]] = ()
    situation: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """All that a partner hears: what to say on the phone, and where it stands."""

    reference: str
    state: str


def create_partner(session: Session, *, actor: Actor, name: str) -> Partner:
    """A partner organization, without a key yet. Refuses a name that is taken."""
    require(actor, Permission.PARTNERS_MANAGE)
    if session.scalar(select(Partner.id).where(Partner.name == name)) is not None:
        raise Conflict("There is a partner with this name already.")
    partner = Partner(name=name)
    session.add(partner)
    session.flush()
    record(session, actor, "partners.create_partner", partner)
    return partner


def create_key(session: Session, *, actor: Actor, partner_name: str, label: str, days: int) -> str:
    """A bearer token (`partner_…`), told once and kept as a digest only."""
    require(actor, Permission.PARTNERS_MANAGE)
    partner, secret, identity = queries.partner_named(session, partner_name), secrets.token_urlsafe(32), new_id()
    key = PartnerKey(
        id=identity,
        partner=partner,
        label=label,
        key_digest=ring_of(session).digest("partner_key", secret),
        expires_at=now() + timedelta(days=days),
    )
    session.add(key)
    session.flush()
    record(session, actor, "partners.create_key", key, partner_id=str(partner.id))
    return f"partner_{identity.hex}_{secret}"


def revoke_key(session: Session, *, actor: Actor, key_id: UUID) -> PartnerKey:
    """The key opens nothing from now on. Refuses one that is revoked already."""
    require(actor, Permission.PARTNERS_MANAGE)
    key = queries.key(session, key_id)
    if key.revoked_at is not None:
        raise Conflict("This key is revoked already.")
    key.revoked_at = now()
    record(session, actor, "partners.revoke_key", key, partner_id=str(key.partner_id))
    return key


def forget_references_of(session: Session, *, actor: Actor, person_ids: Collection[UUID]) -> None:
    """What these people were called in a partner's own system: they were erased, and the partner no longer finds them here."""
    require(actor, Permission.PEOPLE_ERASE)
    # Whom a partner sent is the caller, too, and stays that when they turn out to ask for somebody else.
    theirs = select(Intake.id).where(or_(Intake.subject_id.in_(person_ids), Intake.caller_id.in_(person_ids)))
    forgotten = {"partner_reference": func.concat("erased ", PushedReferral.id), "request_digest": secrets.token_bytes(32)}
    session.execute(update(PushedReferral).where(PushedReferral.intake_id.in_(theirs)).values(forgotten))


def authenticate_partner(session: Session, secret: str, _attended: bool = True) -> Actor | None:
    """The partner behind the rest of a `partner_…` token; None for a key that is unknown, revoked, expired or disabled."""
    identity, _, words = secret.partition("_")
    try:
        key = session.get(PartnerKey, UUID(hex=identity))
    except ValueError:
        return None
    digest, moment = ring_of(session).digest("partner_key", words), now()
    if key is None or not compare_digest(key.key_digest, digest):
        return None
    if key.revoked_at is not None or key.partner.disabled_at is not None or (key.expires_at and key.expires_at <= moment):
        return None
    if key.last_used_at is None or moment - key.last_used_at > SEEN_STEP:
        key.last_used_at = moment
    return Actor(role=Role.PARTNER, id=key.partner_id, name=key.partner.name)


def push_referral(session: Session, *, actor: Actor, push: Push) -> Receipt:
    """An intake draft marked with its origin, and a task to call the person back.

    The same reference with the same content answers the same, however often and however many at once; with other content
    it is refused.
    """
    require(actor, Permission.REFERRALS_PUSH)
    partner_id = _id_of(actor)
    _alone(session, partner_id, push.partner_reference)
    digest = _digest(session, push)
    known = queries.pushed(session, partner_id, push.partner_reference)
    if known is not None:
        if not compare_digest(known.request_digest, digest):
            raise Invalid.field("/partner_reference", "This reference was used before with other content. Use a new one.")
        return _receipt(queries.intake_of(session, known))
    intake = _start(session, actor, partner_id, push)
    task = _promise_call(session, actor, intake, push.urgency)
    kept = PushedReferral(
        partner_id=partner_id,
        partner_reference=push.partner_reference,
        request_digest=digest,
        intake_id=intake.id,
        task_id=task.id,
    )
    session.add(kept)
    session.flush()
    record(session, actor, "partners.push_referral", kept, person_id=intake.subject_id, urgency=push.urgency)
    record_event(session, event("partners.referral_received", pushed_id=kept.id, intake_id=intake.id, task_id=task.id))
    return _receipt(intake)


def read_referral(session: Session, *, actor: Actor, partner_reference: str) -> Receipt:
    """Where the partner's own referral stands. NotFound for one of another partner."""
    require(actor, Permission.REFERRALS_PUSH)
    known = queries.pushed(session, _id_of(actor), partner_reference)
    if known is None:
        raise NotFound
    return _receipt(queries.intake_of(session, known))


def _start(session: Session, actor: Actor, partner_id: UUID, push: Push) -> Intake:
    told = WholeCall(
        for_whom="self",
        informant="other",
        caller=push.person,
        situation=push.situation,
        substances=[as_recorded(one) for one in push.substances],
        policies=push.coverage,
    )
    return start_intake(session, actor=actor, told=told, origin="partner", partner_id=partner_id)


def _promise_call(session: Session, actor: Actor, intake: Intake, urgency: str) -> Task:
    person = intake.subject
    promise = Promise(due_at=_due(session, person, urgency))
    task = promise_task(session, actor=actor, intake=intake, person=person, kind=CALL_BACK, promise=promise, origin="partner")
    session.flush()
    return task


def _due(session: Session, person: Person, code: str) -> datetime:
    urgency, words = load_urgencies()[code], load_words()
    minutes = organisation.threshold(session, "call_back_minutes") if urgency.minutes is None else urgency.minutes
    due = now() + timedelta(minutes=minutes)
    if urgency.any_hour:
        return due
    zone = person.time_zone or organisation.settings(session).time_zone
    return within_hours(due, ZoneInfo(zone), words.earliest, words.latest)


def _id_of(actor: Actor) -> UUID:
    if actor.id is None:
        raise NotFound
    return actor.id


def _alone(session: Session, partner_id: UUID, partner_reference: str) -> None:
    """A second request with the same reference waits here until the first is done."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{partner_id}/{partner_reference}", 0))))


def _digest(session: Session, push: Push) -> bytes:
    told = as_sent([push.urgency, push.person, push.substances, push.coverage, push.situation])
    return ring_of(session).digest("pushed_referral", json.dumps(told, sort_keys=True, default=str))


def _receipt(intake: Intake) -> Receipt:
    return Receipt(intake.reference, STATES[intake.state])
