"""A consent that was signed on paper: the scan, and who found every element on it."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from intake.attachments.service import keep_for
from intake.callers.rules import is_of_age
from intake.consents.models import Consent
from intake.consents.rules import check_paper, check_signer
from intake.consents.service.agreeing import check_open, find_consent
from intake.consents.service.signing import keep_signature, words_to_sign
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.organisation.queries import today


def sign_by_scan(
    session: Session,
    *,
    actor: Actor,
    consent_id: UUID,
    version: int,
    content: bytes,
    signed_on: date,
    seen: Collection[str],
    label: str | None = None,
    signer: Mapping[str, str] | None = None,
) -> Consent:
    """Signed on paper; `seen` are the elements that the actor found on it, which must be all of them.

    Refuses what is signed or has ended, a paper that lacks an element, a representative of a capable adult and what is no scan.
    """
    consent, person = find_consent(session, actor, consent_id, version)
    check_open(session, consent)
    check_paper(seen, signed_on, today(session))
    told = signer or {}
    name, ground, evidence = told.get("representative"), told.get("ground"), told.get("evidence")
    check_signer(representative=name, ground=ground, evidence=evidence, adult=is_of_age(person, today(session)))
    consent.representative, consent.ground, consent.evidence = name, ground, evidence
    scan = keep_for(session, actor=actor, person=person, kind="signed_consent", content=content, label=label)
    consent.scan_id, consent.signed_on, consent.checked_by, consent.checked_at = scan.id, signed_on, actor.id, now()
    keep_signature(session, consent, words=words_to_sign(session, consent, person), kind="scan", signature=None, actor=actor)
    return consent
