"""Hours pass while nobody answers: a draft that is opened or completed tells what its answers mean by now."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from intake.foundation.clock import now
from intake.substances.models import SubstanceUse
from tests.conftest import Member, QueryCount
from tests.factories.intakes import klonopin_call

pytestmark = pytest.mark.usefixtures("desk")
RULE = "benzodiazepine-stopped"


def a_draft(member: Member, session: Session, **changed: Any) -> str:
    """Clonazepam each day, the last 40 hours ago; then 15 hours pass. The address of the draft."""
    clonazepam = {"substance_code": "clonazepam", "days_per_week": 7, "months_of_use": 24}
    last = {"last_used_at": (now() - timedelta(hours=40)).isoformat()}
    never = {"past_withdrawal_seizure": False, "past_withdrawal_delirium": False, "seizure_disorder": False}
    told = {"for_whom": "self", "situation": never, "substances": [clonazepam | last], **changed}
    made = member.client.post("/api/v1/intakes", json=told)
    assert made.status_code == 201, made.json
    at = f"/api/v1/intakes/{made.json['id']}"
    pass_hours(session, 15)
    return at


def _whole_call() -> dict[str, Any]:
    """Everything that is asked for before it can be completed, but for what a_draft tells by itself."""
    call = klonopin_call()
    call.pop("substances")
    never = {"past_withdrawal_seizure": False, "past_withdrawal_delirium": False, "seizure_disorder": False}
    return {**call, "situation": call["situation"] | never}


def pass_hours(session: Session, hours: int) -> None:
    session.execute(update(SubstanceUse).values(last_used_at=SubstanceUse.last_used_at - timedelta(hours=hours)))
    session.commit()


def complete(member: Member, at: str) -> None:
    version = member.client.get(f"{at}/findings").json["version"]
    done = member.client.post(f"{at}/complete", headers={"If-Match": f'"{version}"'})
    assert done.status_code == 200, done.json


def status(findings: list[dict[str, Any]], rule: str = RULE) -> str | None:
    return next((one["status"] for one in findings if one["rule_id"] == rule), None)


def test_a_draft_that_is_opened_tells_what_is_found_by_now(alice: Member, bob: Member, session: Session) -> None:
    at = a_draft(alice, session)
    assert status(alice.client.get(f"{at}/findings").json["findings"]) == "possible"
    # Also when a colleague opens it.
    assert status(bob.client.get(at).json["findings"]) == "found"
    assert status(alice.client.get(f"{at}/findings").json["findings"]) == "found"


def test_its_page_does_too(alice: Member, session: Session) -> None:
    at = a_draft(alice, session)
    page = alice.client.get(f"/desk/intakes/{at.rpartition('/')[2]}")
    assert page.status_code == 200
    assert status(alice.client.get(f"{at}/findings").json["findings"]) == "found"


def test_what_was_said_to_have_been_done_stays_said_while_it_stands(alice: Member, session: Session) -> None:
    at = a_draft(alice, session)
    (finding,) = [one for one in alice.client.get(at).json["findings"] if one["rule_id"] == RULE]
    done = alice.client.post(f"{at}/findings/{finding['id']}/acknowledgement", json={"actions_taken": ["transferred_988"]})
    assert done.status_code == 200, done.json
    pass_hours(session, 1)
    (again,) = [one for one in alice.client.get(at).json["findings"] if one["rule_id"] == RULE]
    assert (again["id"], again["actions_taken"]) == (finding["id"], ["transferred_988"])


def test_it_is_completed_with_what_is_found_by_now(alice: Member, session: Session) -> None:
    at = a_draft(alice, session, **_whole_call())
    complete(alice, at)
    assert status(alice.client.get(f"{at}/findings").json["findings"]) == "found"


def test_a_record_stays_as_it_was_however_late_it_is_opened(alice: Member, session: Session) -> None:
    at = a_draft(alice, session, **_whole_call())
    complete(alice, at)
    before = alice.client.get(at).json["findings"]
    pass_hours(session, 300)
    assert alice.client.get(at).json["findings"] == before


def test_who_only_looks_holds_nobody_up_where_nothing_grows_older(alice: Member, session: Session, queries: QueryCount) -> None:
    told = {"for_whom": "self", "substances": [{"substance_code": "clonazepam", "days_per_week": 7}]}
    at = f"/api/v1/intakes/{alice.client.post('/api/v1/intakes', json=told).json['id']}"
    queries.statements.clear()
    assert alice.client.get(at).status_code == 200
    assert [one for one in queries.statements if "FOR UPDATE" in one.upper()] == []
    # Otherwise nothing would have been seen here.
    aging = a_draft(alice, session)
    queries.statements.clear()
    assert alice.client.get(aging).status_code == 200
    assert [one for one in queries.statements if "FOR UPDATE" in one.upper()] != []
