"""Reads."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.foundation.errors import NotFound
from intake.intakes.models import Intake
from intake.partners.models import Partner, PartnerKey, PushedReferral


def partner_named(session: Session, name: str) -> Partner:
    found = session.scalars(select(Partner).where(Partner.name == name)).one_or_none()
    if found is None:
        raise NotFound("There is no partner with this name.")
    return found


def key(session: Session, key_id: UUID) -> PartnerKey:
    found = session.get(PartnerKey, key_id)
    if found is None:
        raise NotFound("There is no key with this id.")
    return found


def keys(session: Session) -> list[PartnerKey]:
    """All keys, by partner."""
    query = select(PartnerKey).join(PartnerKey.partner).order_by(Partner.name, PartnerKey.id)
    return list(session.scalars(query))


def pushed(session: Session, partner_id: UUID, partner_reference: str) -> PushedReferral | None:
    query = select(PushedReferral).where(
        PushedReferral.partner_id == partner_id, PushedReferral.partner_reference == partner_reference
    )
    return session.scalars(query).one_or_none()


def intake_of(session: Session, referral: PushedReferral) -> Intake:
    return session.get_one(Intake, referral.intake_id)
