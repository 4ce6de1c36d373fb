"""`flask audit …`: is the trail still what was written, and anchors to keep elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from intake.audit import service
from intake.audit.rules import Break
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import IntakeError, Invalid
from intake.web.runtime import current_runtime

audit = AppGroup("audit", help="The trail: who saw or changed what.")
anchors = AppGroup("anchors", help="The ends of the chains, to be kept where nobody of this desk can change them.")
audit.add_command(anchors)
COMMAND_LINE = Actor(role=Role.SYSTEM, id=None, name="Command line")
_SHOWN = 100


@audit.command("verify")
@click.option(
    "--anchors",
    "kept",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Hold it against FILE, not against what the worker noted here each day.",
)
def verify(kept: Path | None) -> None:
    """Find every row of the trail that was changed, removed, moved or slipped in. Ends with status 1 when there is one."""
    kept = kept or _own_anchors()
    with _unit() as session, click.progressbar(length=1, label="Checking", show_pos=True) as bar:

        def progress(done: int, total: int) -> None:
            bar.length = total
            bar.update(done - bar.pos)

        found = service.verify_trail(session, anchors=kept, progress=progress)
    for broken in found.breaks[:_SHOWN]:
        click.echo(_told(broken), err=True)
    if found.breaks:
        raise click.ClickException(f"The trail is broken in {len(found.breaks):,} places ({found.rows:,} rows read).")
    held = f" Held against {kept}." if kept else " Rows cut off at a chain's end show only with --anchors."
    click.echo(f"The trail is whole: {found.rows:,} rows in {found.chains} chains.{held}")


@audit.command("adopt")
@click.confirmation_option(prompt="Take the rows from before there were chains for genuine, as they stand now?")
def adopt() -> None:
    """After an upgrade from a release without chains: vouch for its rows, so that later changes to them are found."""
    with _unit() as session:
        count = service.adopt_earlier(session, actor=COMMAND_LINE)
    click.echo(f"{count:,} rows adopted.")


@anchors.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Add a line to FILE. The worker does so once a day (INTAKE_ANCHORS); keep a copy on another machine."""
    try:
        with _unit() as session:
            count = service.export_anchors(session, file)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written ({error.strerror}).") from None
    click.echo(f"The ends of {count} chains are noted.")


def _own_anchors() -> Path | None:
    """What the worker has noted, where it has."""
    file = current_runtime().config.anchors
    return file if file.is_file() else None


def _told(broken: Break) -> str:
    when = f", row of {broken.at:%Y-%m-%d %H:%M:%S} UTC" if broken.at else ""
    return f"chain {broken.chain}, link {broken.link}{when}: {broken.what}"


@contextmanager
def _unit() -> Iterator[Session]:
    try:
        with current_runtime().storage.unit_of_work() as session:
            yield session
    except Invalid as error:
        raise click.ClickException(" ".join(field.message for field in error.fields)) from None
    except IntakeError as error:
        raise click.ClickException(error.detail) from None
