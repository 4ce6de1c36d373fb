"""The Klonopin call by API alone, from the first word to a complete intake."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.intakes.models import Intake
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.intakes import klonopin_call


def test_the_call_becomes_an_intake_with_its_findings_in_order(alice: Member) -> None:
    answer = alice.client.post("/api/v1/intakes", json=klonopin_call())
    assert answer.status_code == 201, answer.json
    intake = answer.json
    assert (intake["caller"]["given_name"], intake["subject"]["given_name"]) == ("Dolores", "Daniel")
    assert intake["caller"]["id"] != intake["subject"]["id"]
    first = intake["findings"][0]
    assert (first["status"], first["severity"], first["rule_id"]) == ("found", "urgent", "benzodiazepine-stopped")
    assert first["content"]["do_now"][0]["code"] == "medical_assessment_today"
    assert "911" in " ".join(step["text"] for step in first["content"]["do_now"])
    assert first["content"]["ask"][0]["fact"] == "past_withdrawal_seizure"
    found = {finding["rule_id"] for finding in intake["findings"] if finding["status"] == "found"}
    assert {"several-prescribers", "runs-out-early"} <= found
    assert found & {"alcohol-with-benzodiazepine", "alcohol-near-daily-with-benzodiazepine"}


def test_each_answer_says_who_told_it(alice: Member, session: Session) -> None:
    answer = alice.client.post("/api/v1/intakes", json=klonopin_call())
    row = session.get_one(Intake, answer.json["id"])
    assert row.mark("past_withdrawal_seizure").informant == "caller"  # type: ignore[union-attr]
    assert row.caller.mark("given_name").informant == "self"  # type: ignore[union-attr]
    assert answer.json["situation"]["past_withdrawal_seizure"] == {"missing": "unknown"}
    assert answer.json["situation"]["pregnant"] == {"missing": "not_asked"}


def test_completing_says_what_is_missing_in_words(alice: Member) -> None:
    call = klonopin_call(situation={}, complete=True)
    answer = alice.client.post("/api/v1/intakes", json=call)
    assert answer.status_code == 409
    assert {item["code"] for item in answer.json["missing"]} == {"danger_now", "suicidal_thoughts", "safe_place", "past_seizure"}
    assert alice.client.get("/api/v1/intakes").json["items"] == []


def test_a_complete_call_is_a_record_with_its_promise(alice: Member, desk: Settings) -> None:
    call = klonopin_call(complete=True, follow_up={"kind": "follow_up_call"})
    answer = alice.client.post("/api/v1/intakes", json=call)
    assert (answer.status_code, answer.json["state"]) == (201, "complete")
    assert answer.json["subject"]["standing"] == "confirmed"
    tasks = alice.client.get(f"/api/v1/tasks?intake_id={answer.json['id']}&list=unassigned").json["items"]
    assert [task["kind"] for task in tasks] == ["follow_up_call"]


def test_a_field_is_saved_once_and_a_stale_save_tells_both_values(alice: Member, bob: Member) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    url = f"/api/v1/intakes/{intake['id']}/answers/intake/{intake['id']}/pregnant"
    saved = alice.client.put(url, json={"answer": False, "version": 0})
    assert (saved.status_code, saved.json["version"], saved.json["intake_version"]) == (200, 1, intake["version"] + 1)
    stale = bob.client.put(url, json={"answer": True, "version": 0})
    assert (stale.status_code, stale.json["type"]) == (409, "urn:intake:problem:stale")
    assert (stale.json["current"]["answer"], stale.json["current"]["version"]) == (False, 1)
    assert bob.client.put(url, json={"answer": True, "version": 1}).json["version"] == 2


def test_an_emergency_tells_a_supervisor_and_must_be_acknowledged(alice: Member, bob: Member) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    url = f"/api/v1/intakes/{intake['id']}"
    alice.client.put(f"{url}/answers/intake/{intake['id']}/suicidal_thoughts", json={"answer": True, "version": 1})
    first = alice.client.get(f"{url}/findings").json["findings"][0]
    assert (first["severity"], first["acknowledged_at"]) == ("emergency", None)
    alerts = bob.client.get("/api/v1/alerts").json["items"]
    assert [(alert["kind"], alert["words"]) for alert in alerts] == [("emergency", "Thoughts of ending their life")]
    version = alice.client.get(url).headers["ETag"]
    refused = alice.client.post(f"{url}/complete", headers={"If-Match": version})
    assert (refused.status_code, [item["code"] for item in refused.json["missing"]]) == (409, ["emergency", "present_location"])
    alice.client.put(f"{url}/answers/intake/{intake['id']}/present_location", json={"answer": "At home", "version": 0})
    done = alice.client.post(f"{url}/findings/{first['id']}/acknowledgement", json={"actions_taken": ["transferred_988"]})
    assert done.status_code == 200
    version = alice.client.get(url).headers["ETag"]
    assert alice.client.post(f"{url}/complete", headers={"If-Match": version}).status_code == 200


def test_a_finding_goes_when_the_answer_it_rested_on_changes(alice: Member) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    url = f"/api/v1/intakes/{intake['id']}"
    use = intake["substances"][0]
    alice.client.delete(f"{url}/substances/{use['id']}")
    after = {f["rule_id"] for f in alice.client.get(f"{url}/findings").json["findings"]}
    assert "benzodiazepine-stopped" not in after
    alice.client.post(f"{url}/substances/{use['id']}/restore")
    again = {f["rule_id"] for f in alice.client.get(f"{url}/findings").json["findings"]}
    assert "benzodiazepine-stopped" in again


def test_somebody_of_another_team_finds_nothing(alice: Member, charlie: Member) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    assert charlie.client.get(f"/api/v1/intakes/{intake['id']}").status_code == 404
    assert charlie.client.get("/api/v1/intakes").json["items"] == []
    url = f"/api/v1/intakes/{intake['id']}/answers/intake/{intake['id']}/pregnant"
    assert charlie.client.put(url, json={"answer": True, "version": 0}).status_code == 404


def test_opening_stays_in_the_trail(alice: Member, session: Session) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    alice.client.get(f"/api/v1/intakes/{intake['id']}")
    query = select(AuditEntry.person_id).where(AuditEntry.action == "intakes.open", AuditEntry.actor_id == alice.actor.id)
    assert sorted(map(str, session.scalars(query))) == sorted({intake["subject"]["id"], intake["caller"]["id"]})


def test_the_caller_turns_out_to_be_the_person_in_need(alice: Member) -> None:
    intake = alice.client.post("/api/v1/intakes", json={"caller": {"given_name": "Kim"}, "subject": {"is_adult": True}}).json
    url = f"/api/v1/intakes/{intake['id']}"
    alice.client.post(f"{url}/policies", json={"coverage_kind": "commercial", "member_id": "ABC123"})
    saved = alice.client.put(f"{url}/answers/intake/{intake['id']}/for_whom", json={"answer": "self", "version": 0}).json
    assert saved["subject_id"] == saved["caller_id"] == intake["caller"]["id"]
    after = alice.client.get(url).json
    assert (after["subject"]["given_name"], after["subject"]["is_adult"]) == ("Kim", True)
    assert after["policies"][0]["member_id"] == "ABC123"


def test_bad_requests_name_every_field_and_leave_nothing(alice: Member, session: Session) -> None:
    call = klonopin_call(caller={"given_name": "A\0b", "contact_points": [{"kind": "phone", "value": "12"}]}, surprise=1)
    call["substances"][0]["days_used_in_30"] = 31
    before = session.scalar(select(func.count()).select_from(Intake))
    answer = alice.client.post("/api/v1/intakes", json=call)
    assert answer.status_code == 422
    pointers = {error["pointer"] for error in answer.json["errors"]}
    assert {"/caller/given_name", "/surprise", "/substances/0/days_used_in_30"} <= pointers
    assert session.scalar(select(func.count()).select_from(Intake)) == before
