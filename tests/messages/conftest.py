"""A desk on a database of its own, with a mail server and a worker: what is sent is committed, and really leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config
from intake.app import create_app
from intake.followups.models import Task
from intake.foundation.clock import stopped_at
from intake.messages.jobs import NotYet
from intake.messages.models import Message
from intake.storage.embedded import Cluster
from intake.storage.outbox import OutboxEvent
from intake.storage.session import Storage
from intake.worker import handle, handlers_of, relay
from tests.conftest import Member, member
from tests.factories.accounts import a_team, an_account
from tests.factories.facilities import a_place
from tests.factories.followups import a_desk
from tests.factories.intakes import klonopin_call
from tests.messages.post import PostOffice, post_office

# Noon in New York.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
SAFE = {"may_email": True, "shared_line": False, "may_say_who_we_are": False}


@dataclass
class MailDesk:
    """A counselor, and the office that her lists go through."""

    app: Flask
    config: Config
    storage: Storage
    office: PostOffice
    alice: Member
    place: UUID
    moving: UUID

    def call(self, email: dict[str, Any] | None = None, **told: Any) -> dict[str, Any]:
        """A mother calls about her son; her address is recorded with its rules."""
        point = {"kind": "email", "value": "dolores@example.org", **(SAFE if email is None else email)}
        caller = {"given_name": "Dolores", "time_zone": "America/New_York", "contact_points": [point], **told.pop("caller", {})}
        body = klonopin_call(caller=caller, **told)
        answer = self.alice.client.post("/api/v1/intakes", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def ask(self, intake: dict[str, Any], *, then: str = "", key: str | None = None, **changed: Any) -> Any:
        point = intake["caller"]["contact_points"][0]["id"]
        body = {"contact_point_id": point, "places": [str(self.place), str(self.moving)], **changed}
        headers = {"Idempotency-Key": key} if key else {}
        return self.alice.client.post(f"/api/v1/intakes/{intake['id']}/messages{then}", json=body, headers=headers)

    def work(self, tries: int = 1) -> None:
        """The worker's part of everything that waits; one that is to be tried again is, so many times."""
        handlers = handlers_of(self.config)
        relay(self.storage, handlers)
        with self.storage.unit_of_work() as session:
            asked = session.scalars(select(OutboxEvent.id).where(OutboxEvent.name == "messages.asked")).all()
        for event_id in asked:
            for _ in range(tries):
                try:
                    handle(self.storage, handlers, event_id, "messages.deliver")
                except NotYet:
                    continue
                break

    def promised(self) -> list[tuple[str, UUID | None, UUID, str | None]]:
        """Kind, whose, for whom and why: what the desk made of what did not leave, by the worker."""
        handlers = handlers_of(self.config)
        relay(self.storage, handlers)
        with self.storage.unit_of_work() as session:
            failed = session.scalars(select(OutboxEvent.id).where(OutboxEvent.name == "messages.failed")).all()
        for event_id in failed:
            handle(self.storage, handlers, event_id, "followups.keep_promise_of_a_list")
        with self.storage.unit_of_work() as session:
            tasks = session.scalars(select(Task).where(Task.intake_id == self.row().intake_id))
            return [(task.kind, task.assignee_id, task.person_id, task.note) for task in tasks]

    def row(self) -> Message:
        with self.storage.unit_of_work() as session:
            return session.scalars(select(Message).order_by(Message.id.desc())).first()  # type: ignore[return-value]

    def shown(self, intake: dict[str, Any]) -> list[dict[str, Any]]:
        return list(self.alice.client.get(f"/api/v1/intakes/{intake['id']}/messages").json["items"])

    def session(self) -> Any:
        return self.storage.unit_of_work()


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostOffice]:
    with post_office(tmp_path_factory.mktemp("post")) as open_office:
        yield open_office


@pytest.fixture(scope="module")
def built(cluster: Cluster, template: str, config: Config, office: PostOffice) -> Iterator[MailDesk]:
    cluster.create_database("mailed", template=template)
    told = replace(config, database_url=cluster.app_url("mailed"), mail=office.mail)
    app = create_app(told)
    storage: Storage = app.extensions["intake"].storage
    with storage.unit_of_work() as session:
        a_desk(session)
        alice = member(app, session, an_account(session, "Alice", "counselor", a_team(session, "Days")))
        place, moving = _places(session)
    yield MailDesk(app, told, storage, office, alice, place, moving)
    storage.engine.dispose()
    cluster.drop_database("mailed")


def _places(session: Session) -> tuple[UUID, UUID]:
    return a_place(session, "SA DT").id, a_place(session).id


@pytest.fixture
def desk(built: MailDesk) -> Iterator[MailDesk]:
    """Empty-handed at noon: what an earlier test left waiting is not this one's."""
    with stopped_at(NOON):
        for left in (built.office.taken, built.office.recipients, built.office.messages):
            left.clear()
        with built.storage.unit_of_work() as session:
            for row in session.scalars(select(Message)):
                row.state = "stopped" if row.state in ("waiting", "sending") else row.state
        yield built
