"""One's own work, to go on with from anywhere: only what one owns and may see, and the trail has whom it showed."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import Person
from tests.conftest import Member, QueryCount
from tests.factories.followups import a_task, an_intake

pytestmark = pytest.mark.usefixtures("desk")


def test_ones_own_drafts_and_tasks_with_whom_they_are_about(alice: Member, charlie: Member, session: Session) -> None:
    mine = an_intake(session, alice, state="draft")
    done = an_intake(session, alice, state="complete")
    an_intake(session, charlie, state="draft")
    task = a_task(session, alice, done)
    session.get_one(Person, mine.subject_id).given_name = "Rosalía"
    session.commit()
    told = alice.client.get("/api/v1/work").get_json()
    (draft,) = told["drafts"]
    assert (draft["id"], draft["reference"], draft["name"].split()[0]) == (str(mine.id), mine.reference, "Rosalía")
    (line,) = told["tasks"]
    assert (line["id"], line["due_at"][:16]) == (str(task.id), task.due_at.isoformat()[:16])
    assert line["kind"] not in ("", task.kind)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "desk.list_work")).one()
    assert entry.detail["people"] == sorted({str(one) for one in (mine.subject_id, mine.caller_id, task.person_id)})


def test_nothing_to_go_on_with_leaves_no_trail_and_others_may_not_ask(alice: Member, erin: Member, session: Session) -> None:
    assert alice.client.get("/api/v1/work").get_json() == {"drafts": [], "tasks": []}
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "desk.list_work")).all() == []
    assert erin.client.get("/api/v1/work").status_code == 403


def test_three_of_each_cost_no_more_queries_than_one(alice: Member, session: Session, queries: QueryCount) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            an_intake(session, alice, state="draft")
            an_intake(session, alice, state="abandoned")
            a_task(session, alice)
        session.commit()
        session.expire_all()
        before = len(queries)
        alice.client.get("/api/v1/work")
        counts.append(len(queries) - before)
    assert counts[0] == counts[1]


def test_an_intake_by_its_spoken_reference_and_of_another_team_as_of_none(
    alice: Member, charlie: Member, session: Session
) -> None:
    intake = an_intake(session, alice, state="draft")
    session.commit()

    def found(member: Member, reference: str) -> list[str]:
        answer = member.client.post("/api/v1/intakes/search", json={"reference": reference})
        assert answer.status_code == 200
        return [one["id"] for one in answer.get_json()["items"]]

    assert found(alice, intake.reference.lower().replace("-", " ")) == [str(intake.id)]
    assert found(charlie, intake.reference) == found(alice, "IN-2222-223") == []
