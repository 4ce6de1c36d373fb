"""Under which outside number a record came in, and imports on their way."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_bytes, sealed_text

STATES = ("uploaded", "checking", "checked", "importing", "imported", "refused", "dropped")


class OutsideNumber(Identified, Created, Sealed, Base):
    """The number under which another system knows a record: the same file again brings nothing twice.

    It may tell who somebody is (a patient number), so it is sealed with that person's key and found by a keyed digest.
    """

    __tablename__ = "outside_number"
    __table_args__ = (
        CheckConstraint("kind in ('people', 'intakes', 'tasks')", name="kind"),
        Index("uq_outside_number_digest", "kind", "number_digest", unique=True),
        Index("ix_outside_number_record_id", "record_id"),
    )

    kind: Mapped[str]
    record_id: Mapped[UUID]
    number_sealed: Mapped[bytes | None]
    number_digest: Mapped[bytes]

    number = sealed_text()


class Transfer(Identified, Created, Sealed, Base):
    """One file on its way in: uploaded, looked at (`checked`), and brought in or refused as a whole.

    Sealed with a key of its own, which is destroyed with the file's content when it is done or after a day.
    """

    __tablename__ = "transfer"
    __table_args__ = (
        CheckConstraint("kind in ('people', 'places', 'intakes', 'tasks')", name="kind"),
        CheckConstraint(
            "state in ('uploaded', 'checking', 'checked', 'importing', 'imported', 'refused', 'dropped')", name="state"
        ),
    )

    kind: Mapped[str]
    format: Mapped[str]
    state: Mapped[str] = mapped_column(default="uploaded", server_default="uploaded")
    label_sealed: Mapped[bytes | None]
    content_sealed: Mapped[bytes | None] = mapped_column(deferred=True)
    # Their column -> ours, or "" for one that is left out; sealed because nobody knows what stands in a first line.
    mapping_text_sealed: Mapped[bytes | None]
    rows: Mapped[int] = mapped_column(default=0, server_default="0")
    done: Mapped[int] = mapped_column(default=0, server_default="0")
    added: Mapped[int] = mapped_column(default=0, server_default="0")
    known: Mapped[int] = mapped_column(default=0, server_default="0")
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    # The first of what is wrong: [row, our column, words]; nothing of what stands there.
    errors: Mapped[list[list[Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    started_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    finished_at: Mapped[datetime | None]

    label = sealed_text()
    content = sealed_bytes()
    mapping_text = sealed_text()
