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
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.facilities.rules.bits import NO_BITS, WIDTH
from intake.storage.answers import Answerable
from intake.storage.base import Base, Created, Identified

_MATCHED = ("id", "answers", "denials", "tells_care")


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
    """One service listed at a site, as it counts: what the source lists, with the desk's corrections laid over it.

    `codes` are offered, `denied` are not, and neither is any other code of an answered category. All else is not known.
    """

    __tablename__ = "facility"
    __table_args__ = (
        UniqueConstraint("source", "source_key", name="uq_facility_source"),
        Index("ix_facility_codes", "codes", postgresql_using="gin"),
        # With all that the matcher reads of a place: a listing's own words make the table's rows wide, and far apart.
        Index("ix_facility_state", "state", postgresql_where="listed", postgresql_include=[*_MATCHED, "latitude", "longitude"]),
        Index("ix_facility_place", "latitude", "longitude", postgresql_where="listed", postgresql_include=[*_MATCHED, "state"]),
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
    # Codes that the desk found not to be offered where the category as a whole was not answered; in bits too.
    denied: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    denials: Mapped[str] = mapped_column(BIT(WIDTH), default=NO_BITS, server_default=text(f"0::bit({WIDTH})"))
    # False: the listing says nothing about treatment (only, say, who runs it and whether smoking is allowed).
    tells_care: Mapped[bool]
    # False: no longer in the newest edition, or closed as the desk found. Kept: matches and referrals point to it.
    listed: Mapped[bool]
    delisted_year: Mapped[int | None] = mapped_column(SmallInteger)
    closed_on: Mapped[date | None]
    website: Mapped[str | None]
    # Which kind of file told it last: `workbook` or `locator`.
    listing_format: Mapped[str] = mapped_column(default="workbook", server_default="workbook")
    first_year: Mapped[int] = mapped_column(SmallInteger)
    last_year: Mapped[int] = mapped_column(SmallInteger)
    # Of everything above that the source tells: an import writes only rows whose digest differs.
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    # What the source lists, kept while the desk corrects some of it (rules.corrections.Told as plain data).
    listed_as: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    # The last time that somebody of the desk went through all of it, with whom and in which way.
    verified_on: Mapped[date | None]
    verified_by: Mapped[UUID | None]
    verified_how: Mapped[str | None]
    verified_with: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    site: Mapped[Site] = relationship(lazy="joined", innerjoin=True)
    provider: Mapped[Provider] = relationship(lazy="raise")

    facts: Mapped["PlaceFacts | None"] = relationship(lazy="raise", viewonly=True)

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.program}".strip()


class PlaceFacts(Answerable, Base):
    """What the place told the desk, and no directory lists. Each answer has its mark; its informant is the way it was learned."""

    __tablename__ = "place_facts"

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"), primary_key=True)
    # [day of the week from Monday 0, "08:00", "17:00"], see rules.hours; an empty list: by appointment only.
    hours: Mapped[list[list[Any]] | None] = mapped_column(JSONB(none_as_null=True))
    walk_in: Mapped[bool | None]
    waiting_days: Mapped[int | None] = mapped_column(SmallInteger)
    referral_phone: Mapped[str | None]
    bring: Mapped[str | None]


class Correction(Identified, Created, Base):
    """What the desk found to be otherwise than listed: `ours` counts until the directory agrees or somebody takes `theirs`."""

    __tablename__ = "facility_correction"
    __table_args__ = (
        UniqueConstraint("facility_id", "field", name="uq_facility_correction_field"),
        Index("ix_facility_correction_differs", "id", postgresql_where="differs"),
    )

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    # A field of rules.corrections.Told, or `service:CODE`.
    field: Mapped[str]
    ours: Mapped[Any] = mapped_column(JSONB)
    theirs: Mapped[Any] = mapped_column(JSONB)
    # True: the directory has changed its word since, so somebody has to look again.
    differs: Mapped[bool] = mapped_column(default=False, server_default="false")
    how: Mapped[str]
    told_on: Mapped[date]
    by: Mapped[UUID | None]

    facility: Mapped[Facility] = relationship(lazy="raise")


class Credential(Identified, Created, Base):
    """An accreditation or a licence as somebody of the desk saw it. What the directory lists stands in its codes."""

    __tablename__ = "facility_credential"
    __table_args__ = (
        CheckConstraint("kind in ('accreditation', 'licence')", name="kind"),
        CheckConstraint("valid_until >= valid_from", name="dates_in_order"),
        Index("ix_facility_credential_facility_id", "facility_id"),
    )

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    kind: Mapped[str]
    body: Mapped[str]
    number: Mapped[str | None]
    state: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    how: Mapped[str]
    checked_on: Mapped[date]
    by: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]


class PlaceChange(Identified, Base):
    """The history of a place: what changed from what to what, by an import or by somebody of the desk."""

    __tablename__ = "facility_change"
    __table_args__ = (Index("ix_facility_change_facility_id", "facility_id", "at", "id"),)

    facility_id: Mapped[UUID] = mapped_column(ForeignKey("facility.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    # import, edit, settle, verify, credential
    kind: Mapped[str]
    by: Mapped[UUID | None]
    run_id: Mapped[UUID | None] = mapped_column(ForeignKey("import_run.id"))
    how: Mapped[str | None]
    # field -> [before, after]
    changes: Mapped[dict[str, list[Any]]] = mapped_column(JSONB)


class ImportRun(Identified, Base):
    """One import that was kept. `changed`: it changed places, so it is a new version of the directory."""

    __tablename__ = "import_run"
    __table_args__ = (Index("ix_import_run_version", "source", "id", postgresql_where="changed"),)

    at: Mapped[datetime] = mapped_column(server_default=func.now())
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str]
    source: Mapped[str]
    source_year: Mapped[int] = mapped_column(SmallInteger)
    format: Mapped[str] = mapped_column(default="workbook", server_default="workbook")
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
    website: Mapped[str | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    provider_key: Mapped[UUID]
    site_key: Mapped[UUID]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    # Used only for what is new.
    facility_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    site_id: Mapped[UUID]
