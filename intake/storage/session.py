"""The unit of work: one transaction a request or job, committed by the doorway and by nobody below it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

from intake.foundation.errors import IntakeError
from intake.storage.keyring import KeyRing

# Two connections a thread would only queue at the database; the statement bound keeps one slow question from holding a desk.
_SETTINGS = "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"


class Storage:
    """Opens sessions on one database with one key ring."""

    def __init__(self, url: str, ring: KeyRing, *, pool_size: int = 16) -> None:
        self.ring = ring
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": _SETTINGS},
        )
        self.sessions = sessionmaker(self.engine, expire_on_commit=False, info={"ring": ring})

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """Commit when the block ends well; roll back on any error, except one that says `keeps_changes`."""
        with self.sessions() as session:
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
