"""Lines and calls."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.storage.base import Base, Created, Identified, Numbered
from intake.storage.encrypted import Sealed, sealed_text


class Line(Identified, Created, Base):
    """A number that people call. Public, so stored as it is."""

    __tablename__ = "line"

    number: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True, server_default="true")


class Call(Identified, Numbered, Created, Sealed, Base):
    """One call. Sealed with a key of its own until the caller is known to be a person of the desk."""

    __tablename__ = "call"
    __table_args__ = (
        CheckConstraint("direction in ('inbound', 'outbound')", name="direction"),
        Index("uq_call_provider", "provider", "provider_call_id", unique=True),
        Index("ix_call_from_digest", "from_digest"),
        Index("ix_call_started", "started_at", "id"),
    )
    REFERENCE_PREFIX = "CA"
    ERASED_WITH = "caller_id"
    ALSO_ERASED = ("provider_call_id",)

    line_id: Mapped[UUID | None] = mapped_column(ForeignKey("line.id"))
    provider: Mapped[str | None]
    provider_call_id: Mapped[str | None]
    direction: Mapped[str] = mapped_column(default="inbound", server_default="inbound")
    from_number_sealed: Mapped[bytes | None]
    # Null with a withheld number.
    from_digest: Mapped[bytes | None]
    caller_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"), index=True)
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    # The team of whoever took it: colleagues of one team stand in for each other.
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    disposition: Mapped[str | None]
    note_sealed: Mapped[bytes | None]

    from_number = sealed_text()
    note = sealed_text()

    line: Mapped[Line | None] = relationship()
