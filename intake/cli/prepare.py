"""What a desk needs before it serves: the right keys, the newest migration, reference data. Quick when nothing is to do."""

import click
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from config import Config
from intake.storage.encrypted import DataKey, ring_of
from intake.storage.keyring import BadKeyRing
from intake.storage.migrations import ROOT, newest_revision, revision_of
from intake.storage.session import Storage

# A table that the application role cannot read: an upgrade was cut off before it gave the rights.
_UNREADABLE = text(
    """
    select exists (select from pg_class where relkind = 'r' and relnamespace = to_regnamespace('public')
        and not has_table_privilege(oid, 'select'))
    """
)


def check_keys(session: Session) -> None:
    """Refuse a key ring that does not open what this database was sealed with."""
    newest = session.scalars(select(DataKey).where(DataKey.wrapped.is_not(None)).order_by(DataKey.id.desc()).limit(1)).first()
    if newest is None:
        return
    try:
        newest.plain(ring_of(session))
    except BadKeyRing as error:
        raise click.ClickException(
            f"The key ring does not fit this database ({error}). Put the right one back: INTAKE_KEYS_FILE names it."
        ) from None


def migrate(config: Config, storage: Storage) -> tuple[str, bool]:
    """The revision that the database stands at, and whether it had to be brought there."""
    wanted = newest_revision()
    try:
        with storage.engine.connect() as connection:
            stands = _revision(connection)
    except OperationalError as error:
        raise click.ClickException(
            f"The database does not answer ({type(error.orig).__name__}). Is it running, and does DATABASE_URL fit "
            "(host, password, sslmode with its sslrootcert)?"
        ) from None
    if stands == wanted:
        return wanted, False
    if config.database_owner_url is None:
        raise click.ClickException("The database needs migrating: set DATABASE_OWNER_URL to the role that owns its tables.")
    # Only now: what serves the desk has no use for it, and starts sooner without.
    from alembic import command
    from alembic.config import Config as AlembicConfig

    try:
        command.upgrade(AlembicConfig(str(ROOT / "alembic.ini")), "head")
    except DBAPIError as error:
        raise click.ClickException(_refused(error)) from None
    return wanted, True


def _refused(error: DBAPIError) -> str:
    """What to do about it. What PostgreSQL says may hold a value of a row, so it is not said again."""
    kind = type(error.orig).__name__
    remedy = {
        "InsufficientPrivilege": "DATABASE_OWNER_URL must name the role that owns the database and its tables.",
        "FeatureNotSupported": "Are PostgreSQL's own extensions (postgresql-contrib: pg_trgm) installed on the server?",
        "UndefinedFile": "Are PostgreSQL's own extensions (postgresql-contrib: pg_trgm) installed on the server?",
        "LockNotAvailable": "Somebody holds a table for long. Nothing is half done: run it again.",
    }.get(kind, "Each step is done whole or not at all: mend the reason and run it again.")
    return f"The database refused the migration ({kind}). {remedy}"


def _revision(connection: Connection) -> str | None:
    """None when there is none yet, or when the application role may not read everything yet."""
    try:
        stands = revision_of(connection)
    except ProgrammingError:
        return None
    return None if connection.scalar(_UNREADABLE) else stands
