"""Reads of the directory as a whole: search, imports, codes, ZIP centers."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager

from intake.facilities.models import Facility, ImportIssue, ImportRun, ServiceCode, Site, ZipCentroid
from intake.facilities.queries.quality import quality_condition
from intake.facilities.rules import CodeBook, Service
from intake.organisation.queries import today
from intake.storage.paging import Page, read_page


def search_places(
    session: Session,
    *,
    q: str = "",
    city: str = "",
    state: str = "",
    zip: str = "",
    codes: str = "",
    gone: bool = False,
    quality: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Facility]:
    """Services by part of a name, city, state, beginning of a ZIP, and codes (`BDTX,PI`) that all must be stated.

    `gone` also gives those that are closed or no longer listed; `quality`: those with something to look at.
    """
    query = select(Facility).join(Facility.site).options(contains_eager(Facility.site))
    if not gone:
        query = query.where(Facility.listed)
    if quality:
        query = query.where(quality_condition(quality, today(session)))
    if q:
        query = query.where(Facility.search_name.contains(" ".join(q.lower().split()), autoescape=True))
    if city:
        query = query.where(func.lower(Site.city) == " ".join(city.lower().split()))
    if state:
        query = query.where(Facility.state == state)
    if zip:
        query = query.where(Site.zip.startswith(zip, autoescape=True))
    if codes:
        query = query.where(Facility.codes.contains(codes.split(",")))
    return read_page(
        session,
        query,
        keys=[Facility.search_name, Facility.id],
        values=lambda found: [found.search_name, found.id],
        cursor=cursor,
        limit=limit,
        descending=False,
    )


def count_listed(session: Session) -> int:
    """How many services the directory lists now."""
    return session.scalar(select(func.count()).select_from(Facility).where(Facility.listed)) or 0


def newest_import(session: Session, source: str = "samhsa") -> ImportRun | None:
    """The last import that was kept."""
    return session.scalar(select(ImportRun).where(ImportRun.source == source).order_by(ImportRun.id.desc()).limit(1))


def issues_of(session: Session, run_id: UUID) -> list[ImportIssue]:
    """What a person should look at after an import, in the order of the sheet."""
    query = select(ImportIssue).where(ImportIssue.run_id == run_id).order_by(ImportIssue.kind, ImportIssue.rows)
    return list(session.scalars(query))


def service_codes(session: Session, *, cursor: str | None = None, limit: int = 50) -> Page[ServiceCode]:
    """The codes of the newest edition with their words."""
    return read_page(
        session,
        select(ServiceCode),
        keys=[ServiceCode.category, ServiceCode.code],
        values=lambda found: [found.category, found.code],
        cursor=cursor,
        limit=limit,
        descending=False,
    )


def code_book(session: Session) -> CodeBook:
    """The codes of the newest workbook; empty before one was imported."""
    found = session.scalars(select(ServiceCode).order_by(ServiceCode.category_name, ServiceCode.name))
    return CodeBook([Service(one.code, one.category, one.category_name, one.name, one.description) for one in found])


def zip_centroid(session: Session, zip_code: str) -> ZipCentroid | None:
    """The ZIP's center, state and time zone; none for a ZIP nobody knows."""
    return session.get(ZipCentroid, zip_code[:5])
