"""Migrations are honest: one line of history, equal to the models, up and down, and the application owns nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from intake.storage.base import Base
from intake.storage.embedded import Cluster
from intake.storage.migrations import newest_revision
from tests.conftest import ROOT
from tests.house.identifying import ALLOWED, WORDS
from tests.house.rows import fill

SCRIPTS = ScriptDirectory.from_config(AlembicConfig(ROOT / "alembic.ini"))
STEPS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]

COLUMNS = """
select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || case when a.attnotnull then ' not null' else '' end
       || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end
       || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
from pg_attribute a
join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attnum > 0 and not a.attisdropped and c.relname <> 'alembic_version'
"""
CONSTRAINTS = """
select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
where connamespace = 'public'::regnamespace and contype <> 'n' and conrelid <> 'alembic_version'::regclass
"""
INDEXES = "select indexdef from pg_indexes where schemaname = 'public' and tablename <> 'alembic_version'"


@contextmanager
def scratch(cluster: Cluster) -> Iterator[Connection]:
    """An empty database of its own, as its owner."""
    name = f"scratch_{uuid4().hex}"
    cluster.create_database(name)
    engine = create_engine(cluster.owner_url(name), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        cluster.drop_database(name)


@pytest.fixture
def empty(cluster: Cluster, template: str) -> Iterator[Connection]:
    with scratch(cluster) as connection:
        yield connection


def settings(connection: Connection) -> AlembicConfig:
    config = AlembicConfig(ROOT / "alembic.ini")
    config.attributes["connection"] = connection
    return config


def upgrade(connection: Connection, to: str = "head") -> None:
    command.upgrade(settings(connection), to)


def downgrade(connection: Connection, to: str) -> None:
    command.downgrade(settings(connection), to)


def shape(connection: Connection) -> set[str]:
    """Columns, constraints and indexes as PostgreSQL itself describes them."""
    found = {row for query in (COLUMNS, CONSTRAINTS, INDEXES) for row in connection.scalars(text(query))}
    connection.rollback()
    return found


def stands(connection: Connection) -> str | None:
    found = connection.scalar(text("select version_num from alembic_version"))
    connection.rollback()
    return found


def test_there_is_one_line_of_history_in_the_order_of_its_numbers() -> None:
    assert SCRIPTS.get_heads() == [STEPS[-1]]
    assert [f"{number:04}" for number in range(1, len(STEPS) + 1)] == STEPS


def test_the_newest_migration_makes_what_the_models_say(cluster: Cluster, empty: Connection) -> None:
    upgrade(empty)
    command.check(settings(empty))
    migrated = shape(empty)
    with scratch(cluster) as other:
        other.execute(text("create table alembic_version (version_num text)"))
        Base.metadata.create_all(other)
        other.commit()
        modelled = shape(other)
    assert sorted(migrated - modelled) == sorted(modelled - migrated) == []


def test_each_step_goes_up_and_down_and_up_again(empty: Connection) -> None:
    for number, step in enumerate(STEPS):
        before = shape(empty) if number else set()
        upgrade(empty, step)
        after = shape(empty)
        downgrade(empty, STEPS[number - 1] if number else "base")
        assert shape(empty) == before
        upgrade(empty, step)
        assert (shape(empty), stands(empty)) == (after, step)


def test_each_step_goes_down_and_up_with_a_row_in_every_table(empty: Connection) -> None:
    upgrade(empty)
    fill(empty)
    empty.commit()
    for number in reversed(range(len(STEPS))):
        downgrade(empty, STEPS[number - 1] if number else "base")
        upgrade(empty, STEPS[number])
        downgrade(empty, STEPS[number - 1] if number else "base")
    upgrade(empty)
    assert stands(empty) == STEPS[-1]


def test_a_migration_waits_for_nobody_for_long(empty: Connection) -> None:
    upgrade(empty)
    limits = [empty.scalar(text(f"show {name}")) for name in ("lock_timeout", "statement_timeout")]
    assert limits == ["5s", "10min"]


def test_no_question_of_the_application_waits_for_ever(session: Session) -> None:
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    assert [session.scalar(text(f"show {name}")) for name in names] == ["5s", "30s", "1min"]


@pytest.mark.parametrize(
    "statement",
    [
        "create table public.mine (id int)",
        "create schema mine",
        "alter table person add column mine text",
        "drop table person",
        "truncate person",
        "create table procrastinate.mine (id int)",
        "update alembic_version set version_num = 'mine'",
        "delete from alembic_version",
        "insert into alembic_version values ('mine')",
        "update audit_entry set action = 'mine'",
        "delete from audit_entry",
        "truncate audit_entry",
        "update disclosure set purpose = 'mine'",
        "update disclosure set carried_sealed = null",
        "delete from disclosure",
        "truncate disclosure",
        "update triage_rule set version = 7",
        "delete from triage_rule",
        "alter table audit_entry disable trigger all",
        "set role intake_owner",
    ],
)
def test_the_application_may_not(session: Session, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused, session.begin_nested():
        session.execute(text(statement))
    assert refused.value.orig is not None
    assert type(refused.value.orig).__name__ in ("InsufficientPrivilege", "InvalidParameterValue")


def test_what_tells_who_somebody_is_stands_sealed(session: Session) -> None:
    columns = session.execute(
        text(
            "select table_name || '.' || column_name as name, data_type from information_schema.columns "
            "where table_schema = 'public' and table_name <> 'alembic_version'"
        )
    ).all()
    telling = {row.name for row in columns if WORDS.search(row.name.partition(".")[2]) and row.data_type != "bytea"}
    flags = {row.name for row in columns if row.data_type in ("boolean", "timestamp with time zone", "uuid")}
    assert sorted(telling - flags - set(ALLOWED)) == [], "seal it, or tell in tests/house/identifying.py why it need not be"
    assert sorted(set(ALLOWED) - telling) == [], "no longer there: take it off the list"


def test_the_newest_by_its_name_is_the_newest_by_its_line() -> None:
    assert SCRIPTS.get_current_head() == newest_revision()
