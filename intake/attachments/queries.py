"""Reads. Ask `callers.service.open_person` for the person first: that decides who may see them, and writes the trail."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from intake.attachments.models import Attachment
from intake.callers.queries import same_person


def attachments_of(session: Session, person_id: UUID) -> list[Attachment]:
    """Every file of the person that was not removed, the latest first; without their content."""
    query = select(Attachment).where(Attachment.person_id.in_(same_person(person_id)), Attachment.removed_at.is_(None))
    return list(session.scalars(query.order_by(Attachment.id.desc())))


def attachment(session: Session, attachment_id: UUID, *, lock: bool = False, with_content: bool = False) -> Attachment | None:
    query = select(Attachment).where(Attachment.id == attachment_id)
    if with_content:
        query = query.options(undefer(Attachment.content_sealed))
    if lock:
        query = query.with_for_update(of=Attachment).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def count_of(session: Session, person_id: UUID) -> int:
    kept = select(func.count()).where(Attachment.person_id.in_(same_person(person_id)), Attachment.removed_at.is_(None))
    return session.scalar(kept) or 0


def kept_before(session: Session, content_digest: bytes) -> Attachment | None:
    """The same file of the same person, kept already."""
    query = select(Attachment).where(Attachment.content_digest == content_digest, Attachment.removed_at.is_(None))
    return session.scalars(query).one_or_none()
