"""What of the directory somebody should look at, as conditions on listed places."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, not_, select
from sqlalchemy.orm import Session, aliased

from intake.facilities.models import Correction, Credential, Facility, Site, ZipCentroid
from intake.facilities.rules.checking import QUALITY, old_before

# A place whose position is this far from the center of its ZIP code is somewhere else, or the ZIP code is wrong.
FAR_MILES = 25.0
_MILES_A_DEGREE = 69.0


def quality_condition(kind: str, today: date) -> ColumnElement[bool]:
    """One of rules.checking.QUALITY as a condition on Facility."""
    conditions: Mapping[str, ColumnElement[bool]] = {
        "differs": exists().where(Correction.facility_id == Facility.id, Correction.differs),
        "no_phone": Facility.phone.is_(None),
        "far_zip": not_(_near_its_zip()),
        "duplicate": Facility.id.in_(_alike()),
        "expired": exists().where(
            Credential.facility_id == Facility.id, Credential.removed_at.is_(None), Credential.valid_until < today
        ),
        "silent": not_(Facility.tells_care),
        "old": Facility.verified_on < old_before("verified", today),
        "unchecked": Facility.verified_on.is_(None),
    }
    return conditions[kind]


def count_quality(session: Session, today: date) -> dict[str, int]:
    """How many listed places there are of each kind."""
    return {
        kind: session.scalar(select(func.count()).select_from(Facility).where(Facility.listed, quality_condition(kind, today)))
        or 0
        for kind in QUALITY
    }


def _near_its_zip() -> ColumnElement[bool]:
    site, center = aliased(Site), aliased(ZipCentroid)
    north = _MILES_A_DEGREE * (site.latitude - center.latitude)
    east = _MILES_A_DEGREE * func.cos(func.radians(center.latitude)) * (site.longitude - center.longitude)
    near = (
        select(site.id)
        .join(center, center.zip == func.left(site.zip, 5))
        .where(center.state == site.state, func.sqrt(north * north + east * east) <= FAR_MILES)
    )
    return Facility.site_id.in_(near)


def _alike() -> Select[tuple[UUID]]:
    """Places of one ZIP code and house number with the same names, signs and spaces aside."""
    place, site = aliased(Facility), aliased(Site)
    names = func.regexp_replace(func.lower(place.name + place.program), "[^a-z0-9]", "", "g")
    house = func.coalesce(func.substring(site.street, "^[^0-9]*([0-9]+)"), site.street)
    many = func.count().over(partition_by=[names, func.left(site.zip, 5), house])
    counted = select(place.id, many.label("many")).join(site, site.id == place.site_id).where(place.listed).subquery()
    return select(counted.c.id).where(counted.c.many > 1)
