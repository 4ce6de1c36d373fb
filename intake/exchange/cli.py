"""The command line of this room: `flask exchange export` and `flask exchange import`, for the whole desk."""

import csv
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

import click
from flask.cli import AppGroup

from intake.exchange import service
from intake.exchange.formats import open_source, write_rows
from intake.exchange.formats.leaving import records
from intake.exchange.rules import ABOUT_PEOPLE, FORMATS, IGNORED, KINDS, propose
from intake.exchange.schemas import bulk_grounds, columns_of
from intake.exchange.service import ground_of
from intake.foundation.actor import SYSTEM
from intake.foundation.cells import safe_cell
from intake.foundation.errors import IntakeError, Invalid
from intake.web.runtime import current_runtime

exchange = AppGroup("exchange", help="The desk's own data in and out, as CSV or NDJSON.")
_KIND = click.argument("kind", type=click.Choice(KINDS))


@exchange.command("export")
@_KIND
@click.option("--to", "path", type=click.Path(path_type=Path), required=True, help="The file to write; - for standard output.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option("--basis", type=click.Choice(sorted(bulk_grounds())), help="On which ground people's records leave.")
@click.option("--recipient", help="Who receives them.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="What the ground must know; again for each.")
def export_command(path: Path, kind: str, format_: str, basis: str | None, recipient: str | None, facts: Sequence[str]) -> None:
    """Write every record of KIND. Each person of whom something leaves gets a row in their disclosures first."""
    storage = current_runtime().storage
    try:
        ground = ground_of(basis, recipient, dict(_pair(fact) for fact in facts)) if kind in ABOUT_PEOPLE else None
        with storage.unit_of_work() as session:
            rows = service.begin_export(session, actor=SYSTEM, kind=kind, format=format_, ground=ground)
        with ExitStack() as stack:
            stream = _writable(path, stack)
            bar = stack.enter_context(click.progressbar(length=rows, label="Writing", show_pos=True, file=sys.stderr))

            for piece in write_rows(kind, format_, records(storage, SYSTEM, kind, ground, bar.update)):
                stream.write(piece)
    except IntakeError as error:
        raise click.ClickException(_words(error)) from None
    click.echo(f"{rows:,} {kind} written.", err=True)


@exchange.command("import")
@_KIND
@click.argument("path", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--map", "pairs", multiple=True, metavar="THEIRS=OURS", help="Where a column belongs; nothing after = leaves it out."
)
@click.option("--check", is_flag=True, help="Only try it: say what would come in and what is wrong.")
@click.option("--report", type=click.Path(path_type=Path), help="Also write what is wrong as CSV.")
def import_command(kind: str, path: Path, pairs: Sequence[str], check: bool, report: Path | None) -> None:
    """Bring in every row of a CSV or NDJSON file, or none. Rows that are here already change nothing."""
    try:
        with path.open("rb") as stream, current_runtime().storage.unit_of_work() as session:
            source = open_source(kind, stream)
            mapping = {**propose(kind, source.columns, columns_of(kind)), **dict(map(_pair, pairs))}
            for theirs, ours in mapping.items():
                click.echo(f"{theirs} → {ours or '(left out)'}", err=True)
            with click.progressbar(length=source.count(), label="Reading", show_pos=True, file=sys.stderr) as bar:
                found = service.bring_in(
                    session,
                    actor=SYSTEM,
                    source=source,
                    mapping=mapping,
                    dry_run=check,
                    progress=lambda done: bar.update(done - bar.pos),
                )
    except IntakeError as error:
        raise click.ClickException(_words(error)) from None
    for one in found.errors:
        click.echo(f"row {one.row}{f', {one.column}' if one.column else ''}: {one.words}")
    if report is not None:
        with report.open("w", newline="", encoding="utf-8") as written:
            csv.writer(written).writerows(
                [["row", "column", "problem"], *([str(e.row), safe_cell(e.column), e.words] for e in found.errors)]
            )
    if found.wrong:
        raise click.ClickException(f"Wrong rows: {found.wrong:,}. Nothing was brought in.")
    click.echo(f"{found.added:,} {'would come in' if check else 'brought in'}, {found.known:,} here already.")


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise click.ClickException(f"Write NAME=VALUE, not {text}.")
    return name.strip(), value.strip() or IGNORED


def _writable(path: Path, stack: ExitStack) -> TextIO:
    """Readable by nobody but who runs this; an existing file is never written over."""
    if str(path) == "-":
        return sys.stdout
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written ({error.strerror}).") from None
    return stack.enter_context(os.fdopen(handle, "w", encoding="utf-8", newline=""))


def _words(error: IntakeError) -> str:
    return " ".join(field.message for field in error.fields) if isinstance(error, Invalid) else error.detail
