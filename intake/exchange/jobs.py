"""The worker's doors of this room."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.accounts.service import actor_of
from intake.exchange import queries, service
from intake.exchange.service.transferring import note_progress
from intake.foundation.actor import SYSTEM
from intake.foundation.events import Event
from intake.storage.session import Storage, beside


def run_transfer(session: Session, event: Event) -> None:
    """Try a file, or bring it in, as whoever asked for it."""
    transfer_id = UUID(event.ids["transfer_id"])
    row = queries.transfer(session, SYSTEM, transfer_id)
    actor = actor_of(session, row.started_by) if row is not None and row.started_by else None
    if actor is None:
        return

    def progress(done: int) -> None:
        with beside(session) as other:
            note_progress(other, transfer_id, done)

    service.run_transfer(session, actor=actor, transfer_id=transfer_id, progress=progress)


def forget_transfers(storage: Storage) -> None:
    """Each hour: files that nobody brought in within a day."""
    with storage.unit_of_work() as session:
        service.forget_transfers(session)
