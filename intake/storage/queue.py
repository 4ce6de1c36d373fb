"""procrastinate on our own PostgreSQL: jobs put into the queue inside the transaction that asks for them."""

from collections.abc import Mapping, Sequence
from typing import Any

from procrastinate import PsycopgConnector, SyncPsycopgConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from psycopg import AsyncConnection
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

QUEUE = "events"
# Never opened: it only writes through the connection that it is given.
_manager = JobManager(SyncPsycopgConnector())


def put_jobs(session: Session, task: str, arguments: Sequence[Mapping[str, str]]) -> None:
    """One job for each set of arguments, which are ids and names only; they vanish when the transaction rolls back."""
    if not arguments:
        return
    jobs = [Job(queue=QUEUE, lock=None, queueing_lock=None, task_name=task, task_kwargs=dict(given)) for given in arguments]
    # Its functions are called by their bare names; the place ends with the transaction.
    session.execute(text("set local search_path to public, procrastinate"))
    _manager.batch_defer_jobs(jobs, connection=session.connection().connection.driver_connection)


def worker_connector(url: str) -> PsycopgConnector:
    """What the worker itself runs on. The URL's own options are left alone."""
    return PsycopgConnector(conninfo=conninfo(url), configure=_find_queue, min_size=1, max_size=8)


def conninfo(url: str) -> str:
    """The address in the form that the driver itself reads."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


async def _find_queue(connection: AsyncConnection[Any]) -> None:
    await connection.execute("set search_path to procrastinate, public")
    await connection.commit()
