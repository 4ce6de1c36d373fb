"""What the desk has set about keeping: one row."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from intake.storage.base import Base


class RetentionSetting(Base):
    """Nothing is erased by itself until somebody has set `is_on`, and then not before `starts_at`."""

    __tablename__ = "retention_setting"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("not is_on or starts_at is not null", name="starts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    is_on: Mapped[bool] = mapped_column(default=False, server_default="false")
    # Numbers that differ from the reviewed file, by kind.
    years: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict, server_default="{}")
    starts_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
