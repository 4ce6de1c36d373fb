"""Files about people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_bytes, sealed_text


class Attachment(Identified, Created, Sealed, Base):
    """One file. Of a removed one only that it was there, when it went and why."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("media_type in ('application/pdf', 'image/png', 'image/jpeg')", name="media_type"),
        CheckConstraint("removed_at is null or content_sealed is null", name="removed_without_content"),
        CheckConstraint("(removed_at is null) = (removed_because is null)", name="removed_with_reason"),
        Index("uq_attachment_content", "content_digest", unique=True, postgresql_where="removed_at is null"),
    )

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    # What the content itself says it is; never what somebody called it.
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    # What it was called where it came from.
    label_sealed: Mapped[bytes | None]
    # Loaded only where the file itself is wanted: a list needs none of these megabytes.
    content_sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    # Keyed, of person, kind and content: the same file sent twice is kept once.
    content_digest: Mapped[bytes]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    removed_because: Mapped[str | None]

    label = sealed_text()
    content = sealed_bytes()
