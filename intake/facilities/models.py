"""The directory's tables. Public data: nothing here is about a caller. No payment, advertising or ownership column."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.facilities.rules.bits import WIDTH
from intake.storage.base import Base, Created, Identified


class ServiceCode(Base):
    """One code of the directory's reference sheet, in the words of the newest edition that was imported."""

    __tablename__ = "service_code"

    code: Mapped[str] = mapped_column(primary_key=True)
    category: Mapped[str]
    category_name: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    source_year: Mapped[int] = mapped_column(SmallInteger)


class ZipCentroid(Base):
    """Where the middle of a ZIP area is; both empty for military and a few other codes that have no place."""

    __tablename__ = "zip_centroid"

    zip: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    city: Mapped[str]
    time_zone: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]


class Provider(Identified, Created, Base):
    """An organization, as far as the directory proves one: the same first name line at the same street and ZIP."""

    __tablename__ = "provider"

    source_key: Mapped[UUID] = mapped_column(unique=True)
    name: Mapped[str]


class Site(Identified, Created, Base):
    """A street address. `coordinate_precision` says how far `latitude` and `longitude` can be trusted."""

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("coordinate_precision in ('none', 'zip_centroid', 'address')", name="coordinate_precision"),
        CheckConstraint("(latitude is null) = (coordinate_precision = 'none')", name="coordinates_told"),
        CheckConstraint("(latitude is null) = (longitude is null)", name="coordinates_together"),
        Index("ix_site_zip", "zip"),
    )

    source_key: Mapped[UUID] = mapped_column(unique=True)
    street: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    zip: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    coordinate_precision: Mapped[str]


class Facility(Identified, Created, Base):
    """One service listed at a site. `codes` stated, `categories` answered: a code of an answered category is not offered."""

    __tablename__ = "facility"
    __table_args__ = (
        UniqueConstraint("source", "source_key", name="uq_facility_source"),
        Index("ix_facility_codes", "codes", postgresql_using="gin"),
        Index("ix_facility_state", "state"),
        Index("ix_facility_place", "latitude", "longitude"),
        Index("ix_facility_site_id", "site_id"),
        Index("ix_facility_provider_id", "provider_id"),
        Index("ix_facility_order", "search_name", "id"),
        Index("ix_facility_search", "search_name", postgresql_using="gin", postgresql_ops={"search_name": "gin_trgm_ops"}),
    )

    provider_id: Mapped[UUID] = mapped_column(ForeignKey("provider.id"))
    site_id: Mapped[UUID] = mapped_column(ForeignKey("site.id"))
    source: Mapped[str]
    source_key: Mapped[UUID]
    name: Mapped[str]
    # The second name line: often a program, sometimes the rest of the name.
    program: Mapped[str]
    search_name: Mapped[str] = mapped_column(Computed("lower(name || ' ' || program)", persisted=True))
    unit: Mapped[str]
    # Copies of the site's, so that a search reads one table; written only together with it.
    state: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    # E.164, with ";ext=" before an extension (RFC 3966).
    phone: Mapped[str | None]
    intake_lines: Mapped[list[str]] = mapped_column(ARRAY(Text))
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # Both once more as bits (rules.bits): the matcher asks many questions of many places.
    answers: Mapped[str] = mapped_column(BIT(WIDTH))
    # False: the listing says nothing about treatment (only, say, who runs it and whether smoking is allowed).
    tells_care: Mapped[bool]
    # False: no longer in the newest edition. Kept, because matches and referrals point to it.
    listed: Mapped[bool]
    first_year: Mapped[int] = mapped_column(SmallInteger)
    last_year: Mapped[int] = mapped_column(SmallInteger)
    # Of everything above that the source tells: an import writes only rows whose digest differs.
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    verified_on: Mapped[date | None]
    verified_by: Mapped[UUID | None]

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)
    provider: Mapped[Provider] = relationship(lazy="raise")

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.program}".strip()


class ImportRun(Identified, Base):
    """One import that was kept. `changed`: it changed places, so it is a new version of the directory."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_version", "source", "id", postgresql_where="changed"),)

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    source: Mapped[str]
    source_year: Mapped[int] = mapped_column(SmallInteger)
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    changed: Mapped[bool]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB)


class ImportIssue(Identified, Base):
    """A row that was rejected, merged or is doubtful, with its reason; rows of one issue stand together."""

    __tablename__ = "import_issue"
    __table_args__ = (
        CheckConstraint("kind in ('rejected', 'merged', 'doubtful')", name="kind"),
        Index("ix_import_issue_run_id", "run_id"),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("import_run.id", ondelete="CASCADE"))
    kind: Mapped[str]
    code: Mapped[str]
    rows: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    reason: Mapped[str]


class IncomingFacility(Base):
    """Rows on their way in: filled, merged and emptied within one import (the application role may make no table)."""

    __tablename__ = "incoming_facility"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    source_key: Mapped[UUID] = mapped_column(primary_key=True)
    row: Mapped[int]
    name: Mapped[str]
    program: Mapped[str]
    street: Mapped[str]
    unit: Mapped[str]
    city: Mapped[str]
    state: Mapped[str]
    zip: Mapped[str]
    phone: Mapped[str | None]
    intake_lines: Mapped[list[str]] = mapped_column(ARRAY(Text))
    codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    categories: Mapped[list[str]] = mapped_column(ARRAY(Text))
    answers: Mapped[str] = mapped_column(BIT(WIDTH))
    tells_care: Mapped[bool]
    provider_key: Mapped[UUID]
    site_key: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    # Used only for what is new.
    facility_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    site_id: Mapped[UUID]
