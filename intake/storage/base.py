"""The base of all tables: names of constraints, ids and times."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Identity, LargeBinary, MetaData, Text, Uuid, func
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from intake.foundation.identifiers import new_id, reference


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        UUID: Uuid(),
        str: Text(),
        bytes: LargeBinary(),
    }


class Identified:
    """A UUIDv7 key, known as soon as the object is made, so that sealed values can be tied to it before the insert."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"id": new_id(), **values})


class Created:
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Numbered:
    """A number of its own, from which the reference that people say aloud is made."""

    REFERENCE_PREFIX = "??"

    @declared_attr
    def number(cls) -> Mapped[int]:
        return mapped_column(BigInteger, Identity(always=True), unique=True)

    @property
    def reference(self) -> str:
        return reference(self.REFERENCE_PREFIX, self.number)
