"""A draft that was kept for later stands where drafts stand, and says so; one that ended with an erasure does not."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now
from intake.intakes.models import Intake
from intake.retention.service import erase_record
from intake.substances.models import SubstanceUse
from tests.conftest import Member
from tests.factories.followups import an_intake

pytestmark = pytest.mark.usefixtures("desk")
LISTS = ("/desk", "/desk/drafts", "/desk/drafts?list=mine")


@pytest.fixture
def kept(alice: Member, session: Session) -> Intake:
    draft = an_intake(session, alice, state="draft")
    session.commit()
    done = alice.client.post(f"/api/v1/intakes/{draft.id}/abandon", headers={"If-Match": f'"{draft.version}"'})
    assert done.status_code == 200
    return draft


def drafts(member: Member) -> list[tuple[str, str]]:
    return [(one["id"], one["state"]) for one in member.client.get("/api/v1/work").get_json()["drafts"]]


@pytest.mark.parametrize("address", LISTS)
def test_it_is_in_the_lists_with_the_word_for_it(alice: Member, charlie: Member, kept: Intake, address: str) -> None:
    row = alice.client.get(address).text.partition(f"/desk/intakes/{kept.id}")[2].partition("</a>")[0]
    assert "kept for later" in row
    assert str(kept.id) not in charlie.client.get(address).text


def test_it_is_work_to_go_on_with_and_told_apart_from_a_draft(
    alice: Member, charlie: Member, kept: Intake, session: Session
) -> None:
    other = an_intake(session, alice, state="draft")
    session.commit()
    assert drafts(alice) == [(str(other.id), "draft"), (str(kept.id), "abandoned")]
    assert drafts(charlie) == []


def test_what_ended_because_the_person_was_erased_is_nobodys_work(alice: Member, kept: Intake, session: Session) -> None:
    erase_record(session, actor=SYSTEM, person_id=kept.subject_id, reason="asked_by_person")
    session.commit()
    assert drafts(alice) == []
    for address in LISTS:
        assert str(kept.id) not in alice.client.get(address).text


def test_what_the_time_has_made_of_its_answers_is_found_when_it_is_resumed(alice: Member, session: Session) -> None:
    """Two days without it: nobody answers anything anew, and it is urgent by now."""
    clonazepam = {
        "substance_code": "clonazepam",
        "days_per_week": 7,
        "months_of_use": 24,
        "last_used_at": (now() - timedelta(hours=40)).isoformat(),
    }
    never = {"past_withdrawal_seizure": False, "past_withdrawal_delirium": False, "seizure_disorder": False}
    told = {"for_whom": "self", "situation": never, "substances": [clonazepam]}
    draft = alice.client.post("/api/v1/intakes", json=told).json
    at = f"/api/v1/intakes/{draft['id']}"
    kept = alice.client.post(f"{at}/abandon", headers={"If-Match": f'"{draft["version"]}"'}).json
    assert found(alice, at, "benzodiazepine-stopped") == "possible"
    session.execute(update(SubstanceUse).values(last_used_at=SubstanceUse.last_used_at - timedelta(hours=15)))
    session.commit()
    resumed = alice.client.post(f"{at}/resume", headers={"If-Match": f'"{kept["version"]}"'})
    assert resumed.status_code == 200
    assert found(alice, at, "benzodiazepine-stopped") == "found"


def found(member: Member, at: str, rule: str) -> str | None:
    told = member.client.get(f"{at}/findings").json["findings"]
    return next((one["status"] for one in told if one["rule_id"] == rule), None)


def test_its_page_knows_to_whom_it_can_be_handed_once_it_is_resumed(alice: Member, bob: Member, kept: Intake) -> None:
    assert f'value="{bob.actor.id}"' in alice.client.get(f"/desk/intakes/{kept.id}").text
