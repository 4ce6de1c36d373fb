"""Messages that were asked for."""

from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from intake.messages.rules import WAITING, Letter
from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_text


class Message(Identified, Created, Sealed, Base):
    """One letter to one address; `person_id`: whose address it is, and with whose key it is sealed."""

    __tablename__ = "message"
    # Around where they live.
    LEFT_WITH = MappingProxyType({"places": []})
    __table_args__ = (
        CheckConstraint("state in ('waiting', 'sending', 'sent', 'unclear', 'failed', 'stopped')", name="state"),
        CheckConstraint("language in ('en', 'es')", name="language"),
    )

    intake_id: Mapped[UUID] = mapped_column(ForeignKey("intake.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    contact_point_id: Mapped[UUID] = mapped_column(ForeignKey("contact_point.id"))
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    places: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    language: Mapped[str]
    # Whether it says whose message it is.
    says_who: Mapped[bool]
    address_sealed: Mapped[bytes | None]
    subject_sealed: Mapped[bytes | None]
    body_sealed: Mapped[bytes | None]
    state: Mapped[str] = mapped_column(default=WAITING, server_default=WAITING)
    # A code of the reviewed words: why it has not left, or not yet.
    because: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    # The ground on which it was let go.
    basis: Mapped[str | None]
    left_at: Mapped[datetime | None]

    address = sealed_text()
    subject = sealed_text()
    body = sealed_text()

    @property
    def letter(self) -> Letter:
        return Letter(self.subject or "", self.body or "")
