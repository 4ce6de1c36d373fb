"""What is shown of places."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Uuid

from intake.facilities.models import Facility, Site


class Card(NamedTuple):
    """What is shown of a place."""

    id: UUID
    name: str
    program: str
    street: str
    unit: str
    city: str
    state: str
    zip: str
    phone: str | None
    intake_lines: list[str]
    coordinate_precision: str
    latitude: float | None
    longitude: float | None


_CARDS = (
    select(
        Facility.id,
        Facility.name,
        Facility.program,
        Site.street,
        Facility.unit,
        Site.city,
        Site.state,
        Site.zip,
        Facility.phone,
        Facility.intake_lines,
        Site.coordinate_precision,
        Site.latitude,
        Site.longitude,
    )
    .join(Site, Site.id == Facility.site_id)
    # One array, not a parameter for each: the statement stays the same.
    .where(Facility.id == func.any(bindparam("ids", type_=ARRAY(Uuid))))
)


def cards_of(session: Session, ids: Collection[UUID]) -> dict[UUID, Card]:
    """The cards of these places, listed or not."""
    rows = session.connection().execute(_CARDS, {"ids": list(ids)})
    return {row[0]: Card._make(row) for row in rows}
