"""Handlers that note when they begin, at once and for all to see, and when they are done, together with their event.

`python -m tests.worker.handlers` is a worker with these. SECONDS says how long the work takes, and LOOKS how
seldom it looks by itself.
"""

import os
import time
from functools import cache

from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Config
from intake.foundation.events import Event
from intake.storage.keyring import KeyRing
from intake.storage.session import Storage
from intake.worker import Handlers, run

_stumbled: list[Event] = []


def work(session: Session, event: Event) -> None:
    _note("begun", event)
    time.sleep(float(os.environ.get("SECONDS", "0")))
    _write(session, "done", event)


def stumble(session: Session, event: Event) -> None:
    """Fails the first time that a process runs it, after it has written something."""
    _write(session, "done", event)
    if not _stumbled:
        _stumbled.append(event)
        _note("failed", event)
        raise ValueError("private words that no log may hold")


HANDLERS: Handlers = {"tests.called": (work,), "tests.stumbled": (stumble,)}


@cache
def _notes() -> Storage:
    config = Config.from_env()
    return Storage(config.database_url, KeyRing.parse(config.keys), pool_size=2)


def _note(what: str, event: Event) -> None:
    with _notes().unit_of_work() as session:
        _write(session, what, event)


def _write(session: Session, what: str, event: Event) -> None:
    session.execute(text("insert into noted (what, call) values (:what, :call)"), {"what": what, "call": event.ids["call_id"]})


if __name__ == "__main__":
    from intake import worker
    from tests.worker import handlers

    worker.LOOK_SECONDS = float(os.environ.get("LOOKS", worker.LOOK_SECONDS))
    run(Config.from_env(), handlers.HANDLERS)
