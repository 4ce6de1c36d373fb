"""Drafts to a chosen place: what may become one, and what is kept of it."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.facilities.models import Facility
from intake.intakes.models import Intake
from intake.referrals.models import Referral
from intake.storage.outbox import OutboxEvent
from tests.conftest import Member
from tests.factories.facilities import a_place
from tests.factories.followups import an_intake
from tests.factories.referrals import a_match_run, a_referral

IF_1 = {"If-Match": '"1"'}


def refer(member: Member, intake: Intake, place: Facility, **more: Any) -> Any:
    return member.client.post(f"/api/v1/intakes/{intake.id}/referrals", json={"facility_id": str(place.id), **more})


def test_a_referral_is_a_draft_to_the_chosen_place_with_its_first_step(alice: Member, session: Session) -> None:
    intake, place = an_intake(session, alice), a_place(session, name="Example House", city="Examplewood")
    run = a_match_run(session, intake)
    answer = refer(alice, intake, place, match_run_id=str(run.id))
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"1"')
    told = answer.json
    assert (told["state"], told["facility"]["name"], told["facility"]["city"]) == ("draft", "Example House", "Examplewood")
    assert (told["subject_id"], told["match_run_id"]) == (str(intake.subject_id), str(run.id))
    assert [(step["state"], step["by"]) for step in told["steps"]] == [("draft", str(alice.actor.id))]
    assert told["reference"].startswith("RF-")
    assert alice.client.get(f"/api/v1/referrals/{told['id']}").json == told
    entries = session.scalars(select(AuditEntry.action).where(AuditEntry.record == "referral").order_by(AuditEntry.id))
    assert list(entries) == ["referrals.draft", "referrals.open"]
    assert session.scalar(select(func.count()).where(OutboxEvent.name == "referrals.drafted")) == 1


@pytest.mark.parametrize("state", ["draft", "abandoned", "closed"])
def test_only_a_complete_intake_is_referred(alice: Member, session: Session, state: str) -> None:
    answer = refer(alice, an_intake(session, alice, state=state), a_place(session))
    assert (answer.status_code, answer.json["state"]) == (409, state)
    assert session.scalar(select(func.count()).select_from(Referral)) == 0


def test_a_place_that_is_gone_is_refused(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    gone = refer(alice, intake, a_place(session, listed=False))
    never = alice.client.post(f"/api/v1/intakes/{intake.id}/referrals", json={"facility_id": str(uuid4())})
    for answer in (gone, never):
        assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/facility_id")


def test_a_match_run_of_another_intake_is_refused(alice: Member, session: Session) -> None:
    run = a_match_run(session, an_intake(session, alice))
    answer = refer(alice, an_intake(session, alice), a_place(session), match_run_id=str(run.id))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/match_run_id")


def test_a_second_open_one_to_the_same_place_is_refused_until_the_first_ends(alice: Member, session: Session) -> None:
    intake, place = an_intake(session, alice), a_place(session)
    first = refer(alice, intake, place)
    second = refer(alice, intake, place)
    assert (second.status_code, second.json["detail"]) == (409, "There is an open referral to this place already.")
    assert refer(alice, intake, a_place(session)).status_code == 201
    url = f"/api/v1/referrals/{first.json['id']}/cancel"
    assert alice.client.post(url, json={"reason": "place_has_no_room"}, headers=IF_1).status_code == 200
    assert refer(alice, intake, place).status_code == 201


@pytest.mark.parametrize(("reason", "state"), [("person_changed_mind", "cancelled"), ("made_in_error", "entered-in-error")])
def test_a_referral_ends_once_with_its_reason(alice: Member, session: Session, reason: str, state: str) -> None:
    referral = a_referral(session, alice)
    url = f"/api/v1/referrals/{referral.id}/cancel"
    assert alice.client.post(url, json={"reason": reason}).status_code == 428
    assert alice.client.post(url, json={"reason": reason}, headers={"If-Match": '"9"'}).status_code == 412
    ended = alice.client.post(url, json={"reason": reason}, headers=IF_1)
    assert (ended.json["state"], ended.json["version"]) == (state, 2)
    assert [(step["state"], step["reason"]) for step in ended.json["steps"]] == [("draft", None), (state, reason)]
    assert alice.client.post(url, json={"reason": reason}, headers={"If-Match": '"2"'}).status_code == 409


def test_a_reason_is_a_word_of_the_list_never_a_story(alice: Member, session: Session) -> None:
    referral = a_referral(session, alice)
    answer = alice.client.post(f"/api/v1/referrals/{referral.id}/cancel", json={"reason": "he went home"}, headers=IF_1)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/reason")


def test_who_may_not_see_the_intake_sees_no_referral(alice: Member, bob: Member, charlie: Member, session: Session) -> None:
    referral = a_referral(session, alice)
    intake = session.get_one(Intake, referral.intake_id)
    url = f"/api/v1/referrals/{referral.id}"
    assert charlie.client.get(url).status_code == 404
    assert charlie.client.post(f"{url}/cancel", json={"reason": "made_in_error"}, headers=IF_1).status_code == 404
    assert refer(charlie, intake, a_place(session)).status_code == 404
    assert charlie.client.get("/api/v1/referrals").json["items"] == []
    assert [row["id"] for row in bob.client.get("/api/v1/referrals").json["items"]] == [str(referral.id)]


def test_the_list_is_of_one_intake_or_state_newest_first(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    first, second = a_referral(session, alice, intake), a_referral(session, alice, intake)
    other = a_referral(session, alice)
    alice.client.post(f"/api/v1/referrals/{first.id}/cancel", json={"reason": "made_in_error"}, headers=IF_1)

    def ids(query: str) -> list[str]:
        return [row["id"] for row in alice.client.get(f"/api/v1/referrals?{query}").json["items"]]

    assert ids("") == [str(other.id), str(second.id), str(first.id)]
    assert ids(f"intake_id={intake.id}") == [str(second.id), str(first.id)]
    assert ids(f"intake_id={intake.id}&state=draft") == [str(second.id)]
