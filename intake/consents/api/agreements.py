"""Consents: said, offered, signed, taken back, and who has to hear of that."""

from typing import Any
from uuid import UUID

from intake.attachments.schemas import JSON_BYTES
from intake.callers.service import open_person
from intake.consents import queries, service
from intake.consents.api.door import api, check_recipient
from intake.consents.models import Consent, RevocationNotice
from intake.consents.schemas.messages import (
    CirclesOut,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    NoticeOut,
    NoticesOut,
    OfferIn,
    OfferOut,
    RevokedOut,
    ScanIn,
    ToldIn,
)
from intake.foundation.permissions import Permission
from intake.web.door import Unit


@api.operation("GET", "/people/<uuid:person_id>/circle", permission=Permission.PEOPLE_READ, gives=CirclesOut())
def show_circle(unit: Unit, person_id: UUID) -> dict[str, list[service.Circle]]:
    """Who stands around a person and around whom they stand; what each may be told, who may be called. The trail has whom."""
    return {"items": service.open_circle(unit.session, actor=unit.actor, person_id=person_id)}


@api.operation("GET", "/people/<uuid:person_id>/consents", permission=Permission.CONSENTS_EDIT, gives=ConsentsOut())
def list_consents(unit: Unit, person_id: UUID) -> dict[str, list[Consent]]:
    """Every consent of a person, the latest first. None at all means that nobody has asked."""
    person = open_person(unit.session, actor=unit.actor, person_id=person_id)
    return {"items": queries.consents_of(unit.session, person.id)}


@api.operation(
    "POST",
    "/people/<uuid:person_id>/consents",
    permission=Permission.CONSENTS_EDIT,
    takes=ConsentIn(),
    gives=ConsentOut(),
    status=201,
    idempotent=True,
    versioned=True,
)
def record_consent(unit: Unit, data: dict[str, Any], person_id: UUID) -> Consent:
    """Note that the person said yes on the phone. It unlocks nothing until it is signed."""
    check_recipient(unit, data["recipient"])
    return service.record_consent(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation("GET", "/consents/<uuid:consent_id>", permission=Permission.CONSENTS_EDIT, gives=ConsentOut(), versioned=True)
def show_consent(unit: Unit, consent_id: UUID) -> Consent:
    """One consent."""
    return service.open_consent(unit.session, actor=unit.actor, consent_id=consent_id)


@api.operation(
    "POST",
    "/consents/<uuid:consent_id>/offer",
    permission=Permission.CONSENTS_EDIT,
    takes=OfferIn(),
    gives=OfferOut(),
    versioned=True,
    if_match=True,
)
def offer_consent(unit: Unit, data: dict[str, Any], version: int, consent_id: UUID) -> service.Offer:
    """A link to sign it by, to show or to copy. Nobody signs for a capable adult."""
    return service.offer_consent(unit.session, actor=unit.actor, consent_id=consent_id, version=version, **data)


@api.operation(
    "POST",
    "/consents/<uuid:consent_id>/scan",
    permission=Permission.CONSENTS_EDIT,
    takes=ScanIn(),
    gives=ConsentOut(),
    if_match=True,
    body_bytes=JSON_BYTES,
)
def add_scan(unit: Unit, data: dict[str, Any], version: int, consent_id: UUID) -> Consent:
    """It was signed on paper: the scan, and the elements that were found on it."""
    return service.sign_by_scan(unit.session, actor=unit.actor, consent_id=consent_id, version=version, **data)


@api.operation(
    "POST", "/consents/<uuid:consent_id>/revoke", permission=Permission.CONSENTS_EDIT, gives=RevokedOut(), if_match=True
)
def revoke_consent(unit: Unit, version: int, consent_id: UUID) -> service.Revocation:
    """Take it back, and see who has received something and has to be told."""
    return service.revoke_consent(unit.session, actor=unit.actor, consent_id=consent_id, version=version)


@api.operation("GET", "/consents/<uuid:consent_id>/notices", permission=Permission.CONSENTS_EDIT, gives=NoticesOut())
def list_notices(unit: Unit, consent_id: UUID) -> dict[str, list[RevocationNotice]]:
    """Who has to hear, or has heard, that this consent was taken back."""
    return {"items": service.open_notices(unit.session, actor=unit.actor, consent_id=consent_id)}


@api.operation(
    "POST", "/revocation-notices/<uuid:notice_id>/told", permission=Permission.CONSENTS_EDIT, takes=ToldIn(), gives=NoticeOut()
)
def tell_recipient(unit: Unit, data: dict[str, str], notice_id: UUID) -> RevocationNotice:
    """The recipient heard that the consent was taken back. Ends the task about it."""
    return service.tell_recipient(unit.session, actor=unit.actor, notice_id=notice_id, **data)
