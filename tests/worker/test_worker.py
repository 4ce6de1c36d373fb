"""The worker as a process on a database of its own: killed, ended, failing; and nothing is lost or done twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from intake.audit.service import record, verify_trail
from intake.consents.service import tell_recipient
from intake.foundation.actor import Actor, Role
from intake.foundation.events import event
from intake.foundation.identifiers import new_id
from intake.storage.embedded import Cluster
from intake.storage.outbox import record_event
from intake.storage.queue import put_jobs
from intake.storage.session import Storage
from intake.worker import forget, relay
from tests.conftest import RING, ROOT, Member
from tests.factories.accounts import an_account
from tests.factories.callers import a_person
from tests.factories.consents import a_notice
from tests.factories.followups import a_desk, an_intake
from tests.worker.handlers import HANDLERS

# Whole processes, one of which waits for a killed one to be missed.
pytestmark = pytest.mark.slow
PATIENCE = 120.0


@dataclass
class Place:
    """A database of its own, and the environment of a worker on it."""

    storage: Storage
    env: dict[str, str]

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.storage.unit_of_work() as session:
            return [tuple(row) for row in session.execute(text(query))]

    def noted(self, call_id: UUID) -> list[str]:
        return [str(what) for what, call in self.rows("select what, call from noted order by at") if call == str(call_id)]

    def tell(self, name: str) -> UUID:
        call_id = new_id()
        with self.storage.unit_of_work() as session:
            record_event(session, event(name, call_id=call_id))
        return call_id

    def states(self) -> list[tuple[object, ...]]:
        """Of the jobs that handle events: those that were done are deleted."""
        return self.rows("select status::text from procrastinate.procrastinate_jobs where task_name = 'handle_event'")


@pytest.fixture
def place(cluster: Cluster, template: str) -> Iterator[Place]:
    cluster.create_database("worker", template=template)
    url = cluster.app_url("worker")
    storage = Storage(url, RING, pool_size=3)
    owner = Storage(cluster.owner_url("worker"), RING)
    with owner.unit_of_work() as session:
        session.execute(text("create table noted (what text, call text, at timestamptz default clock_timestamp())"))
        session.execute(text("grant all on noted to public"))
    owner.engine.dispose()
    env = {
        **os.environ,
        "INTAKE_ENV": "test",
        "DATABASE_URL": url,
        "INTAKE_KEYS": RING.dump(),
        "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
    }
    env.pop("DATABASE_OWNER_URL", None)
    yield Place(storage, env)
    storage.engine.dispose()
    cluster.drop_database("worker")


@contextmanager
def worker(
    place: Place, log: Path, *, seconds: float = 0.0, module: str = "tests.worker.handlers"
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**place.env, "SECONDS": str(seconds)},
            stdout=out,
            stderr=out,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(seen: Callable[[], bool], log: Path) -> None:
    began = time.monotonic()
    while not seen():
        assert time.monotonic() - began < PATIENCE, log.read_text()
        time.sleep(0.05)


def test_an_event_is_handled_soon_and_once(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    early = place.tell("tests.called")
    # Told at once by the database: this one hardly ever looks by itself.
    place.env["LOOKS"] = "3600"
    with worker(place, log) as process:
        until(lambda: place.noted(early) == ["begun", "done"], log)
        late = place.tell("tests.called")
        until(lambda: place.noted(late) == ["begun", "done"], log)
        until(lambda: place.states() == [], log)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert place.rows("select count(*) from outbox_event where relayed_at is null") == [(0,)]
    assert place.rows("select handler, count(*) from outbox_handled group by 1") == [("worker.work", 2)]


def test_a_job_in_the_hand_of_a_killed_worker_is_done_once_by_the_next(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    call = place.tell("tests.called")
    with worker(place, log, seconds=60) as killed:
        until(lambda: place.noted(call) == ["begun"], log)
        killed.kill()
    assert place.states() == [("doing",)]
    with worker(place, log):
        until(lambda: "done" in place.noted(call), log)
        until(lambda: place.states() == [], log)
    assert place.noted(call) == ["begun", "begun", "done"]


def test_a_worker_whose_connections_are_cut_goes_on(place: Place, cluster: Cluster, tmp_path: Path) -> None:
    log, everybody = tmp_path / "log", Storage(cluster.superuser_url("worker"), RING)
    early = place.tell("tests.called")
    with worker(place, log):
        until(lambda: place.noted(early) == ["begun", "done"], log)
        with everybody.unit_of_work() as session:
            others = "from pg_stat_activity where datname = 'worker' and pid <> pg_backend_pid()"
            assert (session.scalar(text(f"select count(pg_terminate_backend(pid)) {others}")) or 0) > 2
        everybody.engine.dispose()
        place.storage.engine.dispose()
        late = place.tell("tests.called")
        until(lambda: place.noted(late) == ["begun", "done"], log)


def test_sigterm_finishes_the_job_in_hand(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    call = place.tell("tests.called")
    with worker(place, log, seconds=2) as process:
        until(lambda: place.noted(call) == ["begun"], log)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert (place.noted(call), place.states()) == (["begun", "done"], [])


def test_a_job_that_fails_leaves_nothing_and_is_tried_again(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    call = place.tell("tests.stumbled")
    with worker(place, log):
        until(lambda: "done" in place.noted(call), log)
        until(lambda: place.states() == [], log)
    assert place.noted(call) == ["failed", "done"]
    lines = log.read_text()
    assert '"error_type": "ValueError"' in lines
    assert "private words" not in lines
    assert str(call) not in lines


def test_a_job_that_comes_twice_is_done_once(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    call = place.tell("tests.called")
    for _ in range(2):
        with place.storage.unit_of_work() as session:
            session.execute(text("update outbox_event set relayed_at = null"))
        relay(place.storage, HANDLERS)
    assert len(place.states()) == 2
    with worker(place, log):
        until(lambda: place.states() == [], log)
    assert place.noted(call) == ["begun", "done"]


def test_a_rolled_back_change_leaves_no_event_and_no_job(place: Place) -> None:
    with pytest.raises(ZeroDivisionError), place.storage.unit_of_work() as session:
        record_event(session, event("tests.called", call_id=new_id()))
        raise ZeroDivisionError
    assert relay(place.storage, HANDLERS) == 0
    assert place.states() == []


def test_jobs_and_the_mark_of_having_been_relayed_come_together_or_not_at_all(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.tell("tests.called")

    def fails_on_commit(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr("sqlalchemy.orm.Session.commit", fails_on_commit)
        with pytest.raises(ConnectionError):
            relay(place.storage, HANDLERS)
    assert place.states() == []
    assert relay(place.storage, HANDLERS) == 1
    assert place.states() == [("todo",)]


def test_the_products_own_worker_proposes_a_follow_up_for_a_completed_intake(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with place.storage.unit_of_work() as session:
        account = an_account(session, "Alice")
        actor = Actor(role=Role.COUNSELOR, id=account.id, name=account.name)
        intake = an_intake(session, Member(actor, FlaskClient(Flask("none")), ""))
        record_event(session, event("intakes.completed", intake_id=intake.id))
    with worker(place, log, module="intake.worker") as process:
        until(
            lambda: place.rows("select kind, origin, assignee_id from task") == [("follow_up_call", "proposed", account.id)], log
        )
        until(lambda: place.states() == [], log)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    done = [(line["event"], line["handler"], line["attempt"]) for line in lines if "handler" in line]
    assert done == [("job done", "followups.propose_task", 1)]


def test_the_products_own_worker_has_a_recipient_told_that_a_consent_was_taken_back(place: Place, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with place.storage.unit_of_work() as session:
        a_desk(session)
        account = an_account(session, "Alice")
        alice = Member(Actor(role=Role.COUNSELOR, id=account.id, name=account.name), FlaskClient(Flask("none")), "")
        notice_id = a_notice(session, alice, a_person(session, "Rosa", "Marin")).id
    with worker(place, log, module="intake.worker") as process:
        until(lambda: place.rows("select kind, state from task") == [("tell_recipient", "open")], log)
        with place.storage.unit_of_work() as session:
            tell_recipient(session, actor=alice.actor, notice_id=notice_id, way="phone")
        until(lambda: place.rows("select state, outcome from task") == [("done", "recipient_told")], log)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0


def test_the_products_own_worker_notes_where_the_trail_ends(place: Place, tmp_path: Path) -> None:
    log, file = tmp_path / "log", tmp_path / "elsewhere" / "anchors.jsonl"
    place.env["INTAKE_ANCHORS"] = str(file)
    with place.storage.unit_of_work() as session:
        record(session, Actor(role=Role.SYSTEM, id=None, name="Test"), "callers.open_person", person_id=new_id())
    with place.storage.unit_of_work() as session:
        # What the clock puts into the queue each hour.
        put_jobs(session, "anchor_day", [{"timestamp": 0}])
    with worker(place, log, module="intake.worker") as process:
        until(lambda: file.is_file() and file.read_text().endswith("\n"), log)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    with place.storage.unit_of_work() as session:
        assert verify_trail(session, anchors=file).breaks == []
    assert sum(link for _, link, _ in json.loads(file.read_text())["chains"]) == 1
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "audit", "verify"]
    checked = subprocess.run(command, cwd=ROOT, env=place.env, capture_output=True, text=True)
    assert (checked.returncode, f"Held against {file}." in checked.stdout) == (0, True), checked.stderr


def test_what_is_old_is_forgotten_and_nothing_that_still_waits(place: Place) -> None:
    young, old, waiting = place.tell("tests.called"), place.tell("tests.called"), place.tell("tests.called")
    with place.storage.unit_of_work() as session:
        aged = text("update outbox_event set relayed_at = now() - make_interval(days => :days) where ids->>'call_id' = :call")
        session.execute(aged, {"days": 29, "call": str(young)})
        session.execute(aged, {"days": 31, "call": str(old)})
        session.execute(text("update outbox_event set at = now() - interval '1 year'"))
        session.execute(text("insert into outbox_handled (event_id, handler) select id, 'worker.work' from outbox_event"))
        for hours in (23, 25):
            kept = text(
                "insert into idempotency_record (actor_id, key_digest, request_digest, ring_key, created_at)"
                " values (:actor, 'k', 'r', 'k1', now() - make_interval(hours => :hours))"
            )
            session.execute(kept, {"actor": new_id(), "hours": hours})
    forget(place.storage)
    left = place.rows("select ids->>'call_id' from outbox_event order by id")
    assert left == [(str(young),), (str(waiting),)]
    assert place.rows("select count(*) from outbox_handled") == [(2,)]
    assert place.rows("select count(*) from idempotency_record") == [(1,)]


def test_the_worker_refuses_bad_settings_in_words(place: Place) -> None:
    env = {name: value for name, value in place.env.items() if name != "DATABASE_URL"}
    done = subprocess.run([sys.executable, "-m", "intake.worker"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 2
    assert "DATABASE_URL is missing" in done.stderr
    assert "Traceback" not in done.stderr
