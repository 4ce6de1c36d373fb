"""Reads of one place: with all that the desk knows of it, and its history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from intake.facilities.models import Correction, Credential, Facility, PlaceChange, PlaceFacts, ZipCentroid
from intake.facilities.queries.directory import code_book
from intake.facilities.rules.taking import TakenAlong, taken_along
from intake.foundation.errors import NotFound
from intake.foundation.words import Words
from intake.storage.paging import Page, read_page


@dataclass(frozen=True, slots=True)
class WholePlace:
    """A place with what the desk found out about it. `time_zone` is that of its ZIP code; none when that is not known."""

    place: Facility
    facts: PlaceFacts
    corrections: Sequence[Correction]
    credentials: Sequence[Credential]
    time_zone: str | None

    @property
    def version(self) -> int:
        return self.place.version


def facility(session: Session, facility_id: UUID) -> Facility:
    """One service with its site, also when it is no longer listed. Refuses what is not there."""
    found = session.get(Facility, facility_id)
    if found is None:
        raise NotFound
    return found


def place_name(session: Session, facility_id: UUID) -> str | None:
    """What the directory calls it, closed or not; None for a key that is no place's."""
    found = session.get(Facility, facility_id)
    return found.full_name if found else None


def locked_facility(session: Session, facility_id: UUID) -> Facility:
    """The same, read anew and held until the transaction ends."""
    query = select(Facility).where(Facility.id == facility_id).with_for_update(of=Facility)
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def whole_place(session: Session, facility_id: UUID) -> WholePlace:
    """One place with everything. Refuses what is not there."""
    place = facility(session, facility_id)
    zone = session.scalar(select(ZipCentroid.time_zone).where(ZipCentroid.zip == place.site.zip[:5]))
    facts = session.get(PlaceFacts, facility_id) or PlaceFacts(facility_id=facility_id)
    return WholePlace(
        place, facts, corrections_of(session, [facility_id])[facility_id], credentials_of(session, facility_id), zone
    )


def with_facts(session: Session, ids: Sequence[UUID]) -> list[tuple[Facility, PlaceFacts]]:
    """These places in this order, with what the desk found out. Refuses one that is not there."""
    places = {one.id: one for one in session.scalars(select(Facility).where(Facility.id.in_(ids)))}
    facts = {one.facility_id: one for one in session.scalars(select(PlaceFacts).where(PlaceFacts.facility_id.in_(ids)))}
    if missing := set(ids) - set(places):
        raise NotFound(Words("%(count)s of these places are not in the directory.", count=len(missing)))
    return [(places[one], facts.get(one) or PlaceFacts(facility_id=one)) for one in dict.fromkeys(ids)]


def places_to_take_along(session: Session, ids: Sequence[UUID]) -> list[TakenAlong]:
    """These places in this order, as somebody is told who goes there. Refuses one that is not there."""
    book = code_book(session)
    return [taken_along(place, facts, book) for place, facts in with_facts(session, ids)]


def corrections_of(session: Session, ids: Sequence[UUID]) -> Mapping[UUID, list[Correction]]:
    """The desk's corrections of these places, each with a list of its own."""
    found: dict[UUID, list[Correction]] = {key: [] for key in ids}
    for correction in session.scalars(select(Correction).where(Correction.facility_id.in_(ids)).order_by(Correction.field)):
        found[correction.facility_id].append(correction)
    return found


def differences(session: Session, *, cursor: str | None = None, limit: int = 50) -> Page[Correction]:
    """Corrections on which the directory has a new word, with their places."""
    query = select(Correction).where(Correction.differs).options(joinedload(Correction.facility))
    return read_page(
        session, query, keys=[Correction.id], values=lambda one: [one.id], cursor=cursor, limit=limit, descending=False
    )


def credentials_of(session: Session, facility_id: UUID) -> Sequence[Credential]:
    """What the desk wrote down of its accreditations and licences, without what was removed."""
    query = select(Credential).where(Credential.facility_id == facility_id, Credential.removed_at.is_(None))
    return session.scalars(query.order_by(Credential.kind, Credential.body, Credential.id)).all()


def credential(session: Session, facility_id: UUID, credential_id: UUID) -> Credential:
    """One of this place. Refuses what is not there or was removed."""
    found = session.get(Credential, credential_id)
    if found is None or found.facility_id != facility_id or found.removed_at is not None:
        raise NotFound
    return found


def history(session: Session, facility_id: UUID, *, cursor: str | None = None, limit: int = 50) -> Page[PlaceChange]:
    """What changed, newest first."""
    return read_page(
        session,
        select(PlaceChange).where(PlaceChange.facility_id == facility_id),
        keys=[PlaceChange.at, PlaceChange.id],
        values=lambda change: [change.at, change.id],
        cursor=cursor,
        limit=limit,
    )
