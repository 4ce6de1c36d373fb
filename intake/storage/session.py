"""The unit of work: one transaction a request or job, committed by the doorway and by nobody below it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import OperationalError
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.event import listen
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from intake.foundation.errors import IntakeError
from intake.storage.keyring import KeyRing
from intake.storage.ringfile import RingSource

# Two connections a thread would only queue at the database; the statement bound keeps one slow question from holding a desk.
_SETTINGS = "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"

# Seconds after which a connection is asked whether it lives. Asking each time would cost every request a round trip.
REST = 2.0


class Storage:
    """Opens sessions on one database with one key ring, which may be rotated meanwhile."""

    def __init__(self, url: str, ring: KeyRing | RingSource, *, pool_size: int = 16) -> None:
        self.rings = RingSource(ring) if isinstance(ring, KeyRing) else ring
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            # The connection that was used last has its plans and pages at hand.
            pool_use_lifo=True,
            hide_parameters=True,
            connect_args={"options": _SETTINGS},
        )
        listen(self.engine, "checkin", _note_use)
        listen(self.engine, "checkout", _check_after_rest)
        self.sessions = sessionmaker(self.engine, expire_on_commit=False, info={"ring": self.rings.ring(), "rings": self.rings})

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """Commit when the block ends well; roll back on any error, except one that says `keeps_changes`."""
        with self.sessions() as session:
            session.info["ring"] = self.rings.ring()
            try:
                yield session
            except IntakeError as error:
                if error.keeps_changes:
                    session.commit()
                raise
            session.commit()

    def is_ready(self) -> bool:
        """True when the database answers."""
        with self.engine.connect() as connection:
            return bool(connection.scalar(text("select true")))


@contextmanager
def beside(session: Session) -> Iterator[Session]:
    """A short transaction of its own beside a long one, for what others must see meanwhile: how far it is."""
    with Session(session.get_bind().engine, info={"ring": session.info.get("ring")}) as other:
        yield other
        other.commit()


def _note_use(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used"] = time.monotonic()


def _check_after_rest(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """A connection that rested is asked whether it still lives: the database may have been started anew meanwhile."""
    if time.monotonic() - record.info.get("used", -REST) < REST:
        return
    try:
        connection.execute("select")
        connection.rollback()
    except OperationalError:
        raise DisconnectionError from None
