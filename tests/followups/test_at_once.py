"""A recipient is told in the same moment as the task about it is made, with real commits: no task stays open for nothing."""

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.consents.service import tell_recipient
from intake.followups import jobs
from intake.followups.models import Task
from intake.foundation.actor import Actor, Role
from intake.foundation.events import event
from intake.storage.session import Storage
from tests.conftest import Member
from tests.factories.accounts import a_team, an_account
from tests.factories.callers import a_person
from tests.factories.consents import a_notice
from tests.factories.followups import a_desk
from tests.referrals.test_at_once import second_waits

Verb = Callable[[Session], object]


@pytest.fixture
def verbs(own_storage: Storage, app: Flask) -> tuple[UUID, Verb, Verb]:
    """The notice, the making of its task, and the telling."""
    with own_storage.unit_of_work() as session:
        a_desk(session)
        account = an_account(session, "Alice", "counselor", a_team(session))
        alice = Actor(role=Role.COUNSELOR, id=account.id, name=account.name, team_id=account.team_id)
        notice = a_notice(session, Member(alice, app.test_client(), ""), a_person(session, "Rosa", "Marin"))
        notice_id, taken_back = notice.id, event("consents.revoked", consent_id=notice.consent_id)
    return (
        notice_id,
        lambda session: jobs.tell_recipients(session, taken_back),
        lambda session: tell_recipient(session, actor=alice, notice_id=notice_id, way="phone"),
    )


@pytest.mark.parametrize(("task_first", "states"), [(True, ["done"]), (False, [])])
def test_a_task_is_made_and_ended_or_not_made_at_all(
    own_storage: Storage, verbs: tuple[UUID, Verb, Verb], task_first: bool, states: list[str]
) -> None:
    notice_id, make, tell = verbs
    second_waits(own_storage, *((make, tell) if task_first else (tell, make)))
    with own_storage.unit_of_work() as session:
        jobs.end_telling(session, event("consents.recipient_told", notice_id=notice_id))
    with own_storage.unit_of_work() as session:
        assert session.scalars(select(Task.state)).all() == states
