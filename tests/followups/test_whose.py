"""A task lies with somebody who can do it and sees whom it is about, or with nobody: then everybody finds it."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.accounts.service import change_account, disable_account
from intake.audit.models import AuditEntry
from intake.callers.service import break_glass, restrict_person
from intake.followups import jobs
from intake.followups.models import Task
from intake.foundation.events import Event, event
from intake.storage.outbox import OutboxEvent
from intake.worker import HANDLERS
from tests.conftest import Member
from tests.factories.accounts import an_account
from tests.factories.callers import a_person
from tests.factories.consents import a_notice
from tests.factories.followups import a_desk, a_task, an_intake

IF_1 = {"If-Match": '"1"'}
REFUSED = "They may not see somebody whom this task is about, or only for a short time. Nothing was changed."


def restricted(session: Session, bob: Member, person_id: UUID, *named: Member) -> None:
    ids = [one.actor.id for one in (bob, *named) if one.actor.id]
    restrict_person(session, actor=bob.actor, person_id=person_id, because="staff", named=ids)
    session.commit()


def test_a_task_about_somebody_restricted_goes_to_those_named_only(
    alice: Member, bob: Member, charlie: Member, session: Session
) -> None:
    intake = an_intake(session, alice)
    restricted(session, bob, intake.subject_id, alice)
    url, body = f"/api/v1/intakes/{intake.id}/tasks", {"kind": "call_back"}
    refused = alice.client.post(url, json={**body, "assignee_id": str(charlie.actor.id)})
    assert (refused.status_code, refused.json["detail"]) == (409, REFUSED)
    assert session.scalars(select(Task)).all() == []
    made = alice.client.post(url, json={**body, "assignee_id": str(alice.actor.id)})
    assert made.status_code == 201
    path = f"/api/v1/tasks/{made.json['id']}/assignee"
    refused = alice.client.put(path, json={"assignee_id": str(charlie.actor.id)}, headers=IF_1)
    assert (refused.status_code, refused.json["detail"]) == (409, REFUSED)
    given = alice.client.put(path, json={"assignee_id": str(bob.actor.id)}, headers=IF_1)
    assert (given.status_code, given.json["assignee_id"]) == (200, str(bob.actor.id))


def test_who_broke_the_glass_works_on_it_and_does_not_keep_it(bob: Member, charlie: Member, session: Session) -> None:
    person = a_person(session)
    restricted(session, bob, person.id)
    task = a_task(session, bob, an_intake(session, bob), person_id=person.id, data_key=person.data_key, assignee_id=None)
    break_glass(session, actor=charlie.actor, person_id=person.id, reason="They are on the phone.")
    session.commit()
    assert charlie.client.get(f"/api/v1/tasks/{task.id}").status_code == 200
    taken = charlie.client.post(f"/desk/tasks/{task.id}/take", data={"version": "1"})
    assert (taken.status_code, REFUSED in taken.text) == (409, True)
    assert task.assignee_id is None
    assert charlie.client.post(f"/api/v1/tasks/{task.id}/finish", json={"outcome": "done"}, headers=IF_1).status_code == 200


def disabled(session: Session, erin: Member, account: Account) -> None:
    disable_account(session, actor=erin.actor, account_id=account.id)


def made_an_auditor(session: Session, erin: Member, account: Account) -> None:
    change_account(session, actor=erin.actor, account_id=account.id, version=1, changes={"role": "auditor"})


@pytest.mark.parametrize(("what", "name"), [(disabled, "accounts.disabled"), (made_an_auditor, "accounts.role_changed")])
def test_tasks_of_who_no_longer_works_on_them_are_everybodys(
    alice: Member, erin: Member, session: Session, what: Any, name: str
) -> None:
    leaving = an_account(session, "Casey")
    own, theirs = a_task(session, alice), a_task(session, alice, assignee_id=leaving.id)
    done = a_task(session, alice, assignee_id=leaving.id, state="done")
    what(session, erin, leaving)
    told = session.scalars(select(OutboxEvent).where(OutboxEvent.name == name)).one()
    for handler in HANDLERS[name]:
        handler(session, Event(name, told.ids))
    assert (own.assignee_id, theirs.assignee_id, done.assignee_id) == (alice.actor.id, None, leaving.id)
    assert (own.version, theirs.version) == (1, 2)
    session.commit()
    found = alice.client.get("/api/v1/tasks?list=unassigned").json["items"]
    assert [row["id"] for row in found] == [str(theirs.id)]
    trail = session.scalars(select(AuditEntry).where(AuditEntry.record_id == theirs.id)).one()
    assert (trail.action, trail.detail, trail.actor_id) == ("followups.assign_task", {"assignee_id": None}, None)


@pytest.mark.parametrize("who", ["caller_id", "subject_id"])
def test_a_restriction_that_comes_later_leaves_tasks_with_those_named(
    alice: Member, bob: Member, charlie: Member, session: Session, who: str
) -> None:
    intake = an_intake(session, alice)
    hers, his = a_task(session, alice, intake), a_task(session, charlie, intake)
    other = a_task(session, charlie, an_intake(session, charlie))
    restricted(session, bob, getattr(intake, who), alice)
    jobs.give_back_tasks(session, event("callers.restricted", person_id=getattr(intake, who)))
    assert (hers.assignee_id, his.assignee_id, other.assignee_id) == (alice.actor.id, None, charlie.actor.id)
    session.commit()
    assert [row["id"] for row in alice.client.get("/api/v1/tasks?list=unassigned").json["items"]] == [str(his.id)]


def test_a_duty_about_somebody_restricted_lies_with_nobody_who_does_not_see_them(
    alice: Member, bob: Member, session: Session
) -> None:
    a_desk(session)
    rosa = a_person(session)
    notice = a_notice(session, alice, rosa)
    restricted(session, bob, rosa.id)
    jobs.tell_recipients(session, event("consents.revoked", consent_id=notice.consent_id))
    assert session.scalars(select(Task)).one().assignee_id is None
