"""What staff do with a consent: note that somebody agrees, offer it for signature, take it back."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.callers.models import Person
from intake.callers.queries import person as seen_person
from intake.callers.rules import is_of_age
from intake.callers.service import open_person
from intake.consents import queries
from intake.consents.models import Consent, Disclosure, RevocationNotice, SigningLink
from intake.consents.rules import PERSON, Recipient, check_elements, check_signer, possible_birth_years, standing, wording
from intake.consents.service.telling import must_hear
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, NotFound, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.organisation.queries import today
from intake.storage.outbox import record_event


@dataclass(frozen=True, slots=True)
class Revocation:
    """A consent that was taken back, what was disclosed under it, and who has to hear of it."""

    consent: Consent
    received: Sequence[Disclosure]
    notices: Sequence[RevocationNotice]


@dataclass(frozen=True, slots=True)
class Offer:
    """A consent that can be signed now, and its link's token: told once, kept as a digest only."""

    consent: Consent
    token: str
    expires_at: Any

    @property
    def version(self) -> int:
        return self.consent.version


def record_consent(
    session: Session,
    *,
    actor: Actor,
    person_id: UUID,
    recipient: Recipient,
    purpose: str,
    information: Sequence[str],
    expires_on: date | None = None,
) -> Consent:
    """Note that the person said yes on the phone. That unlocks nothing: only a signature does.

    Refuses counseling notes together with anything else, and an end that is past or too far away.
    """
    require(actor, Permission.CONSENTS_EDIT)
    person = open_person(session, actor=actor, person_id=person_id)
    recipient = _named(session, actor, person, recipient)
    day = today(session)
    ends = expires_on or day + timedelta(days=wording()["standard_days"])
    check_elements(information, ends, day)
    consent = Consent(
        subject_id=person.id,
        data_key=person.data_key,
        state="verbal_intent_recorded",
        recipient_kind=recipient.kind,
        recipient_id=recipient.id,
        purpose=purpose,
        information=sorted(set(information)),
        expires_on=ends,
        wording_version=wording()["version"],
        created_by=actor.id,
        version=1,
    )
    consent.recipient_name = recipient.name
    session.add(consent)
    session.flush()
    record(session, actor, "consents.record", consent, person_id=person.id)
    return consent


def _named(session: Session, actor: Actor, person: Person, recipient: Recipient) -> Recipient:
    """A person who is told by their key is named as their record names them: what is signed names whom it unlocks."""
    if recipient.kind != PERSON or recipient.id is None:
        return recipient
    known = seen_person(session, actor, recipient.id)
    if known is None or known.is_erased or known.id == person.id:
        raise Invalid.field("/recipient/id", "Choose somebody else whom the desk knows and you may see.")
    if not known.full_name:
        raise Invalid.field("/recipient/id", "Record their name first: a consent names who may be told.")
    return Recipient(PERSON, known.full_name, known.id)


def offer_consent(
    session: Session, *, actor: Actor, consent_id: UUID, version: int, signer: Mapping[str, str] | None = None
) -> Offer:
    """A fresh link to sign it by; earlier links of this consent no longer work.

    Refuses what is signed or has ended, a person whose birth year nobody can confirm, and a representative of a capable adult.
    """
    consent, person = find_consent(session, actor, consent_id, version)
    check_open(session, consent)
    if not person.full_name:
        raise Conflict("Record the person's name first: a consent names whom it is about.")
    if not possible_birth_years(person.birth_date, person.age_years, today(session)):
        raise Conflict("Record the person's birth date or age first: whoever signs confirms the year of birth.")
    told = signer or {}
    name, ground, evidence = told.get("representative"), told.get("ground"), told.get("evidence")
    check_signer(representative=name, ground=ground, evidence=evidence, adult=is_of_age(person, today(session)))
    consent.representative, consent.ground, consent.evidence = name, ground, evidence
    consent.state, consent.version = "offered", consent.version + 1
    token, ends = secrets.token_urlsafe(32), now() + timedelta(hours=wording()["link_hours"])
    end_links(session, consent.id)
    session.add(SigningLink(consent_id=consent.id, token_digest=queries.token_digest(session, token), expires_at=ends))
    session.flush()
    record(session, actor, "consents.offer", consent, person_id=person.id, ground=ground)
    return Offer(consent, token, ends)


def revoke_consent(session: Session, *, actor: Actor, consent_id: UUID, version: int) -> Revocation:
    """Taken back from now on; everybody who has received something under it has to hear of it.

    Refuses one that was taken back before.
    """
    consent, person = find_consent(session, actor, consent_id, version)
    if consent.state == "revoked":
        raise Conflict("This consent was taken back already.")
    consent.state, consent.revoked_at, consent.version = "revoked", now(), consent.version + 1
    end_links(session, consent.id)
    session.flush()
    received = queries.disclosed_under(session, consent.id)
    notices = must_hear(session, actor, consent, received)
    record(session, actor, "consents.revoke", consent, person_id=person.id, received=len(received))
    record_event(session, event("consents.revoked", consent_id=consent.id, person_id=person.id))
    return Revocation(consent, received, notices)


def open_consent(session: Session, *, actor: Actor, consent_id: UUID) -> Consent:
    """One consent; that the person's record was opened stays in the trail."""
    require(actor, Permission.CONSENTS_EDIT)
    consent = queries.consent(session, consent_id)
    if consent is None:
        raise NotFound
    open_person(session, actor=actor, person_id=consent.subject_id)
    return consent


def find_consent(session: Session, actor: Actor, consent_id: UUID, version: int) -> tuple[Consent, Person]:
    """The consent, held, and its person. NotFound also for a person whom the actor may not see."""
    require(actor, Permission.CONSENTS_EDIT)
    consent = queries.consent(session, consent_id, lock=True)
    if consent is None:
        raise NotFound
    person = open_person(session, actor=actor, person_id=consent.subject_id)
    if consent.version != version:
        raise PreconditionFailed
    return consent, person


def end_links(session: Session, consent_id: UUID) -> None:
    """No link of this consent works any more."""
    session.execute(
        update(SigningLink).where(SigningLink.consent_id == consent_id, SigningLink.used_at.is_(None)).values(used_at=now())
    )


def end_links_of(session: Session, person_ids: Collection[UUID]) -> None:
    """Nobody signs anything of these people any more: they were erased."""
    theirs = select(Consent.id).where(Consent.subject_id.in_(person_ids))
    open_links = update(SigningLink).where(SigningLink.consent_id.in_(theirs), SigningLink.used_at.is_(None))
    session.execute(open_links.values(used_at=now()))


def check_open(session: Session, consent: Consent) -> None:
    state = standing(consent.state, consent.expires_on, today(session))
    if state not in ("verbal_intent_recorded", "offered"):
        raise Conflict(
            Words("This consent is %(state)s: it cannot be offered for signature.", state=state), extra={"state": state}
        )
