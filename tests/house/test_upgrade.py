"""A desk of the release before, dumped with its rows, restored and brought to the newest release: nothing is lost."""

import contextlib
import os
import re
import subprocess
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, Connection, MetaData, Table, insert, make_url, select, text
from sqlalchemy.dialects.postgresql import ARRAY, BIT, JSONB
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import Boolean, Date, DateTime, Float, Integer, LargeBinary, Numeric, Text, Time, TypeEngine, Uuid

from intake.storage.embedded import Cluster
from intake.storage.embedded.programs import installed_programs
from tests.house.test_migrations import STEPS, scratch, stands, upgrade

RELEASE = "0004"
# What a later release took away on purpose, `table.column`, with the reason beside it.
GONE: dict[str, str] = {}

VALUES: tuple[tuple[type[TypeEngine[Any]], Any], ...] = (
    (Uuid, uuid4),
    (Boolean, lambda: True),
    (DateTime, lambda: datetime(2026, 11, 1, 12, tzinfo=UTC)),
    (Date, lambda: date(2026, 11, 1)),
    (Time, lambda: time(9)),
    (LargeBinary, lambda: os.urandom(24)),
    (JSONB, lambda: {"kept": [1, 2, {"deep": "as it was"}]}),
    (Float, lambda: 1.5),
    (Numeric, lambda: Decimal(1)),
    (Integer, lambda: 1),
    (Text, lambda: "a word, with 'quotes', \\ and ünïcode"),
)
CHECKS = """
select pg_get_constraintdef(oid) from pg_constraint
where contype = 'c' and conrelid = cast(:table as regclass)
"""
Rows = dict[str, list[dict[str, Any]]]


def tables_of(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != "alembic_version"]


def fill_everything(connection: Connection, times: int) -> None:
    """Rows in each table, with a value in every column that takes one, from what the tables say of themselves."""
    tables = tables_of(connection)
    words = {table.name: allowed_words(connection, table) for table in tables}
    for _ in range(times):
        made: dict[str, Mapping[str, Any]] = {}
        for table in tables:
            full = {column.name: a_value(column, made, words[table.name]) for column in table.columns if takes_value(column)}
            made[table.name] = add_row(connection, table, full)


def add_row(connection: Connection, table: Table, full: dict[str, Any]) -> Mapping[str, Any]:
    """With everything, or where some columns exclude each other, with what each row must have and what it points to."""
    needed = {name: value for name, value in full.items() if not table.c[name].nullable or table.c[name].foreign_keys}
    for values in (full, needed):
        with contextlib.suppress(IntegrityError), connection.begin_nested():
            return connection.execute(insert(table).values(values).returning(*table.columns)).mappings().one()
    only = connection.execute(select(table)).mappings().first()
    assert only is not None, f"no row fits {table.name}: tell here what it takes"
    return only


def takes_value(column: Column[Any]) -> bool:
    return column.computed is None and column.identity is None


def a_value(column: Column[Any], made: Mapping[str, Mapping[str, Any]], words: Mapping[str, str]) -> Any:
    points = next(iter(column.foreign_keys), None)
    if points is not None:
        return made[points.column.table.name][points.column.name] if points.column.table.name in made else None
    if isinstance(column.type, BIT):
        return "01" * ((column.type.length or 2) // 2)
    if isinstance(column.type, ARRAY):
        return [] if column.name in words else [next(make() for kind, make in VALUES if isinstance(column.type.item_type, kind))]
    if column.name in words:
        return words[column.name]
    made_now = next(make() for kind, make in VALUES if isinstance(column.type, kind))
    # Numbers and words of a key must differ from row to row.
    if isinstance(column.type, Text) and (column.primary_key or column.unique or is_unique(column)):
        return f"{made_now} {uuid4()}"
    return made_now


def is_unique(column: Column[Any]) -> bool:
    return any(index.unique and column.name in index.columns for index in column.table.indexes) or any(
        column.name in constraint.columns
        for constraint in column.table.constraints
        if type(constraint).__name__ == "UniqueConstraint"
    )


def allowed_words(connection: Connection, table: Table) -> dict[str, str]:
    """The first word of each check that lists words."""
    checks = connection.scalars(text(CHECKS), {"table": table.name})
    found = [re.search(r"\(?(\w+) = ANY \(ARRAY\['([^']+)'", check) for check in checks]
    return {match.group(1): match.group(2) for match in found if match}


def read_everything(connection: Connection, columns: Mapping[str, list[str]]) -> Rows:
    found: Rows = {}
    for table, names in columns.items():
        listed = ", ".join(f'"{name}"' for name in names)
        rows = connection.execute(text(f'select {listed} from "{table}"')).mappings().all()
        found[table] = sorted((dict(row) for row in rows), key=repr)
    connection.rollback()
    return found


def columns_of(connection: Connection) -> dict[str, list[str]]:
    return {table.name: [column.name for column in table.columns] for table in tables_of(connection)}


def run(program: str, *arguments: str, password: str) -> None:
    command = [str(installed_programs() / program), *arguments]
    done = subprocess.run(command, env=os.environ | {"PGPASSWORD": password}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def carry_over(cluster: Cluster, source: Connection, target: Connection, file: str) -> None:
    """Dump one database and restore it as the other, with the programs that come along, as the owner of the tables."""
    for program, connection, more in (("pg_dump", source, ["-Fc", "-f", file]), ("pg_restore", target, [file])):
        url = make_url(cluster.owner_url(str(connection.engine.url.database)))
        address = f"postgresql://{url.username}@{url.host}:{url.port}/{url.database}"
        options = ["--no-owner", "--no-comments", "--single-transaction", "--exit-on-error"] if program == "pg_restore" else []
        run(program, *options, "-d", address, *more, password=str(url.password or ""))


def test_a_consent_taken_back_before_is_passed_on_after_the_upgrade(cluster: Cluster) -> None:
    with scratch(cluster) as desk:
        upgrade(desk, "0020")
        fill_everything(desk, 2)
        desk.execute(text("update consent set state = 'revoked' where number = 1"))
        desk.execute(text("update disclosure set leaves = true"))
        desk.commit()
        upgrade(desk)
        notices = "select consent.number, told_at from revocation_notice join consent on consent.id = consent_id"
        assert desk.execute(text(notices)).all() == [(1, None)]
        again = "select count(*) from outbox_event join consent on consent.id::text = ids->>'consent_id' where state = 'revoked'"
        assert desk.scalar(text(f"{again} and name = 'consents.revoked' and relayed_at is null")) == 1


def test_what_was_asked_for_by_an_older_name_is_asked_for_by_the_one_of_now(cluster: Cluster) -> None:
    with scratch(cluster) as desk:
        upgrade(desk, "0035")
        fill_everything(desk, 1)
        desk.execute(text("update intake set must_haves = '{medicaid_elsewhere,telehealth}', wishes = null"))
        desk.commit()
        upgrade(desk)
        assert desk.execute(text("select must_haves, wishes from intake")).all() == [(["medicaid", "telehealth"], None)]


def test_an_older_desk_is_brought_up_with_all_its_rows(
    cluster: Cluster, template: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with scratch(cluster) as old, scratch(cluster) as new:
        upgrade(old, RELEASE)
        fill_everything(old, times=3)
        old.commit()
        columns = columns_of(old)
        before = read_everything(old, columns)
        assert [table for table, rows in before.items() if len(rows) < 1] == []
        carry_over(cluster, old, new, str(tmp_path_factory.mktemp("dump") / "desk.dump"))
        upgrade(new)
        assert stands(new) == STEPS[-1]
        still = columns_of(new)
        kept = {table: [name for name in names if name in still.get(table, [])] for table, names in columns.items()}
        gone = {f"{table}.{name}" for table, names in columns.items() for name in names if name not in kept[table]}
        assert gone == set(GONE), "rows of the release before lose this: move it, or tell in GONE why it may go"
        after = read_everything(new, {table: names for table, names in kept.items() if names})
        only = {table: [{name: row[name] for name in kept[table]} for row in rows] for table, rows in before.items()}
        # A migration may add rows of its own; it may take none away and change none.
        lost = {table: [row for row in rows if row not in after.get(table, [])] for table, rows in only.items() if kept[table]}
        assert {table: rows for table, rows in lost.items() if rows} == {}


def test_every_row_of_the_older_desk_could_have_been_lost(cluster: Cluster, template: str) -> None:
    """The rows differ from each other, so that a lost or changed one is seen."""
    with scratch(cluster) as old:
        upgrade(old, RELEASE)
        fill_everything(old, times=2)
        rows = read_everything(old, columns_of(old))["person"]
        assert len(rows) == 2
        assert isinstance(rows[0]["id"], UUID)
        assert rows[0]["given_name_sealed"] != rows[1]["given_name_sealed"]
