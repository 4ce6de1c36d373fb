"""One row in every table, made from what the tables say of themselves: for migrations that must also work with rows."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import CheckConstraint, Column, Connection, Table, insert
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB
from sqlalchemy.types import (
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    SmallInteger,
    Text,
    Time,
    TypeEngine,
    Uuid,
)

from intake.storage.base import Base

VALUES: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Uuid, uuid4),
    (Boolean, lambda: True),
    (DateTime, lambda: datetime(2026, 11, 1, 12, tzinfo=UTC)),
    (Date, lambda: date(2026, 11, 1)),
    (Time, lambda: time(9)),
    (LargeBinary, lambda: b"sealed"),
    (JSONB, dict),
    (ARRAY, list),
    (SmallInteger, lambda: 1),
    (Integer, lambda: 1),
    (Float, lambda: 1.0),
    (Numeric, lambda: Decimal(1)),
    (Text, lambda: "word"),
)


def fill(connection: Connection) -> None:
    """Add a row to each table; only columns that must hold something, and foreign keys, get a value."""
    made: dict[str, Mapping[str, Any]] = {}
    for table in Base.metadata.sorted_tables:
        row = connection.execute(insert(table).values(_row(table, made)).returning(*table.columns)).mappings().one()
        made[table.name] = row


def _row(table: Table, made: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {column.name: _value(table, column, made) for column in table.columns if _wants_value(column, made)}


def _wants_value(column: Column[Any], made: Mapping[str, Mapping[str, Any]]) -> bool:
    if column.computed is not None or column.identity is not None:
        return False
    points = next(iter(column.foreign_keys), None)
    if points is not None and points.column.table.name in made:
        return True
    return not column.nullable and column.server_default is None


def _value(table: Table, column: Column[Any], made: Mapping[str, Mapping[str, Any]]) -> Any:
    points = next(iter(column.foreign_keys), None)
    if points is not None:
        return made[points.column.table.name][points.column.name]
    if isinstance(column.type, BIT):
        return "0" * (column.type.length or 1)
    return _allowed_word(table, column.name) or next(make() for kind, make in VALUES if isinstance(column.type, kind))


def _allowed_word(table: Table, column: str) -> str | None:
    """The first word of a check like `state in ('open', 'done')`."""
    for constraint in table.constraints:
        if isinstance(constraint, CheckConstraint) and (found := re.match(rf"{column} in \('([^']+)'", str(constraint.sqltext))):
            return found.group(1)
    return None
