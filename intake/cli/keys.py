"""`flask keys …`: the key ring that everything identifying is sealed with."""

import time
from pathlib import Path

import click
from flask.cli import AppGroup

from intake.cli.administrator import by_administrator
from intake.storage.keyring import BadKeyRing, KeyRing, write_new
from intake.storage.passphrase import seal_text
from intake.storage.ringfile import RingSource
from intake.storage.rotation import rotate, rows_by_key
from intake.storage.session import Storage
from intake.web.runtime import current_runtime

keys = AppGroup("keys", help="The key ring that everything identifying is sealed with.")
# A request that began before the rotation may still write with the old key for as long as a statement may take.
QUIET_SECONDS = 120
_passphrase = click.option(
    "--passphrase", envvar="INTAKE_PASSPHRASE", prompt=True, hide_input=True, help="Asked for, or INTAKE_PASSPHRASE."
)


@keys.command("create")
@by_administrator("keys.create")
def create_key() -> None:
    """Add a key to the ring file; nothing uses it until `keys rotate`."""
    ring = _rings().reread().with_new_key()
    _replace(ring)
    click.echo(f"Key {ring.newest} is in the ring. Copy the ring to every machine, back it up, then: flask keys rotate")


@keys.command("status")
def show_status() -> None:
    """Each key and how many data keys and kept answers it wraps."""
    ring = _rings().reread()
    with _storage().unit_of_work() as session:
        counts = rows_by_key(session)
    for name, rows in counts.items():
        told = "current" if name == ring.current else "MISSING from the ring" if name not in ring.keys else ""
        click.echo(f"{name:8} {rows:>12,}  {told}".rstrip())


@keys.command("rotate")
@by_administrator("keys.rotate")
def rotate_keys() -> None:
    """Make the newest key current and wrap everything anew with it. Cut off, it goes on when it is run again."""
    rings = _rings()
    ring = rings.reread()
    if rings.file is not None and ring.newest != ring.current:
        _replace(ring.with_current(ring.newest))
    try:
        for done in rotate(_storage()):
            click.echo(f"· {done:,} wrapped anew")
    except BadKeyRing as error:
        raise click.ClickException(f"Stopped: {error}.") from None
    click.echo(f"Everything is wrapped by {rings.ring().current}.")


@keys.command("retire")
@by_administrator("keys.retire")
@click.argument("key")
def retire_key(key: str) -> None:
    """Take KEY out of the ring file. Backups made before the rotation still need it: keep a backup of the ring with it."""
    rings = _rings()
    ring = rings.reread()
    with _storage().unit_of_work() as session:
        used = rows_by_key(session).get(key, 0)
    if key not in ring.keys:
        raise click.ClickException(f"The ring holds no key {key}.")
    if used:
        raise click.ClickException(f"Key {key} still wraps {used:,} rows. Run: flask keys rotate")
    if rings.file is not None and time.time() - rings.file.stat().st_mtime < QUIET_SECONDS:
        raise click.ClickException(f"The ring was changed a moment ago: wait {QUIET_SECONDS} seconds, rotate again, then retire.")
    try:
        _replace(ring.without(key))
    except BadKeyRing as error:
        raise click.ClickException(f"{error}.") from None
    click.echo(f"Key {key} is out of the ring.")


@keys.command("backup")
@by_administrator("keys.back_up")
@click.argument("file", type=click.Path(path_type=Path))
@_passphrase
def back_up(file: Path, passphrase: str) -> None:
    """Write the ring to FILE, sealed with a passphrase. Keep it away from backups of the database."""
    try:
        write_new(file, seal_text(_rings().reread().dump(), passphrase))
    except BadKeyRing as error:
        raise click.ClickException(f"{error}.") from None
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}. A file that is there is never replaced.") from None
    click.echo(f"The ring is in {file}. Without the passphrase nobody opens it, you included.")
    click.echo("Back from it, in the project's folder, also where no desk runs:")
    click.echo(f"  .venv/bin/python -m intake.storage.passphrase {file} RING_FILE")


def _replace(ring: KeyRing) -> None:
    try:
        _rings().replace(ring)
    except BadKeyRing as error:
        raise click.ClickException(f"{error}.") from None


def _rings() -> RingSource:
    return _storage().rings


def _storage() -> Storage:
    return current_runtime().storage
