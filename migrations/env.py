"""Runs migrations as the owner role, with bounds on locks and time, and then gives the application role its rights."""

import importlib
import os
from pathlib import Path

from alembic import context
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from intake.storage import encrypted, idempotency, outbox  # noqa: F401  (the tables of the first floor)
from intake.storage.base import Base
from migrations.rights import grant_rights

for models in sorted(Path(__file__).parent.parent.glob("intake/*/models.py")):
    importlib.import_module(f"intake.{models.parent.name}.models")

SCHEMAS_OF_OTHERS = frozenset({"procrastinate"})


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name not in SCHEMAS_OF_OTHERS


def run(connection: Connection) -> None:
    connection.execute(text("set lock_timeout = '5s'"))
    connection.execute(text("set statement_timeout = '10min'"))
    # Whoever owns the database may add it themself; where it is there already this asks for nothing.
    connection.execute(text("create extension if not exists pg_trgm"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    grant_rights(connection, os.environ.get("DATABASE_URL"))
    connection.commit()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = make_url(os.environ["DATABASE_OWNER_URL"]).set(drivername="postgresql+psycopg")
    with create_engine(url, poolclass=NullPool).connect() as opened:
        run(opened)
