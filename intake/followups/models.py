"""Follow-up tasks and the attempts made."""

from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.storage.base import Base, Created, Identified, Numbered
from intake.storage.encrypted import Sealed, sealed_text


class Task(Identified, Numbered, Created, Sealed, Base):
    """Something promised, or owed by law. `person_id`: whom to reach, or about whom it is; the note is sealed with their key."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state in ('open', 'done', 'cancelled')", name="state"),
        CheckConstraint("origin in ('staff', 'proposed', 'partner', 'duty', 'desk')", name="origin"),
        CheckConstraint("origin <> 'duty' or num_nonnulls(notice_id, accounting_id) = 1", name="duty"),
        Index("uq_task_proposed", "intake_id", unique=True, postgresql_where="origin = 'proposed'"),
        Index("ix_task_open_assignee", "assignee_id", "due_at", "id", postgresql_where="state = 'open'"),
        Index("ix_task_open_due", "due_at", "id", postgresql_where="state = 'open'"),
    )
    REFERENCE_PREFIX = "TK"
    # It tells where somebody lives; the moment that was promised stays.
    LEFT_WITH = MappingProxyType({"time_zone": "UTC"})

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open", server_default="open")
    # Who thought of it: a member of staff, the desk itself when an intake was completed, a partner's push, or the law.
    origin: Mapped[str] = mapped_column(default="staff", server_default="staff")
    intake_id: Mapped[UUID | None] = mapped_column(ForeignKey("intake.id"), index=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    # What a duty is about; one task each.
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("revocation_notice.id"), unique=True)
    accounting_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounting_request.id"), unique=True)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    due_at: Mapped[datetime]
    # IANA name of the zone in which the due time was promised.
    time_zone: Mapped[str]
    note_sealed: Mapped[bytes | None]
    outcome: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    note = sealed_text()

    @property
    def is_duty(self) -> bool:
        """True when it ends by what is noted of it elsewhere."""
        return self.origin == "duty"

    attempts: Mapped[list["Attempt"]] = relationship(order_by="Attempt.id", cascade="all, delete-orphan")


class Attempt(Identified, Base):
    """One try to reach the person, by which contact point and way."""

    __tablename__ = "task_attempt"

    task_id: Mapped[UUID] = mapped_column(ForeignKey("task.id"), index=True)
    contact_point_id: Mapped[UUID] = mapped_column(ForeignKey("contact_point.id"))
    at: Mapped[datetime]
    way: Mapped[str]
    outcome: Mapped[str]
    by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
