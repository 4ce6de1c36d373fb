"""What the person said of places, and the places that are judged one by one."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.facilities.models import Facility
from intake.matching.models import PlaceChoice
from intake.matching.rules.alone import Listing


def choices_of(session: Session, intake_id: UUID) -> Sequence[PlaceChoice]:
    """What stands, the oldest first."""
    query = select(PlaceChoice).where(PlaceChoice.intake_id == intake_id, PlaceChoice.ended_at.is_(None))
    return session.scalars(query.order_by(PlaceChoice.at, PlaceChoice.id)).all()


def all_choices_of(session: Session, intake_id: UUID) -> Sequence[PlaceChoice]:
    """Also those that were taken back, the oldest first."""
    query = select(PlaceChoice).where(PlaceChoice.intake_id == intake_id)
    return session.scalars(query.order_by(PlaceChoice.at, PlaceChoice.id)).all()


def choice_of(session: Session, intake_id: UUID, facility_id: UUID) -> PlaceChoice | None:
    """What stands for one place."""
    of_both = (PlaceChoice.intake_id == intake_id, PlaceChoice.facility_id == facility_id)
    return session.scalars(select(PlaceChoice).where(*of_both, PlaceChoice.ended_at.is_(None))).one_or_none()


def listings_of(session: Session, ids: Collection[UUID]) -> dict[UUID, Listing]:
    """These places, listed or not."""
    query = select(
        Facility.id,
        Facility.codes,
        Facility.categories,
        Facility.denied,
        Facility.tells_care,
        Facility.listed,
        Facility.state,
        Facility.latitude,
        Facility.longitude,
    ).where(Facility.id.in_(ids))
    return {row.id: Listing(*row) for row in session.execute(query)}
