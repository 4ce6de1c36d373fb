"""Records that leave batch by batch, and the file that they are: for the doors of this room."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response

from intake.exchange import service
from intake.exchange.formats import write_rows
from intake.exchange.service.exporting import Ground, dump_rows
from intake.foundation.actor import Actor
from intake.storage.session import Storage

MEDIA_TYPES = {"csv": "text/csv", "ndjson": "application/x-ndjson"}


def records(
    storage: Storage,
    actor: Actor,
    kind: str,
    ground: Ground | None,
    progress: Callable[[int], object] = lambda done: None,
    once: UUID | None = None,
) -> Iterator[dict[str, Any]]:
    """Each batch in a transaction of its own that is committed before its lines leave."""
    after: UUID | None = None
    while True:
        with storage.unit_of_work() as session:
            found = service.export_rows(session, actor=actor, kind=kind, after=after, ground=ground, once=once)
            told = list(dump_rows(session, kind, found))
        if not found:
            return
        after = found[-1].id
        progress(len(found))
        yield from told


def as_file(
    storage: Storage, actor: Actor, kind: str, format_: str, ground: Ground | None, day: date, once: UUID | None = None
) -> Response:
    """The file of what `begin_export` has let leave on this day."""
    body = write_rows(kind, format_, records(storage, actor, kind, ground, once=once))
    response = Response(body, content_type=f"{MEDIA_TYPES[format_]}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}-{day}.{format_}"'
    return response
