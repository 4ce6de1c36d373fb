"""Places that another desk tells: for a verb of a room above, which has checked who may."""

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import select, text, tuple_
from sqlalchemy.orm import Session

from intake.facilities.models import Facility
from intake.facilities.rules import Listing
from intake.facilities.service.centroids import load_zip_centroids
from intake.facilities.service.staging import Edition, merge_listings
from intake.foundation.clock import now


def places_known(session: Session, keys: Collection[tuple[str, UUID]]) -> set[tuple[str, UUID]]:
    """Which of these (source, key) are in the directory already."""
    query = select(Facility.source, Facility.source_key)
    return {(row.source, row.source_key) for row in session.execute(query.where(tuple_(*query.selected_columns).in_(list(keys))))}


def bring_listings(session: Session, listings: Iterable[Listing], *, source: str) -> None:
    """Add them to the places of a source; others of that source stay listed."""
    session.execute(text("select pg_advisory_xact_lock(hashtextextended('facilities.import', 0))"))
    load_zip_centroids(session)
    merge_listings(session, listings, Edition(source, now().year, "exchange", complete=False))
