"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from intake.attachments.schemas import JSON_BYTES
from intake.callers.service import open_person
from intake.consents import queries, service
from intake.consents.models import Consent, Disclosure
from intake.consents.rules import law
from intake.consents.schemas import (
    AccountingOut,
    AccountingQuery,
    BasesOut,
    BasisOut,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    DisclosureIn,
    DisclosureOut,
    OfferIn,
    OfferOut,
    RevokedOut,
    ScanIn,
    SwitchIn,
)
from intake.consents.service.agreeing import Offer
from intake.foundation.permissions import Permission
from intake.web.door import ApiDoor, Unit

api = ApiDoor("consents", __name__, "What a person agreed to, and what was disclosed about them.")


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
def offer_consent(unit: Unit, data: dict[str, Any], version: int, consent_id: UUID) -> Offer:
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
def revoke_consent(unit: Unit, version: int, consent_id: UUID) -> dict[str, Any]:
    """Take it back, and see who has received something."""
    consent, received = service.revoke_consent(unit.session, actor=unit.actor, consent_id=consent_id, version=version)
    return {"consent": consent, "received": received}


@api.operation(
    "POST",
    "/people/<uuid:person_id>/disclosures",
    permission=Permission.DISCLOSURES_RECORD,
    takes=DisclosureIn(),
    gives=DisclosureOut(),
    status=201,
    idempotent=True,
)
def record_disclosure(unit: Unit, data: dict[str, Any], person_id: UUID) -> Disclosure:
    """Record what was disclosed, on a signed consent or on the ground claimed. Refused when there is none."""
    return service.record_disclosure(unit.session, actor=unit.actor, person_id=person_id, **data)


@api.operation(
    "GET",
    "/people/<uuid:person_id>/disclosures",
    permission=Permission.DISCLOSURES_RECORD,
    query=AccountingQuery(),
    gives=AccountingOut(),
)
def account(unit: Unit, query: dict[str, str], person_id: UUID) -> service.Accounting:
    """The accounting of disclosures, by kind of request."""
    return service.open_accounting(unit.session, actor=unit.actor, person_id=person_id, **query)


@api.operation("GET", "/disclosure-bases", permission=Permission.SIGNED_IN, gives=BasesOut())
def list_bases(unit: Unit) -> dict[str, list[dict[str, Any]]]:
    """The closed list of grounds, and which of them this desk uses."""
    on = queries.switches(unit.session)
    rows = [{"code": b.code, "title": b.title, "source": b.source, "is_on": on[b.code]} for b in law().bases.values()]
    return {"items": rows}


@api.operation("PUT", "/disclosure-bases/<string:basis>", permission=Permission.SETTINGS_EDIT, takes=SwitchIn(), gives=BasisOut())
def switch_basis(unit: Unit, data: dict[str, bool], basis: str) -> dict[str, object]:
    """Switch a ground on or off."""
    return service.switch_basis(unit.session, actor=unit.actor, basis=basis, **data)
