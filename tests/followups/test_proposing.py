"""Every completed intake gets a follow-up, unless somebody still means to do something for it: once."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from intake.callers.service import restrict_person
from intake.followups.service import cancel_task, finish_task, propose_task
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now
from intake.retention.service import erase_record
from tests.conftest import Member
from tests.factories.accounts import an_account
from tests.factories.followups import a_task, an_intake

ENDS: dict[str, dict[str, Any]] = {
    "made by mistake": {"verb": cancel_task, "reason": "entered_in_error"},
    "done before": {"verb": finish_task, "outcome": "done"},
}


@pytest.mark.parametrize("end", ENDS)
def test_a_promise_that_is_over_keeps_no_follow_up_away(alice: Member, session: Session, end: str) -> None:
    promised, how = a_task(session, alice), dict(ENDS[end])
    assert promised.intake_id is not None
    assert propose_task(session, actor=SYSTEM, intake_id=promised.intake_id) is None
    how.pop("verb")(session, actor=alice.actor, task_id=promised.id, version=1, **how)
    proposed = propose_task(session, actor=SYSTEM, intake_id=promised.intake_id)
    assert proposed is not None and proposed.kind == "follow_up_call"


@pytest.mark.parametrize("state", ["open", "done"])
def test_who_was_pushed_by_a_partner_gets_a_follow_up_too(alice: Member, session: Session, state: str) -> None:
    first_call = a_task(session, alice, origin="partner", state=state)
    assert first_call.intake_id is not None
    assert propose_task(session, actor=SYSTEM, intake_id=first_call.intake_id) is not None


def test_a_proposal_that_was_cancelled_does_not_come_again(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    proposed = propose_task(session, actor=SYSTEM, intake_id=intake.id)
    assert proposed is not None
    cancel_task(session, actor=alice.actor, task_id=proposed.id, version=1, reason="asked_not_to_be_contacted")
    assert propose_task(session, actor=SYSTEM, intake_id=intake.id) is None


def test_nothing_is_proposed_to_who_was_erased(alice: Member, session: Session) -> None:
    both, one = an_intake(session, alice, for_whom="self"), an_intake(session, alice)
    for person_id in (both.caller_id, one.caller_id):
        erase_record(session, actor=SYSTEM, person_id=person_id, reason="asked_by_person")
    assert propose_task(session, actor=SYSTEM, intake_id=both.id) is None
    proposed = propose_task(session, actor=SYSTEM, intake_id=one.id)
    assert proposed is not None and proposed.person_id == one.subject_id


def test_a_proposal_lies_with_nobody_who_could_not_do_it(alice: Member, bob: Member, session: Session) -> None:
    intakes = [an_intake(session, alice) for _ in range(3)]
    gone, auditor = an_account(session, "Sasha"), an_account(session, "Robin", "auditor")
    gone.disabled_at = now()
    intakes[0].owner_id, intakes[1].owner_id = gone.id, auditor.id
    named = [bob.actor.id]
    restrict_person(session, actor=bob.actor, person_id=intakes[2].subject_id, because="staff", named=named)  # type: ignore[arg-type]
    proposed = [propose_task(session, actor=SYSTEM, intake_id=one.id) for one in intakes]
    assert [task and task.assignee_id for task in proposed] == [None, None, None]
    assert all(proposed)
