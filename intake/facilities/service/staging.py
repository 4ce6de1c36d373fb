"""Set-based writing: rows are copied into a table beside, then merged with one statement a table."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from intake.facilities.models import IncomingFacility
from intake.facilities.rules import CodeBook, Listing
from intake.facilities.rules.bits import bits_of
from intake.foundation.identifiers import new_id

_PROVIDERS = """
    insert into provider (id, source_key, name)
    select distinct on (provider_key) provider_id, provider_key, name from incoming_facility order by provider_key, name, row
    on conflict (source_key) do update set name = excluded.name where provider.name <> excluded.name
"""
# A better position than the ZIP center, once somebody has found one, stays.
_SITES = """
    insert into site (id, source_key, street, city, state, zip, latitude, longitude, coordinate_precision)
    select distinct on (i.site_key) i.site_id, i.site_key, i.street, i.city, i.state, i.zip, z.latitude, z.longitude,
        case when z.latitude is null then 'none' else 'zip_centroid' end
    from incoming_facility i left join zip_centroid z on z.zip = i.zip
    order by i.site_key, i.street, i.city, i.row
    on conflict (source_key) do update set street = excluded.street, city = excluded.city,
        latitude = excluded.latitude, longitude = excluded.longitude, coordinate_precision = excluded.coordinate_precision
    where site.coordinate_precision <> 'address'
        and (site.street, site.city, site.latitude, site.longitude)
            is distinct from (excluded.street, excluded.city, excluded.latitude, excluded.longitude)
"""
_COUNT = """
    select count(*) filter (where f.id is null), count(*) filter (where f.id is not null and differs),
        count(*) filter (where f.id is not null and not differs)
    from incoming_facility i
    join site s on s.source_key = i.site_key
    left join facility f on f.source = :source and f.source_key = i.source_key
    cross join lateral (
        select not f.listed
            or (f.digest, f.answers, f.latitude, f.longitude)
                is distinct from (i.digest, i.answers, s.latitude, s.longitude) as differs
    ) compared
"""
# A place that is the same in a newer edition is written too, for its `last_year`, but does not count as changed.
_FACILITIES = """
    insert into facility (id, provider_id, site_id, source, source_key, name, program, unit, state, latitude, longitude,
        phone, intake_lines, codes, categories, answers, tells_care, listed, first_year, last_year, digest)
    select i.facility_id, p.id, s.id, :source, i.source_key, i.name, i.program, i.unit, s.state, s.latitude, s.longitude,
        i.phone, i.intake_lines, i.codes, i.categories, i.answers, i.tells_care, true, :year, :year, i.digest
    from incoming_facility i
    join provider p on p.source_key = i.provider_key
    join site s on s.source_key = i.site_key
    order by i.row
    on conflict (source, source_key) do update set provider_id = excluded.provider_id, site_id = excluded.site_id,
        name = excluded.name, program = excluded.program, unit = excluded.unit, state = excluded.state,
        latitude = excluded.latitude, longitude = excluded.longitude, phone = excluded.phone,
        intake_lines = excluded.intake_lines, codes = excluded.codes, categories = excluded.categories,
        answers = excluded.answers, tells_care = excluded.tells_care, listed = true, last_year = excluded.last_year,
        digest = excluded.digest
    where not facility.listed
        or (facility.digest, facility.answers, facility.latitude, facility.longitude, facility.last_year)
            is distinct from (excluded.digest, excluded.answers, excluded.latitude, excluded.longitude, excluded.last_year)
"""
_DELIST = """
    update facility set listed = false
    where source = :source and listed
        and not exists (select from incoming_facility where incoming_facility.source_key = facility.source_key)
"""
_NO_PLACE = """
    select i.row from incoming_facility i join site s on s.source_key = i.site_key
    where s.coordinate_precision = 'none' order by i.row
"""
_CODES = """
    insert into service_code (code, category, category_name, name, description, source_year)
    values (:code, :category, :category_name, :name, :description, :year)
    on conflict (code) do update set category = excluded.category, category_name = excluded.category_name,
        name = excluded.name, description = excluded.description, source_year = excluded.source_year
    where (service_code.category, service_code.category_name, service_code.name, service_code.description,
        service_code.source_year) is distinct from (excluded.category, excluded.category_name, excluded.name,
        excluded.description, excluded.source_year)
"""


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging the listings did. `without_place`: rows whose ZIP has no known center."""

    inserted: int
    updated: int
    unchanged: int
    no_longer_listed: int
    without_place: tuple[int, ...]


def merge_listings(session: Session, listings: Iterable[Listing], *, source: str, year: int) -> Merged:
    """Make the listings the newest edition of `source`: what is the same is not written, what is gone is delisted."""
    # The planner knows nothing of rows written a moment ago, and would walk twelve thousand for each of twelve thousand.
    session.execute(text("set local enable_nestloop = off"))
    # An import may take longer than any request is allowed to.
    session.execute(text("set local statement_timeout = '10min'"))
    session.execute(delete(IncomingFacility))
    _copy(session, listings)
    session.execute(text(_PROVIDERS))
    session.execute(text(_SITES))
    named = {"source": source, "year": year}
    inserted, updated, unchanged = session.execute(text(_COUNT), {"source": source}).one()
    session.execute(text(_FACILITIES), named)
    gone = session.execute(text(_DELIST), {"source": source}).rowcount  # type: ignore[attr-defined]
    without_place = tuple(session.scalars(text(_NO_PLACE)))
    session.execute(delete(IncomingFacility))
    session.execute(text("set local enable_nestloop = on"))
    return Merged(inserted, updated, unchanged, gone, without_place)


def merge_codes(session: Session, book: CodeBook, *, year: int) -> None:
    """Keep the reference sheet's words of this edition."""
    session.execute(text(_CODES), [{**asdict(service), "year": year} for service in book.services.values()])


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
