"""The desk's corrections: how a place counts with them, and what a new listing does to them."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.facilities import queries
from intake.facilities.models import Correction, Facility, IncomingFacility, PlaceChange, Site
from intake.facilities.rules import CodeBook, Told, compare, lay_over
from intake.facilities.rules.bits import bits_of
from intake.facilities.rules.corrections import changes_between
from intake.facilities.rules.listings import corrected_site_key, site_key
from intake.foundation.identifiers import new_id


def as_listed(place: Facility) -> Told:
    """What its source lists, without the desk's corrections."""
    return Told.from_json(place.listed_as) if place.listed_as is not None else as_it_counts(place)


def as_it_counts(place: Facility) -> Told:
    """The place as plain data, corrections and all."""
    site = place.site
    return Told(
        name=place.name,
        program=place.program,
        unit=place.unit,
        address={"street": site.street, "city": site.city, "state": site.state, "zip": site.zip},
        phone=place.phone,
        intake_lines=tuple(place.intake_lines),
        website=place.website,
        codes=tuple(place.codes),
        categories=tuple(place.categories),
        tells_care=place.tells_care,
        year=None if place.delisted_year is not None or not (place.listed or place.closed_on) else place.last_year,
        denied=tuple(place.denied),
        closed_on=place.closed_on.isoformat() if place.closed_on else None,
    )


def settle_place(session: Session, place: Facility, listed: Told, corrections: Sequence[Correction], book: CodeBook) -> Told:
    """Make the place count as listed with these corrections laid over it; all that is derived is written with it."""
    told = lay_over(listed, {correction.field: correction.ours for correction in corrections}, book)
    place.name, place.program, place.unit = told.name, told.program, told.unit
    place.phone, place.intake_lines, place.website = told.phone, list(told.intake_lines), told.website
    place.codes, place.categories, place.denied = list(told.codes), list(told.categories), list(told.denied)
    place.answers, place.denials = bits_of(told.codes, told.categories), bits_of(told.denied)
    place.tells_care, place.closed_on = told.tells_care, told.closed_day
    place.listed = told.is_listed
    site = _site(session, told.address, corrected=told.address != listed.address)
    place.site, place.site_id = site, site.id
    place.state, place.latitude, place.longitude = site.state, site.latitude, site.longitude
    place.listed_as = listed.to_json() if corrections else None
    return told


def corrected_places(session: Session, source: str) -> Mapping[UUID, Told]:
    """How each corrected place of a source counts now."""
    query = select(Facility).where(Facility.source == source, Facility.listed_as.is_not(None))
    return {place.id: as_it_counts(place) for place in session.scalars(query.execution_options(populate_existing=True))}


def lay_corrections(session: Session, before: Mapping[UUID, Told], run_id: UUID | None, by: UUID | None) -> int:
    """After listings came in: lay the corrections of these places over them; how many have to be looked at again."""
    if not before:
        return 0
    book, corrections = queries.code_book(session), queries.corrections_of(session, list(before))
    differences = 0
    for place, incoming in _with_incoming(session, list(before)):
        listed = _listed_now(place, incoming)
        if listed is None:
            continue
        kept = [one for one in corrections[place.id] if not _agrees(one, listed, book)]
        for gone in set(corrections[place.id]) - set(kept):
            session.delete(gone)
        differences += sum(one.differs for one in kept)
        told = settle_place(session, place, listed, kept, book)
        changes = changes_between(before[place.id], told)
        if changes:
            session.add(PlaceChange(facility_id=place.id, kind="import", by=by, run_id=run_id, changes=changes))
    session.flush()
    return differences


def _agrees(correction: Correction, listed: Told, book: CodeBook) -> bool:
    """True when the listing says by now what the correction says. Another new word of it is noted."""
    theirs = listed.says(correction.field, book)
    outcome = compare(correction.field, correction.ours, correction.theirs, theirs)
    if outcome == "differs":
        correction.differs = True
    if correction.theirs != theirs:
        correction.theirs = theirs
    return outcome == "agrees"


def _with_incoming(session: Session, ids: Sequence[UUID]) -> Iterable[tuple[Facility, IncomingFacility | None]]:
    query = (
        select(Facility, IncomingFacility)
        .outerjoin(IncomingFacility, IncomingFacility.source_key == Facility.source_key)
        .where(Facility.id.in_(ids))
        .order_by(Facility.id)
        .execution_options(populate_existing=True)
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def _listed_now(place: Facility, incoming: IncomingFacility | None) -> Told | None:
    """What the source lists by now; none when it was not asked about this place."""
    if incoming is not None:
        return Told(
            name=incoming.name,
            program=incoming.program,
            unit=incoming.unit,
            address={"street": incoming.street, "city": incoming.city, "state": incoming.state, "zip": incoming.zip},
            phone=incoming.phone,
            intake_lines=tuple(incoming.intake_lines),
            website=incoming.website or as_listed(place).website,
            codes=tuple(incoming.codes),
            categories=tuple(incoming.categories),
            tells_care=incoming.tells_care,
            year=place.last_year,
        )
    if place.delisted_year is None:
        return None
    return as_listed(place).no_longer_listed()


def _site(session: Session, address: Mapping[str, str], *, corrected: bool) -> Site:
    key = corrected_site_key(**address) if corrected else site_key(address["street"], address["state"], address["zip"])
    found = session.scalar(select(Site).where(Site.source_key == key))
    if found is not None:
        return found
    center = queries.zip_centroid(session, address["zip"])
    known = center is not None and center.latitude is not None
    site = Site(
        id=new_id(),
        source_key=key,
        **address,
        latitude=center.latitude if center else None,
        longitude=center.longitude if center else None,
        coordinate_precision="zip_centroid" if known else "none",
    )
    session.add(site)
    session.flush()
    return site
