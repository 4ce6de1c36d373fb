"""The command line of this room: `flask facilities import FILE`."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import click
from flask.cli import AppGroup

from intake.facilities.service import ImportReport, Issue, import_directory
from intake.foundation.actor import SYSTEM
from intake.foundation.cells import safe_cell
from intake.foundation.errors import IntakeError
from intake.web.runtime import current_runtime

facilities = AppGroup("facilities", help="The directory of treatment places.")


@facilities.command("import")
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--year", type=click.IntRange(2000, 2100), help="Edition, when the file's name does not tell it.")
@click.option("--report", type=click.Path(path_type=Path), help="Also write rejected, merged and doubtful rows as CSV.")
@click.option("--allow-shrinking", is_flag=True, help="Accept that more than half of the places leave the list.")
def import_command(files: tuple[Path, ...], year: int | None, report: Path | None, allow_shrinking: bool) -> None:
    """Make FILE, SAMHSA's National Directory workbook, the current directory; or add what all JSON pages of one export of
    the public locator tell. Safe to repeat; all of it or nothing; what the desk corrected stays."""
    edition = year or _year_in(files[0].name)
    unit_of_work = current_runtime().storage.unit_of_work
    try:
        with click.progressbar(length=1, label="Reading", show_pos=True) as bar, unit_of_work() as session:

            def progress(done: int, total: int) -> None:
                bar.length = max(1, total)
                bar.label = "Writing" if done == total else "Reading"
                bar.update(done - bar.pos)

            found = import_directory(
                session,
                actor=SYSTEM,
                path=files[0],
                further=files[1:],
                year=edition,
                allow_shrinking=allow_shrinking,
                progress=progress,
            )
    except IntakeError as error:
        raise click.ClickException(error.detail) from None
    _tell(found, edition)
    if report is not None:
        _write(report, found.issues)


def _year_in(name: str) -> int:
    years = re.findall(r"(?<!\d)(20\d\d)(?!\d)", name)
    if len(set(years)) != 1:
        raise click.ClickException(f"The name {name} does not say which year it is of. Add --year, like --year 2024.")
    return int(years[0])


def _tell(found: ImportReport, year: int) -> None:
    click.echo(f"Directory of {year}: {found.rows:,} rows, {found.codes} codes in {found.categories} categories.")
    click.echo(
        f"{found.services:,} services: {found.inserted:,} inserted, {found.updated:,} updated, {found.unchanged:,} unchanged, "
        f"{found.no_longer_listed:,} no longer listed."
    )
    click.echo(f"{found.merged:,} merged, {found.rejected:,} rejected, {found.doubtful:,} doubtful.")
    click.echo(
        f"{found.site_groups:,} groups ({found.site_rows:,} rows) are programs of one site; "
        f"{found.silent:,} listings say nothing about care."
    )
    if found.left_out:
        click.echo(f"{found.left_out:,} places are not for substance use treatment: left out.")
    if found.differences:
        click.echo(f"{found.differences:,} corrections of this desk differ from what is listed: look at them under Places.")
    for issue in found.issues:
        click.echo(f"{issue.kind}: row {_rows(issue)}: {issue.reason}")


def _write(path: Path, issues: Iterable[Issue]) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(["kind", "code", "rows", "reason"])
            writer.writerows(
                [safe_cell(cell) for cell in (issue.kind, issue.code, _rows(issue), issue.reason)] for issue in issues
            )
    except OSError as error:
        raise click.ClickException(f"The directory was imported, but {path} cannot be written ({error.strerror}).") from None


def _rows(issue: Issue) -> str:
    return " and ".join(map(str, issue.rows))
