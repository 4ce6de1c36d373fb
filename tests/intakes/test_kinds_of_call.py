"""A call for information only; a crisis, which asks for less; and the reference by which an intake is found again."""

from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.followups.models import Task
from intake.followups.service import propose_task
from intake.foundation.actor import SYSTEM
from intake.intakes.models import Intake
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.followups import an_intake
from tests.factories.intakes import klonopin_call


def test_a_call_for_information_is_complete_with_nobody_in_it(alice: Member, session: Session, desk: Settings) -> None:
    answer = alice.client.post("/api/v1/intakes", json={"for_whom": "information", "complete": True})
    assert (answer.status_code, answer.json["state"], answer.json["kind_of_call"]) == (201, "complete", "information")
    intake = session.get_one(Intake, answer.json["id"])
    assert (intake.caller.standing, intake.subject.standing) == ("confirmed", "provisional")
    assert propose_task(session, actor=SYSTEM, intake_id=intake.id) is None
    assert session.query(Task).all() == []


def test_in_a_crisis_the_record_does_not_wait_for_insurance(alice: Member, desk: Settings) -> None:
    call = klonopin_call(caller={}, subject={}, policies=[])
    call["situation"] |= {"not_waking": True, "present_location": "12 Example Street"}
    draft = alice.client.post("/api/v1/intakes", json=call).json
    assert draft["kind_of_call"] == "crisis"
    assert {one["code"]: one["later"] for one in draft["missing"]} == {
        "emergency": False,
        "caller_name": True,
        "subject_age": True,
        "subject_place": True,
        "coverage": True,
    }
    done = {"actions_taken": ["called_911"]}
    for one in draft["missing"]:
        if one["code"] == "emergency":
            alice.client.post(f"/api/v1/intakes/{draft['id']}/findings/{one['field']}/acknowledgement", json=done)
    version = alice.client.get(f"/api/v1/intakes/{draft['id']}/findings").json["version"]
    complete = alice.client.post(f"/api/v1/intakes/{draft['id']}/complete", headers={"If-Match": f'"{version}"'})
    assert (complete.status_code, complete.json.get("state")) == (200, "complete"), complete.json


def test_a_record_waits_for_the_past_seizure_that_decides_on_an_emergency(alice: Member, desk: Settings) -> None:
    """Clonazepam ran out three days ago and nobody asked; "not known" is an answer, "not asked" is none."""
    call = klonopin_call()
    del call["situation"]["past_withdrawal_seizure"]
    refused = alice.client.post("/api/v1/intakes", json={**call, "complete": True})
    assert (refused.status_code, [one["code"] for one in refused.json["missing"]]) == (409, ["past_seizure"])
    assert "a yes is an emergency" in refused.json["missing"][0]["words"]
    assert alice.client.post("/api/v1/intakes", json={**klonopin_call(), "complete": True}).status_code == 201


def test_a_reference_finds_its_intake_in_any_form(alice: Member, charlie: Member, session: Session) -> None:
    intake, other = an_intake(session, alice), an_intake(session, alice)
    session.commit()
    said = intake.reference.removeprefix("IN-").lower()
    for text in (intake.reference, said, f"in {said.replace('-', ' ')}", f"{said}."):
        found = alice.client.get("/api/v1/intakes", query_string={"reference": text}).json["items"]
        assert [row["id"] for row in found] == [str(intake.id)] != [str(other.id)], text
        led = alice.client.post("/desk/find", data={"reference": text})
        assert (led.status_code, led.location) == (303, f"/desk/intakes/{intake.id}")
    assert charlie.client.get("/api/v1/intakes", query_string={"reference": said}).json["items"] == []
    assert charlie.client.post("/desk/find", data={"reference": said}).status_code == 422
    wrong = alice.client.get("/api/v1/intakes?reference=IN-2222-223")
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "/query/reference")
    page = alice.client.post("/desk/find", data={"reference": "Dolores"})
    assert (page.status_code, "ask again" in page.text) == (422, True)


def test_a_person_whom_nobody_named_is_not_confirmed(alice: Member, session: Session, desk: Settings) -> None:
    answer = alice.client.post("/api/v1/intakes", json=klonopin_call(for_whom="information", complete=True))
    assert answer.status_code == 201, answer.json
    assert session.get_one(Person, answer.json["subject"]["id"]).standing == "provisional"
