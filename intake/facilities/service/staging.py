"""Set-based writing: rows are copied into a table beside, then merged with one statement a table."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from intake.facilities.models import IncomingFacility
from intake.facilities.rules import CodeBook, Listing
from intake.facilities.rules.bits import bits_of
from intake.facilities.service import statements
from intake.facilities.service.corrections import corrected_places, lay_corrections
from intake.foundation.identifiers import new_id

# Farther than this from the center of its ZIP code, a position is not believed.
FAR_MILES = 50.0


@dataclass(frozen=True, slots=True)
class Edition:
    """What comes in. `complete`: it lists all places of its source, so that others are no longer listed."""

    source: str
    year: int
    format: str = "workbook"
    complete: bool = True
    run_id: UUID | None = None
    by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging did. `without_place`: rows whose ZIP has no known center; `far`: whose position was not believed."""

    inserted: int
    updated: int
    unchanged: int
    no_longer_listed: int
    without_place: tuple[int, ...]
    far: tuple[int, ...]
    differences: int


def merge_listings(session: Session, listings: Iterable[Listing], edition: Edition) -> Merged:
    """Bring the places of a source up to an edition: what is the same is not written, what the desk corrected stays so."""
    # The planner knows nothing of rows written a moment ago, and would walk twelve thousand for each of twelve thousand.
    session.execute(text("set local enable_nestloop = off"))
    # An import may take longer than any request is allowed to.
    session.execute(text("set local statement_timeout = '10min'"))
    session.execute(delete(IncomingFacility))
    _copy(session, listings)
    named = asdict(edition)
    newer = session.execute(text(statements.NEWER), named).rowcount  # type: ignore[attr-defined]
    far = tuple(sorted(session.scalars(text(statements.FAR), {"miles": FAR_MILES})))
    session.execute(text(statements.PROVIDERS))
    session.execute(text(statements.SITES))
    inserted, updated, unchanged = session.execute(text(statements.COUNT), named).one()
    before = corrected_places(session, edition.source)
    session.execute(text(statements.HISTORY), named)
    session.execute(text(statements.FACILITIES), named)
    gone = session.execute(text(statements.DELIST), named).rowcount if edition.complete else 0  # type: ignore[attr-defined]
    without_place = tuple(session.scalars(text(statements.NO_PLACE)))
    session.execute(text("set local enable_nestloop = on"))
    differences = lay_corrections(session, before, edition.run_id, edition.by)
    session.execute(text(statements.POSITIONS))
    session.execute(delete(IncomingFacility))
    return Merged(inserted, updated, unchanged + newer, gone, without_place, far, differences)


def merge_codes(session: Session, book: CodeBook, *, year: int) -> None:
    """Keep the reference sheet's words of this edition."""
    session.execute(text(statements.CODES), [{**asdict(service), "year": year} for service in book.services.values()])


def _copy(session: Session, listings: Iterable[Listing]) -> None:
    driver = cast(psycopg.Connection[Any], session.connection().connection.driver_connection)
    columns = [column.name for column in IncomingFacility.__table__.columns]
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    with driver.cursor() as cursor, cursor.copy(sql.SQL("copy incoming_facility ({}) from stdin").format(names)) as copy:
        for listing in listings:
            row = _row(listing)
            copy.write_row([row[column] for column in columns])


def _row(listing: Listing) -> dict[str, Any]:
    row = {name: getattr(listing, name) for name in listing.__slots__}
    for name in ("intake_lines", "codes", "categories"):
        row[name] = list(row[name])
    row["answers"] = bits_of(listing.codes, listing.categories)
    return {**row, "digest": _digest(listing), "facility_id": new_id(), "provider_id": new_id(), "site_id": new_id()}


def _digest(listing: Listing) -> bytes:
    told = (
        listing.name,
        listing.program,
        listing.unit,
        listing.phone,
        listing.intake_lines,
        listing.codes,
        listing.categories,
        listing.tells_care,
        listing.provider_key,
        listing.site_key,
    )
    return hashlib.sha256(repr(told).encode()).digest()
