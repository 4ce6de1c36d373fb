"""Where the database stands, and where it should. Migrations are one numbered line, so their names say it; Alembic moves it."""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, text

ROOT = Path(__file__).resolve().parents[2]


@cache
def newest_revision() -> str:
    """The number of the last migration of this release."""
    return max(file.name[:4] for file in (ROOT / "migrations" / "versions").glob("[0-9]*_*.py"))


def revision_of(connection: Connection) -> str | None:
    """None where no migration was ever run."""
    if not connection.scalar(text("select to_regclass('alembic_version') is not null")):
        return None
    revision: str | None = connection.scalar(text("select max(version_num) from alembic_version"))
    return revision
