"""The roof of the worker, `python -m intake.worker`: relays the outbox into jobs and runs them until SIGTERM.

A handler takes `(session, event)`, commits nothing and is listed here once. It may be tried again, and is done once.
"""

import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import structlog
from procrastinate import App, JobContext, RetryStrategy
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from config import BadConfig, Config
from intake.audit import jobs as audit
from intake.exchange import jobs as exchange
from intake.followups import jobs as followups
from intake.foundation.clock import now
from intake.foundation.events import Event
from intake.foundation.logs import configure_logging, place_of
from intake.messages import jobs as messages
from intake.referrals import jobs as referrals
from intake.retention import jobs as retention
from intake.storage.idempotency import forget_answers
from intake.storage.keyring import BadKeyRing, KeyRing
from intake.storage.outbox import claim_event, forget_events, take_waiting
from intake.storage.queue import conninfo, put_jobs, worker_connector
from intake.storage.ringfile import RingSource
from intake.storage.session import Storage

Handler = Callable[[Session, Event], None]
Handlers = Mapping[str, tuple[Handler, ...]]

HANDLERS: Handlers = {
    "intakes.completed": (followups.propose_task,),
    "exchange.asked": (exchange.run_transfer,),
    "consents.revoked": (referrals.stop_what_has_not_left, followups.tell_recipients),
    "messages.failed": (followups.keep_promise_of_a_list,),
    "consents.recipient_told": (followups.end_telling,),
    "consents.accounting_asked": (followups.promise_accounting,),
    "consents.accounting_answered": (followups.end_accounting,),
    "accounts.disabled": (followups.give_back_tasks,),
    "accounts.role_changed": (followups.give_back_tasks,),
    "callers.restricted": (followups.give_back_tasks,),
}


def handlers_of(config: Config) -> Handlers:
    """With those that need a setting."""
    return {**HANDLERS, "messages.asked": (messages.deliver_by(config.mail),)}


HANDLE_EVENT = "handle_event"
AT_ONCE = 4
BATCH = 100
LOOK_SECONDS = 5.0
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 15.0
KEEP_EVENTS = timedelta(days=30)
KEEP_ANSWERS = timedelta(days=1)
# 3, 9, 27 … seconds: about eight hours in all.
RETRY = RetryStrategy(max_attempts=9, exponential_wait=3)
_log = structlog.get_logger("intake.worker")


def name_of(handler: Handler) -> str:
    """`followups.propose_task`."""
    return f"{handler.__module__.split('.')[-2]}.{handler.__name__}"


def relay(storage: Storage, handlers: Handlers) -> int:
    """Put one job for each waiting event and handler into the queue, all in one transaction; how many events."""
    with storage.unit_of_work() as session:
        events = take_waiting(session, BATCH)
        jobs = [{"event_id": str(e.id), "handler": name_of(h)} for e in events for h in handlers.get(e.name, ())]
        put_jobs(session, HANDLE_EVENT, jobs)
        return len(events)


def handle(storage: Storage, handlers: Handlers, event_id: UUID, handler: str) -> None:
    """Run one handler on one event in a unit of work of its own; nothing when it was done before."""
    with storage.unit_of_work() as session:
        event = claim_event(session, event_id, handler)
        if event is not None:
            {name_of(h): h for h in handlers.get(event.name, ())}[handler](session, event)


class WorkerLost(Exception):
    """The worker ended though nobody told it to."""


def forget(storage: Storage) -> None:
    """Each hour: events that were relayed long ago, and answers that nobody repeats any more."""
    with storage.unit_of_work() as session:
        forget_events(session, now() - KEEP_EVENTS)
        forget_answers(session, now() - KEEP_ANSWERS)


@dataclass(frozen=True)
class Worker:
    """One worker process on one database."""

    url: str
    storage: Storage
    handlers: Handlers
    anchors: Path

    async def run(self) -> None:
        """Until SIGTERM or SIGINT: the job in hand is finished, the rest waits for the next start.

        Raises when a part of it ends by itself (the database went away), so that whoever keeps it alive starts it again.
        """
        app, told_to_end = self._app(), asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(name, told_to_end.set)
        async with app.open_async():
            parts = {asyncio.create_task(part) for part in (self._work(app), self._relay_for_ever(), told_to_end.wait())}
            await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
            for part in parts:
                part.cancel()
            endings = await asyncio.gather(*parts, return_exceptions=True)
        if not told_to_end.is_set():
            raise next((error for error in endings if isinstance(error, Exception)), WorkerLost())

    async def _work(self, app: App) -> None:
        await app.run_worker_async(
            concurrency=AT_ONCE,
            delete_jobs="successful",
            install_signal_handlers=False,
            fetch_job_polling_interval=LOOK_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
        )

    def _app(self) -> App:
        app = App(connector=worker_connector(self.url))

        @app.task(name=HANDLE_EVENT, retry=RETRY, pass_context=True)
        def handle_event(context: JobContext, event_id: str, handler: str) -> None:
            attempt = context.job.attempts + 1
            with structlog.contextvars.bound_contextvars(
                event_id=event_id, handler=handler, job_id=context.job.id, attempt=attempt
            ):
                _tell(lambda: handle(self.storage, self.handlers, UUID(event_id), handler))

        @app.periodic(cron="* * * * * */10")
        @app.task(name="retry_stalled", queueing_lock="retry_stalled", pass_context=True)
        async def retry_stalled(context: JobContext, timestamp: int) -> None:
            # A worker that was killed leaves its jobs behind as if it still did them.
            manager = context.app.job_manager
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
                await manager.retry_job(job)

        # Each hour, so that what is kept for a day is not kept for two, nor for three where a worker was away at one of them.
        @app.periodic(cron="17 * * * *")
        @app.task(name="forget_old", queueing_lock="forget_old")
        def forget_old(timestamp: int) -> None:
            forget(self.storage)
            exchange.forget_transfers(self.storage)

        @app.periodic(cron="47 3 * * *")
        @app.task(name="apply_retention", queueing_lock="apply_retention")
        def apply_retention(timestamp: int) -> None:
            _tell(lambda: retention.apply_retention(self.storage))

        # Looked at each hour, so that a worker that was away at one of them misses no day.
        @app.periodic(cron="7 * * * *")
        @app.task(name="anchor_day", queueing_lock="anchor_day")
        def anchor_day(timestamp: int) -> None:
            _tell(lambda: audit.anchor_day(self.storage, self.anchors))

        return app

    async def _relay_for_ever(self) -> None:
        while True:
            with contextlib.suppress(psycopg.OperationalError, OperationalError):
                async with self._ear() as hear:
                    while True:
                        while await asyncio.to_thread(relay, self.storage, self.handlers) == BATCH:
                            pass
                        await hear()
            _log.warning("outbox connection lost")
            await asyncio.sleep(LOOK_SECONDS)

    @contextlib.asynccontextmanager
    async def _ear(self) -> AsyncIterator[Callable[[], "asyncio.Future[None]"]]:
        """A wait that ends when an event was written, and after some seconds in any case."""
        async with await psycopg.AsyncConnection.connect(conninfo(self.url), autocommit=True) as connection:
            await connection.execute("listen outbox")

            async def hear() -> None:
                async for _ in connection.notifies(timeout=LOOK_SECONDS, stop_after=1):
                    pass

            yield lambda: asyncio.ensure_future(hear())


def _tell(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception as error:
        _log.error("job failed", error_type=type(error).__name__, where=place_of(error))
        raise
    _log.info("job done")


class _NoArguments(logging.Handler):
    """Lines of the libraries, without arguments and without what an exception says."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        _log.warning(
            str(getattr(record, "action", record.name)),
            error_type=type(error).__name__ if error else None,
            where=place_of(error) if error else None,
        )


def run(config: Config, handlers: Handlers | None = None) -> None:
    """Work until told to end."""
    handlers = handlers_of(config) if handlers is None else handlers
    configure_logging()
    root = logging.getLogger()
    root.handlers, root.level = [_NoArguments()], logging.WARNING
    storage = Storage(config.database_url, RingSource(KeyRing.parse(config.keys), config.keys_file), pool_size=AT_ONCE + 2)
    try:
        asyncio.run(Worker(config.database_url, storage, handlers, config.anchors).run())
    finally:
        storage.engine.dispose()


def main() -> int:
    try:
        run(Config.from_env())
    except (BadConfig, BadKeyRing) as error:
        sys.stderr.write(f"Intake does not start. {error}\n")
        return 2
    except Exception as error:
        _log.error("worker ended", error_type=type(error).__name__, where=place_of(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
