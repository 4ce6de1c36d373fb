"""Records on their way in: every row or none, and the same row again changes nothing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from zoneinfo import ZoneInfo

from marshmallow import ValidationError
from sqlalchemy import text
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.exchange import queries
from intake.exchange.formats import Source
from intake.exchange.formats.reading import Line
from intake.exchange.rules import RowError, check_mapping
from intake.exchange.schemas import columns_of, first_words, load_record, required_of
from intake.exchange.service.bringing import BRING, Ready
from intake.exchange.service.exporting import may_exchange
from intake.followups.service import give_back_tasks
from intake.foundation.actor import SYSTEM, Actor
from intake.foundation.errors import BadField, Invalid
from intake.organisation.queries import settings

MOST_ERRORS = 200
# Places are merged by whole statements, whose cost hardly depends on how many there are.
_AT_ONCE = {"places": 5_000}
Progress = Callable[[int], None]


class _Undone(Exception):
    """It was tried, or something is wrong: nothing of it stays."""


@dataclass(slots=True)
class Brought:
    """What came of a file. `known`: rows that were here already. With any error nothing was brought in.

    `names`: what the file calls each of our columns, so that errors name what stands in it.
    """

    added: int = 0
    known: int = 0
    wrong: int = 0
    errors: list[RowError] = field(default_factory=list)
    names: Mapping[str, str] = field(default_factory=dict)

    def refuse(self, errors: Sequence[RowError]) -> None:
        self.refuse_as_named([replace(one, column=self.names.get(one.column, one.column)) for one in errors])

    def refuse_as_named(self, errors: Sequence[RowError]) -> None:
        """The same, where the file's own names stand already."""
        self.wrong += 1
        self.errors += errors[: MOST_ERRORS - len(self.errors)]


def bring_in(
    session: Session,
    *,
    actor: Actor,
    source: Source,
    mapping: Mapping[str, str],
    dry_run: bool = False,
    progress: Progress = lambda done: None,
) -> Brought:
    """Bring in every row of a file, or none and say what is wrong with which row. `dry_run`: try it, and undo it all.

    Refuses a mapping that leaves out what is needed, and a file that cannot be read to its end.
    """
    may_exchange(actor, source.kind)
    needed = required_of(source.kind) if source.format == "csv" else ()
    if problems := check_mapping(mapping, columns_of(source.kind), needed):
        raise Invalid([BadField("/mapping", words) for words in problems])
    found = Brought(names={ours: theirs for theirs, ours in mapping.items() if ours})
    # One at a time: two at once could each bring in the same number.
    session.execute(text("select pg_advisory_xact_lock(hashtextextended('exchange.import', 0))"))
    try:
        with session.begin_nested():
            _bring(session, actor, source, mapping, found, progress)
            if found.wrong or dry_run:
                raise _Undone
    except _Undone:
        session.expire_all()
    record(
        session,
        actor,
        "exchange.try_import" if dry_run else "exchange.import",
        kind=source.kind,
        added=0 if found.wrong else found.added,
        known=found.known,
        wrong=found.wrong,
    )
    return found


def _bring(
    session: Session, actor: Actor, source: Source, mapping: Mapping[str, str], found: Brought, progress: Progress
) -> None:
    seen: set[str] = set()
    done = 0
    # Spreadsheets tell no offset; records of NDJSON do.
    zone = ZoneInfo(settings(session).time_zone) if source.format == "csv" else None
    for lines in _batches(source.lines(mapping, zone), _AT_ONCE.get(source.kind, queries.BATCH)):
        ready = [one for line in lines if (one := _loaded(source.kind, line, seen, found)) is not None]
        BRING[source.kind](session, actor, ready, found)
        session.flush()
        # A hundred thousand people need not stay in memory.
        session.expunge_all()
        done += len(lines)
        progress(done)
    if source.kind == "tasks":
        # Whom a file names may do no tasks here, or not see whom it is about.
        give_back_tasks(session, actor=SYSTEM)


def _batches(lines: Iterator[Line], size: int) -> Iterator[list[Line]]:
    while batch := list(islice(lines, size)):
        yield batch


def _loaded(kind: str, line: Line, seen: set[str], found: Brought) -> Ready | None:
    """The row as a record; None when something is wrong with it, which is noted."""
    try:
        told = load_record(kind, line.told)
    except ValidationError as error:
        unreadable = {one.column for one in line.errors}
        named = ((found.names.get(column, column), words) for column, words in first_words(error))
        wrong = [RowError(line.number, column, words) for column, words in named if column not in unreadable]
        found.refuse_as_named([*line.errors, *wrong])
        return None
    if line.errors:
        found.refuse_as_named(line.errors)
        return None
    if told["external_id"] in seen:
        found.refuse([RowError(line.number, "external_id", "This id stands in an earlier row too. Each needs one of its own.")])
        return None
    seen.add(told["external_id"])
    return Ready(line.number, told.pop("external_id"), told)
