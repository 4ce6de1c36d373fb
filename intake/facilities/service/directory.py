"""Importing one edition of the directory: all of it or nothing, and the same file again changes nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.facilities import queries
from intake.facilities.formats import BadFile, Directory, open_directory
from intake.facilities.models import Facility, ImportIssue, ImportRun
from intake.facilities.rules import CodeBook, Doubt, Listing, Refusal, Row, Sorted, read_row, sort_out
from intake.facilities.service.centroids import load_zip_centroids
from intake.facilities.service.staging import FAR_MILES, Edition, Merged, merge_codes, merge_listings
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict
from intake.foundation.events import event
from intake.foundation.identifiers import new_id
from intake.foundation.permissions import Permission, require
from intake.storage.outbox import record_event

SOURCE = "samhsa"
# The made-up places of a demo desk: listed until the first real edition comes.
DEMO_SOURCE = "demo"
Progress = Callable[[int, int], None]
# More than this share of bad rows, or of places that would vanish, is a wrong file and not a new edition.
_MOST_REJECTED = 0.2
_MOST_GONE = 0.5
_MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class Issue:
    """Rows of the sheet that were rejected, merged or are doubtful, and why."""

    kind: str
    code: str
    rows: tuple[int, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import found and did. `doubtful` counts issues, not rows; `silent`: listings that tell nothing of care.

    `left_out`: places of other kinds. `differences`: corrections of the desk on which the directory has a new word.
    """

    rows: int
    services: int
    inserted: int
    updated: int
    unchanged: int
    no_longer_listed: int
    merged: int
    rejected: int
    doubtful: int
    codes: int
    categories: int
    site_groups: int
    site_rows: int
    silent: int
    left_out: int
    differences: int
    issues: tuple[Issue, ...]

    def counts(self) -> dict[str, int]:
        """The numbers alone, by name."""
        return {name: getattr(self, name) for name in self.__slots__ if name != "issues"}


@dataclass(frozen=True, slots=True)
class _Read:
    name: str
    format: str
    complete: bool
    left_out: int
    book: CodeBook
    rows: dict[int, Row]
    sorted: Sorted
    refusals: tuple[Refusal, ...]


def import_directory(
    session: Session,
    *,
    actor: Actor,
    path: Path,
    further: Sequence[Path] = (),
    year: int,
    allow_shrinking: bool = False,
    progress: Progress = lambda done, total: None,
) -> ImportReport:
    """Make the workbook, or all the pages of one locator export (`further` after the first), the current directory.

    Refuses a broken or strange file (BadFile), an older edition than the one loaded, and a workbook that would take more than
    half of the places off the list unless `allow_shrinking`.
    """
    require(actor, Permission.FACILITIES_EDIT)
    # One import at a time, and no correction meanwhile: two at once would undo each other's work.
    session.execute(text("select pg_advisory_xact_lock(hashtextextended('facilities.import', 0))"))
    load_zip_centroids(session)
    paths = (path, *further)
    with open_directory(paths, queries.code_book(session)) as directory:
        read = _read(directory, progress)
    _refuse_older(session, year, read.format)
    if read.complete:
        _refuse_shrinking(session, len(read.sorted.kept), allow_shrinking)
    run = _run(actor, paths, year, read.format)
    session.add(run)
    session.flush()
    merge_codes(session, read.book, year=year)
    merge_listings(session, (), Edition(DEMO_SOURCE, year))
    edition = Edition(SOURCE, year, read.format, read.complete, run.id, actor.id)
    report = _report(read, merge_listings(session, read.sorted.kept, edition))
    _keep(session, actor, run, report)
    return report


def _read(directory: Directory, progress: Progress) -> _Read:
    book = directory.codes()
    total = directory.expected_rows()
    rows: dict[int, Row] = {}
    listings: list[Listing] = []
    refusals: list[Refusal] = []
    for done, row in enumerate(directory.rows(), start=1):
        result = read_row(row, book)
        if isinstance(result, Refusal):
            refusals.append(result)
        else:
            rows[row.number] = row
            listings.append(result)
        if done % 200 == 0:
            progress(done, max(done, total))
    progress(total, total)
    _refuse_bad_rows(directory.name, listings, refusals)
    return _Read(
        directory.name,
        directory.format,
        directory.complete,
        directory.left_out,
        book,
        rows,
        sort_out(listings, rows, book),
        tuple(refusals),
    )


def _refuse_bad_rows(name: str, listings: Sequence[Listing], refusals: Sequence[Refusal]) -> None:
    if not listings or len(refusals) > _MOST_REJECTED * (len(listings) + len(refusals)):
        first = f" The first: row {refusals[0].row}: {refusals[0].reason}" if refusals else " It has no rows."
        raise BadFile(f"{name}: {len(refusals):,} rows cannot be used, so nothing was imported.{first}")


def _refuse_older(session: Session, year: int, format: str) -> None:
    """Pages of the locator are newer than most workbooks: they keep no later workbook out, and what they told stays."""
    query = select(func.max(ImportRun.source_year)).where(ImportRun.source == SOURCE)
    loaded = session.scalar(query if format == "locator" else query.where(ImportRun.format != "locator"))
    if loaded is not None and year < loaded:
        raise Conflict(f"The directory of {loaded} is loaded already; the one of {year} is older. Nothing was changed.")


def _refuse_shrinking(session: Session, coming: int, allowed: bool) -> None:
    query = select(func.count()).select_from(Facility).where(Facility.source == SOURCE, Facility.listed)
    listed = session.scalar(query) or 0
    if not allowed and coming < _MOST_GONE * listed:
        raise Conflict(
            f"The file has {coming:,} places where {listed:,} are listed now. If that is right, repeat with "
            "--allow-shrinking. Nothing was changed."
        )


def _report(read: _Read, merged: Merged) -> ImportReport:
    doubts = list(read.sorted.doubts)
    if merged.without_place:
        reason = "The ZIP code has no known center: there is no distance for these."
        doubts.append(Doubt("doubtful", "no_coordinates", merged.without_place, reason))
    if merged.far:
        reason = f"More than {FAR_MILES:.0f} miles from the center of the ZIP code, which is used instead."
        doubts.append(Doubt("doubtful", "far_from_zip", merged.far, reason))
    issues = [Issue("rejected", "unusable", (refusal.row,), refusal.reason) for refusal in read.refusals]
    issues += [Issue(doubt.kind, doubt.code, doubt.rows, doubt.reason) for doubt in doubts]
    kinds = Counter(issue.kind for issue in issues)
    return ImportReport(
        rows=len(read.rows) + len(read.refusals),
        services=len(read.sorted.kept),
        inserted=merged.inserted,
        updated=merged.updated,
        unchanged=merged.unchanged,
        no_longer_listed=merged.no_longer_listed,
        merged=sum(len(issue.rows) - 1 for issue in issues if issue.kind == "merged"),
        rejected=kinds["rejected"],
        doubtful=kinds["doubtful"],
        codes=len(read.book),
        categories=len(set(read.book.category_of.values())),
        site_groups=read.sorted.site_groups,
        site_rows=read.sorted.site_rows,
        silent=sum(not listing.tells_care for listing in read.sorted.kept),
        left_out=read.left_out,
        differences=merged.differences,
        issues=tuple(sorted(issues, key=lambda issue: (issue.kind, issue.rows))),
    )


def _run(actor: Actor, paths: Sequence[Path], year: int, format: str) -> ImportRun:
    return ImportRun(
        id=new_id(),
        actor_id=actor.id,
        actor_name=actor.name,
        source=SOURCE,
        source_year=year,
        format=format,
        file_name=", ".join(path.name for path in paths)[:_MOST_NAMES],
        file_sha256=_sha256(paths),
        changed=False,
        counts={},
    )


def _keep(session: Session, actor: Actor, run: ImportRun, report: ImportReport) -> None:
    run.changed = bool(report.inserted or report.updated or report.no_longer_listed)
    run.counts = report.counts()
    if report.issues:
        session.execute(insert(ImportIssue), [_issue_row(run, issue) for issue in report.issues])
    record(session, actor, "facilities.import", run, counts=report.counts())
    record_event(session, event("facilities.directory_imported", run_id=run.id))


def _issue_row(run: ImportRun, issue: Issue) -> dict[str, Any]:
    return {
        "id": new_id(),
        "run_id": run.id,
        "kind": issue.kind,
        "code": issue.code,
        "rows": list(issue.rows),
        "reason": issue.reason,
    }


def _sha256(paths: Sequence[Path]) -> str:
    """Of the file; of several, of their digests in order."""
    digests = []
    for path in paths:
        with path.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    return digests[0] if len(digests) == 1 else hashlib.sha256("".join(digests).encode()).hexdigest()
