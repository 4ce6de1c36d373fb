"""The worker's doors of this room."""

from pathlib import Path

from intake.audit import service
from intake.storage.session import Storage


def anchor_day(storage: Storage, file: Path) -> int:
    """Today's ends of the chains are in FILE; how many were added now."""
    with storage.unit_of_work() as session:
        return service.anchor_day(session, file)
