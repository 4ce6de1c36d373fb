"""A file that somebody brings on the page: kept sealed, looked at, tried, brought in by the worker, and gone afterwards."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.exchange import queries
from intake.exchange.formats import BadFile, Source, open_source
from intake.exchange.models import Transfer
from intake.exchange.rules import RowError, check_mapping, propose
from intake.exchange.schemas import columns_of, required_of
from intake.exchange.service.exporting import may_exchange
from intake.exchange.service.importing import Brought, Progress, bring_in
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import BadField, Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.words import Words, keep, kept
from intake.storage.encrypted import new_data_key
from intake.storage.erasure import destroy_keys
from intake.storage.outbox import record_event

KEPT = timedelta(days=1)
_WORKING = {"checking": True, "importing": False}


def upload(session: Session, *, actor: Actor, kind: str, content: bytes, label: str | None = None) -> Transfer:
    """Keep a file until it is brought in, a day at most. Refuses what is neither CSV nor NDJSON."""
    may_exchange(actor, kind)
    source = open_source(kind, io.BytesIO(content))
    row = Transfer(data_key=new_data_key(session), kind=kind, format=source.format, rows=source.count(), started_by=actor.id)
    row.label, row.content = label, content
    row.mapping_text = json.dumps(propose(kind, source.columns, columns_of(kind)))
    session.add(row)
    session.flush()
    record(session, actor, "exchange.upload", row, kind=kind, format=source.format, rows=row.rows)
    return row


def open_transfer(session: Session, *, actor: Actor, transfer_id: UUID) -> tuple[Transfer, Source | None]:
    """The file with its rows, while its content is kept. NotFound also where the actor may not bring in its kind."""
    row = queries.transfer(session, actor, transfer_id, with_content=True)
    if row is None:
        raise NotFound
    may_exchange(actor, row.kind)
    return row, open_source(row.kind, io.BytesIO(row.content)) if row.content else None


@dataclass(frozen=True, slots=True)
class Column:
    """`ours`: where a column of the file belongs, None when it is left out."""

    theirs: str
    ours: str | None
    sample: Sequence[str]


@dataclass(frozen=True, slots=True)
class Look:
    """A file as somebody sees it before it comes in; without columns once its content is gone. Else the file's own attributes."""

    row: Transfer
    columns: Sequence[str]
    sample: Sequence[Sequence[str]]
    mapping: Mapping[str, str]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.row, name)

    @property
    def placed(self) -> list[Column]:
        """Each column of the file with ours and its first cells."""
        rows = self.sample
        return [
            Column(name, self.mapping.get(name) or None, [row[at] for row in rows if at < len(row)])
            for at, name in enumerate(self.columns)
        ]

    @property
    def our_columns(self) -> Sequence[str]:
        return columns_of(self.row.kind)

    @property
    def needed(self) -> Sequence[str]:
        return required_of(self.row.kind)

    @property
    def problems(self) -> list[RowError]:
        return [RowError(number, column, kept(*words)) for number, column, *words in self.row.errors]


def look_into(session: Session, *, actor: Actor, transfer_id: UUID) -> Look:
    """Its columns, their first cells and where they belong. Refuses what `open_transfer` refuses."""
    row, source = open_transfer(session, actor=actor, transfer_id=transfer_id)
    return Look(row, source.columns if source else (), source.sample() if source else (), mapping_of(row))


def look_at_transfer(session: Session, *, actor: Actor, transfer_id: UUID) -> Transfer:
    """The same without its content."""
    row = queries.transfer(session, actor, transfer_id)
    if row is None:
        raise NotFound
    may_exchange(actor, row.kind)
    return row


def mapping_of(row: Transfer) -> dict[str, str]:
    return dict(json.loads(row.mapping_text)) if row.mapping_text else {}


def ask_transfer(session: Session, *, actor: Actor, transfer_id: UUID, mapping: Mapping[str, str], dry_run: bool) -> Transfer:
    """Let the worker try the file, or bring it in; columns that the mapping does not name stay where they were.

    Refuses a mapping that names a column of no file or leaves out what is needed, and what is at work.
    """
    row = queries.transfer(session, actor, transfer_id, lock=True)
    if row is None:
        raise NotFound
    may_exchange(actor, row.kind)
    if row.state not in ("uploaded", "checked", "refused"):
        raise Conflict(Words("This file is %(state)s already.", state=row.state))
    before, needed = mapping_of(row), required_of(row.kind) if row.format == "csv" else ()
    mapping = {**before, **mapping}
    problems = check_mapping(mapping, columns_of(row.kind), needed)
    # Records of NDJSON need not all have the same fields.
    if row.format == "csv" and mapping.keys() - before.keys():
        problems.insert(0, Words("The file has no such column. Name its own columns on the left."))
    if problems:
        raise Invalid([BadField("/mapping", words) for words in problems])
    row.mapping_text = json.dumps(mapping)
    row.state, row.done, row.started_by = ("checking" if dry_run else "importing"), 0, actor.id
    session.flush()
    record_event(session, event("exchange.asked", transfer_id=row.id))
    return row


def run_transfer(session: Session, *, actor: Actor, transfer_id: UUID, progress: Progress = lambda done: None) -> Brought | None:
    """The worker's part; None when it was done or dropped before. All of the file or nothing: NotFound undoes what was begun."""
    row = queries.transfer(session, actor, transfer_id, with_content=True)
    if row is None or row.state not in _WORKING or not row.content:
        return None
    dry_run, mapping = _WORKING[row.state], mapping_of(row)
    try:
        source = open_source(row.kind, io.BytesIO(row.content))
        found = bring_in(session, actor=actor, source=source, mapping=mapping, dry_run=dry_run, progress=progress)
    except (BadFile, Invalid) as error:
        found = Brought(wrong=1)
        errors = [[0, "", *keep(field.message)] for field in error.fields]
    else:
        errors = [[one.row, one.column, *keep(one.words)] for one in found.errors]
    row = queries.transfer(session, actor, transfer_id, lock=True)
    if row is None or row.state not in _WORKING:
        # Somebody let it go meanwhile, or it was too old to be kept.
        raise NotFound
    row.added, row.known, row.wrong, row.errors = found.added, found.known, found.wrong, errors
    row.done = row.rows
    row.state = "refused" if found.wrong else "checked" if dry_run else "imported"
    if row.state == "imported":
        row.finished_at = now()
        session.flush()
        destroy_keys(session, {row.data_key_id})
    session.flush()
    return found


def note_progress(session: Session, transfer_id: UUID, done: int) -> None:
    """How far it is; in a transaction of its own, so that others see it."""
    session.execute(update(Transfer).where(Transfer.id == transfer_id, Transfer.state.in_(tuple(_WORKING))).values(done=done))


def drop_transfer(session: Session, *, actor: Actor, transfer_id: UUID) -> None:
    """The file is gone for good; nothing of it was brought in."""
    row = queries.transfer(session, actor, transfer_id, lock=True)
    if row is None:
        raise NotFound
    may_exchange(actor, row.kind)
    if row.state in ("importing", "imported", "dropped"):
        raise Conflict(Words("This file is %(state)s.", state=row.state))
    row.state, row.finished_at = "dropped", now()
    record(session, actor, "exchange.drop", row, kind=row.kind)
    destroy_keys(session, {row.data_key_id})


def forget_transfers(session: Session) -> int:
    """Files that nobody brought in within a day go; how many."""
    late = select(Transfer).where(Transfer.created_at < now() - KEPT, Transfer.finished_at.is_(None))
    rows = list(session.scalars(late.with_for_update(of=Transfer, skip_locked=True)))
    for row in rows:
        row.state, row.finished_at = "dropped", now()
    if rows:
        destroy_keys(session, {row.data_key_id for row in rows})
    return len(rows)
