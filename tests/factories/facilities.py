"""Treatment places, all fictional."""

from datetime import date
from itertools import count
from uuid import uuid4

from sqlalchemy.orm import Session

from intake.facilities.models import Correction, Credential, Facility, Provider, Site
from intake.facilities.rules.bits import bits_of
from intake.facilities.service.corrections import as_listed

_numbers = count(1)
ALL_CATEGORIES = ("AGE", "DETOX", "EXCL", "GN", "PAY", "PYAS", "SET", "SG", "SL", "TC")


def a_place(
    session: Session,
    codes: str = "SA",
    *,
    name: str | None = None,
    state: str = "FL",
    city: str = "Examplewood",
    zip_code: str = "33401",
    at: tuple[float, float] | None = (26.7, -80.1),
    categories: tuple[str, ...] = ALL_CATEGORIES,
    denied: str = "",
    listed: bool = True,
    tells_care: bool = True,
) -> Facility:
    """A place with these codes; every category in `categories` counts as answered, and `denied` codes as not offered."""
    number = next(_numbers)
    named = name or f"Example Place {number}"
    latitude, longitude = at or (None, None)
    site = Site(
        source_key=uuid4(),
        street=f"{number} Example Street",
        city=city,
        state=state,
        zip=zip_code,
        latitude=latitude,
        longitude=longitude,
        coordinate_precision="none" if at is None else "zip_centroid",
    )
    provider = Provider(source_key=uuid4(), name=named)
    session.add_all([site, provider])
    session.flush()
    place = Facility(
        provider_id=provider.id,
        site_id=site.id,
        source="test",
        source_key=uuid4(),
        name=named,
        program="",
        unit="",
        state=state,
        latitude=latitude,
        longitude=longitude,
        phone="+15615550123",
        intake_lines=[],
        codes=sorted(codes.split()),
        categories=sorted(categories),
        answers=bits_of(codes.split(), categories),
        denied=sorted(denied.split()),
        denials=bits_of(denied.split()),
        tells_care=tells_care,
        listed=listed,
        delisted_year=None if listed else 2022,
        first_year=2022,
        last_year=2022,
        digest=b"",
    )
    session.add(place)
    session.flush()
    return place


def a_correction(session: Session, place: Facility | None = None) -> Correction:
    """The desk knows another website than the directory, which has a new word since."""
    place = place or a_place(session)
    place.listed_as = as_listed(place).to_json()
    place.website = "https://example.org"
    correction = Correction(
        facility_id=place.id,
        field="website",
        ours=place.website,
        theirs="https://www.example.org",
        differs=True,
        how="phone",
        told_on=date(2026, 11, 1),
    )
    session.add(correction)
    session.flush()
    return correction


def a_credential(session: Session, place: Facility) -> Credential:
    """A licence that runs out one day."""
    credential = Credential(
        facility_id=place.id, kind="licence", body="State department of health", how="state", checked_on=date(2026, 11, 1)
    )
    session.add(credential)
    session.flush()
    return credential
