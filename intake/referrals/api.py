"""The JSON doors of this room."""

from typing import Any
from uuid import UUID

from intake.foundation.permissions import Permission
from intake.referrals import queries, service
from intake.referrals.models import Referral
from intake.referrals.schemas import REFERRAL_PAGE, CancelReferralIn, ReferralIn, ReferralOut, ReferralQuery, SendReferralIn
from intake.storage.paging import Page
from intake.web.door import ApiDoor, Unit

api = ApiDoor("referrals", __name__, "Referrals to treatment places.")


@api.operation(
    "POST",
    "/intakes/<uuid:intake_id>/referrals",
    permission=Permission.REFERRALS_EDIT,
    takes=ReferralIn(),
    gives=ReferralOut(),
    status=201,
    idempotent=True,
    versioned=True,
)
def draft_referral(unit: Unit, data: dict[str, Any], intake_id: UUID) -> Referral:
    """Draft a referral to a chosen place. Nothing is sent."""
    return service.draft_referral(unit.session, actor=unit.actor, intake_id=intake_id, **data)


@api.operation("GET", "/referrals", permission=Permission.REFERRALS_READ, query=ReferralQuery(), gives=REFERRAL_PAGE)
def list_referrals(unit: Unit, query: dict[str, Any]) -> Page[Referral]:
    """Referrals of the intakes that I may see, the newest first."""
    return queries.referrals(unit.session, unit.actor, **query)


@api.operation("GET", "/referrals/<uuid:referral_id>", permission=Permission.REFERRALS_READ, gives=ReferralOut(), versioned=True)
def show_referral(unit: Unit, referral_id: UUID) -> Referral:
    """One referral with every step."""
    return service.open_referral(unit.session, actor=unit.actor, referral_id=referral_id)


@api.operation(
    "POST",
    "/referrals/<uuid:referral_id>/send",
    permission=Permission.REFERRALS_EDIT,
    takes=SendReferralIn(),
    gives=ReferralOut(),
    versioned=True,
    if_match=True,
)
def send_referral(unit: Unit, data: dict[str, Any], version: int, referral_id: UUID) -> Referral:
    """Clear a referral to leave. Refused without a signed consent for this place; nothing is transmitted yet."""
    return service.send_referral(unit.session, actor=unit.actor, referral_id=referral_id, version=version, **data)


@api.operation(
    "POST",
    "/referrals/<uuid:referral_id>/cancel",
    permission=Permission.REFERRALS_EDIT,
    takes=CancelReferralIn(),
    gives=ReferralOut(),
    versioned=True,
    if_match=True,
)
def cancel_referral(unit: Unit, data: dict[str, Any], version: int, referral_id: UUID) -> Referral:
    """End a referral, and say why."""
    return service.cancel_referral(unit.session, actor=unit.actor, referral_id=referral_id, version=version, **data)
