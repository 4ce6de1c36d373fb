"""Reads."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.storage.paging import Page, read_page


def trail_of_person(session: Session, person_id: UUID, *, cursor: str | None = None, limit: int = 50) -> Page[AuditEntry]:
    """Who opened or changed this person's record, the latest first. Ask first whether the reader may see the person."""
    query = select(AuditEntry).where(AuditEntry.person_id == person_id)
    return read_page(session, query, keys=[AuditEntry.id], values=lambda row: [row.id], cursor=cursor, limit=limit)


def trail_of_record(session: Session, record_id: UUID) -> list[AuditEntry]:
    """What was done to one record, in order."""
    return list(session.scalars(select(AuditEntry).where(AuditEntry.record_id == record_id).order_by(AuditEntry.id)))
