"""Consents, from a word on the phone to a signature."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.models import AccountingRequest, Consent, Disclosure, RevocationNotice
from intake.consents.rules import Claim, Recipient
from intake.consents.service import (
    ask_accounting,
    offer_consent,
    open_link,
    record_consent,
    record_disclosure,
    revoke_consent,
    sign_by_link,
)
from intake.foundation.clock import now
from tests.conftest import Member

BORN = date(1991, 5, 4)
CLINIC = Recipient("facility", "Example Clinic")


def a_consent(session: Session, member: Member, person: Person, recipient: Recipient = CLINIC, **told: Any) -> Consent:
    """Said on the phone; nothing signed."""
    given = {"purpose": "treatment", "information": ["identity", "substance_use"], **told}
    return record_consent(session, actor=member.actor, person_id=person.id, recipient=recipient, **given)


def an_offer(session: Session, member: Member, consent: Consent, **signer: str) -> str:
    """The token of its link."""
    told = signer or None
    return offer_consent(session, actor=member.actor, consent_id=consent.id, version=consent.version, signer=told).token


def a_signed_consent(session: Session, member: Member, person: Person, recipient: Recipient = CLINIC, **told: Any) -> Consent:
    """Signed by the person, whose birth date is recorded when it was not."""
    person.birth_date = person.birth_date or BORN
    consent = a_consent(session, member, person, recipient, **told)
    token = an_offer(session, member, consent)
    year = person.birth_date.year
    opened = open_link(session, token=token, birth_year=year)
    assert opened is not None
    assert sign_by_link(session, token=token, birth_year=year, shown=opened.digest, kind="typed", signature="Rosa Marin")
    return consent


def place(facility_id: UUID, name: str) -> Recipient:
    return Recipient("facility", name, facility_id)


def in_days(days: int) -> date:
    return now().date() + timedelta(days=days)


def a_disclosure(session: Session, member: Member, person: Person) -> Disclosure:
    """What was told to medical personnel in an emergency."""
    facts = {
        "affiliation": "Example EMS",
        "disclosed_by": member.actor.name,
        "happened_at": now().isoformat(),
        "nature": "Not breathing",
    }
    return record_disclosure(
        session,
        actor=member.actor,
        person_id=person.id,
        recipient=Recipient("medical_personnel", "Sam Example"),
        purpose="emergency",
        information=["health"],
        claim=Claim("medical_emergency", facts),
    )


def a_notice(session: Session, member: Member, person: Person, recipient: Recipient = CLINIC) -> RevocationNotice:
    """Signed, disclosed under, and taken back: the recipient has to hear of it."""
    consent = a_signed_consent(session, member, person, recipient)
    record_disclosure(
        session,
        actor=member.actor,
        person_id=person.id,
        recipient=recipient,
        purpose="treatment",
        information=["identity"],
    )
    taken_back = revoke_consent(session, actor=member.actor, consent_id=consent.id, version=consent.version)
    return taken_back.notices[0]


def an_accounting_request(session: Session, member: Member, person: Person, kind: str = "part2") -> AccountingRequest:
    """Asked for today."""
    return ask_accounting(session, actor=member.actor, person_id=person.id, kind=kind)
