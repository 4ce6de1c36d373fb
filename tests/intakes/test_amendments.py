"""What was complete is corrected by amendments: the earlier answer is kept, sealed, with who, when and why."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.audit.models import AuditEntry
from intake.intakes.models import EarlierAnswer, Intake
from intake.organisation.models import Settings
from intake.storage.outbox import OutboxEvent
from tests.conftest import Member
from tests.factories.intakes import klonopin_call

REASON = "The mother called again: it began earlier."


@pytest.fixture
def complete(alice: Member, desk: Settings) -> dict[str, Any]:
    answer = alice.client.post("/api/v1/intakes", json=klonopin_call(complete=True))
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def amend(member: Member, intake: dict[str, Any], field: str, answer: Any, version: int, **more: Any) -> TestResponse:
    sent = {"record": "intake", "record_id": intake["id"], "field": field, "answer": answer, "version": version, "reason": REASON}
    return member.client.post(f"/api/v1/intakes/{intake['id']}/amendments", json=sent | more)


def history(member: Member, intake: dict[str, Any]) -> list[dict[str, Any]]:
    return list(member.client.get(f"/api/v1/intakes/{intake['id']}/amendments").json["items"])


def test_an_amendment_keeps_what_stood_before_with_who_when_and_why(
    alice: Member, complete: dict[str, Any], session: Session
) -> None:
    done = amend(alice, complete, "safe_place_tonight", False, 1)
    assert (done.status_code, done.json["answer"], done.json["version"]) == (201, False, 2)
    (kept,) = history(alice, complete)
    assert (kept["field"], kept["earlier"], kept["version"], kept["reason"]) == ("safe_place_tonight", True, 1, REASON)
    assert (kept["informant"], kept["recorded_by"], kept["replaced_by"]) == ("caller", str(alice.actor.id), str(alice.actor.id))
    row = session.scalars(select(EarlierAnswer)).one()
    assert REASON.encode() not in (row.reason_sealed or b"")
    assert b"true" not in (row.answer_sealed or b"")
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "intakes.amend_answer")).one()
    assert REASON not in str(told.detail)
    assert "intakes.amended" in session.scalars(select(OutboxEvent.name)).all()


def test_findings_are_told_anew(alice: Member, complete: dict[str, Any]) -> None:
    assert amend(alice, complete, "suicidal_thoughts", True, 1).status_code == 201
    found = alice.client.get(f"/api/v1/intakes/{complete['id']}/findings").json
    before = {one["rule_id"] for one in complete["findings"]}
    assert {one["rule_id"] for one in found["findings"]} - before
    assert found["version"] > complete["version"]


def test_every_record_of_the_intake_is_amended(alice: Member, complete: dict[str, Any]) -> None:
    use, policy, subject = complete["substances"][0], complete["policies"][0], complete["subject"]
    amended = [
        amend(alice, complete, "months_of_use", 36, 1, record="substance-use", record_id=use["id"]),
        amend(alice, complete, "member_id", "ZZ-1", 0, record="policy", record_id=policy["id"]),
        amend(alice, complete, "given_name", "Danilo", 1, record="person", record_id=subject["id"]),
    ]
    assert [one.status_code for one in amended] == [201] * 3
    kept = {one["field"]: one["earlier"] for one in history(alice, complete)}
    assert kept == {"months_of_use": 24, "member_id": {"missing": "not_asked"}, "given_name": "Daniel"}


def test_what_cannot_be_amended_is_refused_and_changes_nothing(
    alice: Member, charlie: Member, complete: dict[str, Any], session: Session
) -> None:
    assert amend(alice, complete, "safe_place_tonight", False, 0).status_code == 409
    assert amend(alice, complete, "safe_place_tonight", {"missing": "not_asked"}, 1).status_code == 422
    assert amend(alice, complete, "for_whom", "self", 1).status_code == 422
    assert amend(alice, complete, "safe_place_tonight", False, 1, reason=" ").status_code == 422
    assert amend(alice, complete, "safe_place_tonight", "no", 1).status_code == 422
    assert amend(alice, complete, "nonsense", False, 0).status_code == 404
    assert amend(charlie, complete, "safe_place_tonight", False, 1).status_code == 404
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    assert amend(alice, draft, "safe_place_tonight", False, 1).status_code == 409
    assert session.scalars(select(EarlierAnswer)).all() == []
    put = f"/api/v1/intakes/{complete['id']}/answers/intake/{complete['id']}/safe_place_tonight"
    assert alice.client.put(put, json={"answer": False, "version": 1}).status_code == 409
    assert session.get_one(Intake, complete["id"]).safe_place_tonight is True


def test_a_closed_intake_is_amended_too(alice: Member, complete: dict[str, Any], session: Session) -> None:
    session.get_one(Intake, complete["id"]).state = "closed"
    session.commit()
    assert amend(alice, complete, "safe_place_tonight", False, 1).status_code == 201


def test_in_a_draft_only_what_somebody_else_told_is_kept(alice: Member, bob: Member, desk: Settings) -> None:
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    put = f"/api/v1/intakes/{draft['id']}/answers/intake/{draft['id']}/safe_place_tonight"
    assert alice.client.put(put, json={"answer": False, "version": 1}).status_code == 200
    assert history(alice, draft) == []
    assert alice.client.put(put, json={"answer": True, "version": 2, "informant": "self"}).status_code == 200
    assert bob.client.put(put, json={"answer": False, "version": 3, "informant": "self"}).status_code == 200
    kept = history(bob, draft)
    assert [(one["earlier"], one["informant"], one["reason"]) for one in kept] == [(True, "self", None), (False, "caller", None)]


def test_what_was_kept_follows_the_person_in_need(alice: Member, bob: Member, desk: Settings, session: Session) -> None:
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    put = f"/api/v1/intakes/{draft['id']}/answers/intake/{draft['id']}"
    bob.client.put(f"{put}/safe_place_tonight", json={"answer": False, "version": 1})
    assert alice.client.put(f"{put}/for_whom", json={"answer": "self", "version": 1}).status_code == 200
    row = session.scalars(select(EarlierAnswer).where(EarlierAnswer.field == "safe_place_tonight")).one()
    assert row.data_key_id == session.get_one(Intake, draft["id"]).caller.data_key_id
    assert row.earlier is True


def test_a_substance_that_comes_to_light_later_is_an_amendment(alice: Member, complete: dict[str, Any], session: Session) -> None:
    url = f"/api/v1/intakes/{complete['id']}/amendments/substances"
    assert alice.client.post(url, json={"substance_code": "oxycodone"}).status_code == 422
    added = alice.client.post(url, json={"substance_code": "oxycodone", "reason": REASON})
    assert added.status_code == 201, added.json
    found = alice.client.get(f"/api/v1/intakes/{complete['id']}/findings").json["findings"]
    assert "opioid-with-benzodiazepine" in {one["rule_id"] for one in found if one["status"] == "found"}
    (kept,) = history(alice, complete)
    assert (kept["field"], kept["earlier"], kept["reason"]) == ("substance", {"missing": "not_asked"}, REASON)
    assert "Oxycodone" in alice.client.get(f"/desk/intakes/{complete['id']}/history").text
    months = {"record": "substance-use", "record_id": added.json["id"], "field": "months_of_use", "answer": 1, "version": 0}
    changed = alice.client.post(f"/api/v1/intakes/{complete['id']}/amendments", json=months | {"reason": REASON})
    assert changed.status_code == 201, changed.json
    page = alice.client.get(f"/desk/intakes/{complete['id']}/history").text
    assert re.search(r"<td>[^<]+<br><span[^>]*>Oxycodone<", page), "of which substance"
    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "intakes.amend_add_substance")).one()
    assert REASON not in str(trail.detail)


def test_a_substance_that_was_none_is_taken_off_and_its_name_kept(alice: Member, complete: dict[str, Any]) -> None:
    use = complete["substances"][0]
    url = f"/api/v1/intakes/{complete['id']}/amendments/substances/{use['id']}/removal"
    assert alice.client.post(url, json={"reason": "no"}).status_code == 422
    assert alice.client.post(url, json={"reason": REASON}).status_code == 204
    after = alice.client.get(f"/api/v1/intakes/{complete['id']}").json
    assert use["id"] not in {one["id"] for one in after["substances"]}
    (kept,) = history(alice, complete)
    assert (kept["earlier"], kept["reason"]) == ("Clonazepam", REASON)
    assert alice.client.post(url, json={"reason": REASON}).status_code == 404


REHAB = {"kind": "residential", "where": "Lakeside", "began_year": 2024}


def test_treatment_of_before_is_told_in_the_whole_call_amended_added_and_taken_off(
    alice: Member, desk: Settings, session: Session
) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call(complete=True, treatments=[REHAB])).json
    (rehab,) = intake["treatments"]
    assert (rehab["where"], rehab["days"], rehab["versions"]["where"]) == ("Lakeside", {"missing": "not_asked"}, 1)
    changed = amend(alice, intake, "where", "Lakeview", 1, record="treatment", record_id=rehab["id"])
    assert (changed.status_code, changed.json["answer"]) == (201, "Lakeview")
    url = f"/api/v1/intakes/{intake['id']}/amendments/treatments"
    assert alice.client.post(url, json={"kind": "withdrawal"}).status_code == 422
    added = alice.client.post(url, json={"kind": "withdrawal", "days": 5, "reason": REASON})
    assert (added.status_code, added.json["days"]) == (201, 5)
    assert alice.client.post(f"{url}/{rehab['id']}/removal", json={"reason": REASON}).status_code == 204
    assert alice.client.post(f"{url}/{rehab['id']}/removal", json={"reason": REASON}).status_code == 404
    stands = alice.client.get(f"/api/v1/intakes/{intake['id']}").json["treatments"]
    assert [one["id"] for one in stands] == [added.json["id"]]
    kept = [(one["record"], one["field"], one["earlier"]) for one in history(alice, intake)]
    assert kept == [
        ("treatment", "treatment", "Residential or inpatient, Lakeview"),
        ("treatment", "treatment", {"missing": "not_asked"}),
        ("treatment", "where", "Lakeside"),
    ]
    told = alice.client.get(f"/api/v1/people/{intake['subject']['id']}/history").json["treatments"]
    assert [[one["field"] for one in each["answers"]] for each in told] == [["kind", "days"]]
    page = alice.client.get(f"/desk/intakes/{intake['id']}/history").text
    assert "Detox or withdrawal management" in page and "Residential or inpatient, Lakeview" in page
    paper = alice.client.get(f"/desk/intakes/{intake['id']}/summary").text
    assert "Earlier treatment" in paper and "Detox or withdrawal management" in paper


def test_coverage_that_comes_to_light_later_is_added_and_what_is_none_of_theirs_taken_off(
    alice: Member, charlie: Member, complete: dict[str, Any]
) -> None:
    url = f"/api/v1/intakes/{complete['id']}/amendments/policies"
    assert alice.client.post(url, json={"coverage_kind": "medicaid"}).status_code == 422
    added = alice.client.post(url, json={"coverage_kind": "medicaid", "state": "FL", "reason": REASON})
    assert (added.status_code, added.json["coverage_kind"], added.json["state"]) == (201, "medicaid", "FL")
    (first,) = complete["policies"]
    assert charlie.client.post(f"{url}/{first['id']}/removal", json={"reason": REASON}).status_code == 404
    assert alice.client.post(f"{url}/{first['id']}/removal", json={"reason": REASON}).status_code == 204
    assert alice.client.post(f"{url}/{first['id']}/removal", json={"reason": REASON}).status_code == 404
    stands = alice.client.get(f"/api/v1/intakes/{complete['id']}").json["policies"]
    assert [one["id"] for one in stands] == [added.json["id"]]
    kept = [(one["record"], one["field"], one["earlier"], one["reason"]) for one in history(alice, complete)]
    assert kept == [("policy", "policy", "Florida Blue", REASON), ("policy", "policy", {"missing": "not_asked"}, REASON)]
    page = alice.client.get(f"/desk/intakes/{complete['id']}/history").text
    assert "Florida Blue" in page and "Medicaid" in page
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    on_a_draft = f"/api/v1/intakes/{draft['id']}/amendments/policies"
    assert alice.client.post(on_a_draft, json={"coverage_kind": "medicaid", "reason": REASON}).status_code == 409


def test_the_treatments_of_a_draft_are_simply_changed_and_of_others_not_at_all(
    alice: Member, charlie: Member, complete: dict[str, Any]
) -> None:
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call(treatments=[REHAB])).json
    sent, url = {**REHAB, "reason": REASON}, "/api/v1/intakes/{}/amendments/treatments"
    assert alice.client.post(url.format(draft["id"]), json=sent).status_code == 409
    elsewhere = f"{url.format(complete['id'])}/{draft['treatments'][0]['id']}/removal"
    assert alice.client.post(elsewhere, json={"reason": REASON}).status_code == 404
    assert charlie.client.post(url.format(complete["id"]), json=sent).status_code == 404
    wrong = alice.client.post("/api/v1/intakes", json=klonopin_call(treatments=[{"began_year": 2999}]))
    assert (wrong.status_code, wrong.json["errors"][0]["pointer"]) == (422, "/treatments/0/began_year")


def test_the_substances_of_a_draft_are_simply_changed_and_of_others_not_at_all(
    alice: Member, charlie: Member, complete: dict[str, Any]
) -> None:
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    sent = {"substance_code": "oxycodone", "reason": REASON}
    assert alice.client.post(f"/api/v1/intakes/{draft['id']}/amendments/substances", json=sent).status_code == 409
    elsewhere = f"/api/v1/intakes/{complete['id']}/amendments/substances/{draft['substances'][0]['id']}/removal"
    assert alice.client.post(elsewhere, json={"reason": REASON}).status_code == 404
    assert charlie.client.post(f"/api/v1/intakes/{draft['id']}/amendments/substances", json=sent).status_code == 404
