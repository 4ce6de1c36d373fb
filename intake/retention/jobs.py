"""The worker's doors of this room."""

from intake.foundation.actor import SYSTEM
from intake.retention import service
from intake.retention.service import Applied
from intake.storage.session import Storage


def apply_retention(storage: Storage) -> Applied:
    """Everything that is over goes, batch by batch; cut off, the next run goes on. How much went."""
    total = Applied(0, 0)
    while True:
        with storage.unit_of_work() as session:
            done = service.apply_batch(session, actor=SYSTEM, after=total.after)
        if not done:
            return Applied(total.people, total.calls)
        total = Applied(total.people + done.people, total.calls + done.calls, done.after)
