"""New rows sent together: one statement for all tables, where the ORM's flush sends one or more for each.

Recording a call makes rows of eight tables; sending them was half of its cost (docs/decisions/0015).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, cast
from uuid import UUID

import orjson
from sqlalchemy import inspect
from sqlalchemy.orm import Mapper, Session, make_transient_to_detached
from sqlalchemy.orm.interfaces import RelationshipDirection

from intake.storage.base import Base, Created, Numbered


@dataclass(frozen=True)
class _Plan:
    """How objects of one class become rows."""

    columns: tuple[tuple[str, str], ...]  # attribute, column
    defaults: tuple[tuple[str, Any], ...]  # attribute, value or function of a context
    filled: frozenset[str]  # what the database alone fills in
    # relationship, (own attribute, the other's attribute) pairs
    parents: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    children: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def send_new(session: Session, more: Mapping[type[Any], Iterable[dict[str, Any]]] | None = None) -> None:
    """Insert everything that is new in the session, and `more` rows (values by attribute); changes go with the next flush.

    The objects stay in the session, with the number and the time that the database gave them.
    """
    fresh = list(session.new)
    for one in fresh:
        _fill(one)
    rows: dict[str, list[dict[str, Any]]] = {}
    for one in fresh:
        rows.setdefault(one.__tablename__, []).append(_row(type(one), one.__dict__))
    for model, told in (more or {}).items():
        rows.setdefault(model.__tablename__, []).extend(_row(model, values) for values in told)
    tables = tuple(name for name in _in_order() if rows.get(name))
    if not tables:
        return
    sent = tuple(as_recordset(rows[name]) for name in tables)
    answer = session.connection().exec_driver_sql(_statement(tables), sent).all()
    _stay(session, fresh, {row.id: row.number for row in answer}, answer[0].at)


def as_recordset(rows: list[dict[str, Any]]) -> str:
    """Rows by column, as `jsonb_populate_recordset` reads them: one value to send, however many there are."""
    return orjson.dumps(rows, default=_plain).decode()


def _stay(session: Session, fresh: list[Any], numbers: dict[UUID, int], at: datetime) -> None:
    """As if each had just been read."""
    for one in fresh:
        # What was not told is null there too: nothing needs to be read again.
        for name, _column in _plan(cast(Any, type(one))).columns:
            one.__dict__.setdefault(name, None)
        if isinstance(one, Created):
            one.__dict__["created_at"] = at
        if isinstance(one, Numbered):
            one.__dict__["number"] = numbers[cast(Any, one).id]
        if one in session:
            session.expunge(one)
    for one in fresh:
        make_transient_to_detached(one)
    session.add_all(fresh)


def _fill(one: Any) -> None:
    """Defaults; and the foreign keys of what was set as an object, whose key is known already."""
    plan, values = _plan(cast(Any, type(one))), one.__dict__
    if not plan.filled.isdisjoint(values):
        raise TypeError(f"{type(one).__name__} holds a value that the database fills in: send it by a flush")
    for name, fill in plan.defaults:
        if name not in values:
            values[name] = fill(None) if callable(fill) else fill
    for name, pairs in plan.parents:
        other = values.get(name)
        if other is not None:
            for mine, theirs in pairs:
                values[mine] = getattr(other, theirs)
    for name, pairs in plan.children:
        for child in values.get(name) or ():
            for theirs, mine in pairs:
                child.__dict__[theirs] = values[mine]


@cache
def _in_order() -> tuple[str, ...]:
    return tuple(table.name for table in Base.metadata.sorted_tables)


def _row(model: Any, values: dict[str, Any]) -> dict[str, Any]:
    return {column: values[name] for name, column in _plan(model).columns if values.get(name) is not None}


@cache
def _plan(model: Any) -> _Plan:
    mapper: Mapper[Any] = inspect(model)
    columns, defaults, filled = [], [], set()
    for attribute in mapper.column_attrs:
        column = attribute.columns[0]
        if column.identity is not None or (column.server_default is not None and column.default is None):
            filled.add(attribute.key)
            continue
        columns.append((attribute.key, column.name))
        if column.default is not None:
            defaults.append((attribute.key, column.default.arg))
    parents, children = [], []
    for relation in mapper.relationships:
        pairs = tuple(
            (mapper.get_property_by_column(mine).key, relation.mapper.get_property_by_column(theirs).key)
            for mine, theirs in relation.local_remote_pairs or ()
        )
        if relation.direction is RelationshipDirection.MANYTOONE:
            parents.append((relation.key, pairs))
        elif relation.direction is RelationshipDirection.ONETOMANY:
            children.append((relation.key, tuple((theirs, mine) for mine, theirs in pairs)))
    return _Plan(tuple(columns), tuple(defaults), frozenset(filled), tuple(parents), tuple(children))


@cache
def _statement(tables: tuple[str, ...]) -> str:
    """All inserts as parts of one statement: keys between them are checked at its end."""
    models: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}
    parts, told = [], ["select null::uuid as id, null::bigint as number, now() as at"]
    for name in tables:
        columns = ", ".join(column for _attribute, column in _plan(models[name]).columns)
        returned = ""
        if issubclass(models[name], Numbered):
            returned = " returning id, number"
            told.append(f"select id, number, null from new_{name}")  # noqa: S608  names of our own tables, here and below
        source = f"select {columns} from jsonb_populate_recordset(null::{name}, %s::jsonb)"  # noqa: S608
        parts.append(f"new_{name} as (insert into {name} ({columns}) {source}{returned})")
    return f"with {', '.join(parts)} {' union all '.join(told)}"


def _plain(value: Any) -> str:
    """As PostgreSQL reads it out of JSON: bytes in hex, decimals with all their digits."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no value of a column")
