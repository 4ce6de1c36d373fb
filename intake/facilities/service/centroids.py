"""ZIP centers, copied once from the `zipcodes` package, whose own look-up is slow."""

from importlib.metadata import version

import zipcodes
from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from intake.facilities.models import ImportRun
from intake.foundation.actor import SYSTEM

SOURCE = "zipcodes"
_MERGE = text(
    """
    insert into zip_centroid (zip, state, city, time_zone, latitude, longitude)
    select * from unnest(cast(:zip as text[]), cast(:state as text[]), cast(:city as text[]), cast(:time_zone as text[]),
        cast(:latitude as float8[]), cast(:longitude as float8[]))
    on conflict (zip) do update set state = excluded.state, city = excluded.city, time_zone = excluded.time_zone,
        latitude = excluded.latitude, longitude = excluded.longitude
    """
)
_COLUMNS = ("zip", "state", "city", "time_zone", "latitude", "longitude")


def load_zip_centroids(session: Session) -> int:
    """How many were loaded; 0 when this version of the package already is."""
    edition = f"{SOURCE} {version('zipcodes')}"
    loaded = select(ImportRun.id).where(ImportRun.source == SOURCE, ImportRun.file_name == edition)
    if session.scalar(loaded.limit(1)) is not None:
        return 0
    rows = [_row(entry) for entry in zipcodes.list_all()]  # type: ignore[no-untyped-call]
    session.execute(_MERGE, dict(zip(_COLUMNS, map(list, zip(*rows, strict=True)), strict=True)))
    session.execute(
        insert(ImportRun).values(
            actor_id=SYSTEM.id,
            actor_name=SYSTEM.name,
            source=SOURCE,
            source_year=0,
            file_name=edition,
            file_sha256="",
            changed=True,
            counts={"rows": len(rows)},
        )
    )
    return len(rows)


def _row(entry: dict[str, str]) -> tuple[object, ...]:
    latitude, longitude = float(entry["lat"] or 0), float(entry["long"] or 0)
    # Military and a few other codes have no place; the package writes 0, 0 for them.
    place = (None, None) if latitude == longitude == 0 else (latitude, longitude)
    return (entry["zip_code"], entry["state"], entry["city"], entry["timezone"] or None, *place)
