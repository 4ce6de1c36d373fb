"""`flask backup …`: the whole desk in one sealed file, and back into an empty database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from intake.cli.prepare import migrate
from intake.storage.backup import BadBackup, Manifest, create_backup, restore_backup, verify_backup
from intake.storage.encrypted import DataKey, ring_of
from intake.storage.keyring import BadKeyRing
from intake.web.runtime import current_runtime

backup = AppGroup("backup", help="Backups of the whole desk, sealed with the key ring.")
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@backup.command("create")
@click.argument("file", type=click.Path(path_type=Path))
def create(file: Path) -> None:
    """Write the database, as it stands at this moment, to FILE while the desk works. It opens with the key ring alone."""
    runtime = current_runtime()
    with _told():
        url = runtime.config.database_owner_url or runtime.config.database_url
        _tell(create_backup(url, runtime.storage.rings.ring(), file, runtime.config.programs))


@backup.command("verify")
@click.argument("file", type=_FILE)
def verify(file: Path) -> None:
    """Open all of FILE and read its dump to the end, without touching a database."""
    runtime = current_runtime()
    with _told():
        _tell(verify_backup(file, runtime.storage.rings.ring(), runtime.config.programs))


@backup.command("restore")
@click.argument("file", type=_FILE)
def restore(file: Path) -> None:
    """Fill the empty database of DATABASE_OWNER_URL from FILE, compare, migrate, and open every data key."""
    runtime = current_runtime()
    if runtime.config.database_owner_url is None:
        raise click.ClickException("Set DATABASE_OWNER_URL to the role that owns the new database.")
    with _told():
        _tell(restore_backup(runtime.config.database_owner_url, file, runtime.storage.rings.ring(), runtime.config.programs))
        revision, _ = migrate(runtime.config, runtime.storage)
        click.echo(f"· Database stands at {revision}; {_open_every_key():,} data keys open. Now: flask audit verify")


def _open_every_key() -> int:
    opened = 0
    with current_runtime().storage.unit_of_work() as session:
        ring = ring_of(session)
        keys = select(DataKey.ring_key, DataKey.wrapped, DataKey.id).where(DataKey.wrapped.is_not(None))
        for ring_key, wrapped, identity in session.execute(keys.execution_options(yield_per=1000)):
            ring.unwrap(ring_key, wrapped or b"", identity.bytes)
            opened += 1
    return opened


def _tell(manifest: Manifest) -> None:
    click.echo(f"· {len(manifest.tables)} tables, {manifest.rows:,} rows, made {manifest.made_at} at {manifest.revision}")


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (BadBackup, BadKeyRing) as error:
        raise click.ClickException(f"{error}.") from None
    except OperationalError as error:
        raise click.ClickException(f"The database does not answer ({type(error.orig).__name__}).") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror}.") from None
