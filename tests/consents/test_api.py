"""Consents and disclosures through the doors."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.models import Disclosure
from intake.foundation.clock import now
from intake.organisation.models import Alert, Settings
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import a_consent, a_signed_consent
from tests.factories.facilities import a_place
from tests.factories.followups import an_intake

EMERGENCY: dict[str, Any] = {
    "recipient": {"kind": "medical_personnel", "name": "Sam Example"},
    "purpose": "emergency",
    "information": ["identity", "health"],
    "claim": {
        "basis": "medical_emergency",
        "facts": {
            "affiliation": "Example County EMS",
            "disclosed_by": "Alice",
            "happened_at": "2026-11-23T09:00:00-05:00",
            "nature": "Does not wake up",
        },
    },
}
TO_CLINIC = {"recipient": {"kind": "facility", "name": "Example Clinic"}, "purpose": "treatment", "information": ["identity"]}


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    return a_person(session, "Rosa", "Marin")


def disclose(member: Member, person: Person, told: dict[str, Any]) -> Any:
    return member.client.post(f"/api/v1/people/{person.id}/disclosures", json=told)


def count(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Disclosure))


def test_a_word_on_the_phone_unlocks_nothing(alice: Member, rosa: Person, session: Session) -> None:
    told = {**TO_CLINIC, "information": ["identity", "substance_use"]}
    recorded = alice.client.post(f"/api/v1/people/{rosa.id}/consents", json=told)
    assert (recorded.status_code, recorded.json["state"]) == (201, "verbal_intent_recorded")
    answer = disclose(alice, rosa, TO_CLINIC)
    assert (answer.status_code, answer.json["detail"]) == (409, "There is no signed consent for this recipient.")
    assert count(session) == 0


def test_a_signed_consent_is_disclosed_under_with_notice_and_copy(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_signed_consent(session, alice, rosa)
    session.commit()
    answer = disclose(alice, rosa, TO_CLINIC)
    assert answer.status_code == 201, answer.json
    assert (answer.json["basis"], answer.json["consent_id"]) == ("signed_consent", str(consent.id))
    assert "42 CFR part 2" in answer.json["carried"] and "Rosa Marin" in answer.json["carried"]
    row = session.scalars(select(Disclosure)).one()
    assert b"Example Clinic" not in (row.recipient_name_sealed or b"")


def test_taking_it_back_stops_what_follows_and_names_who_received(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_signed_consent(session, alice, rosa)
    session.commit()
    disclose(alice, rosa, TO_CLINIC)
    path = f"/api/v1/consents/{consent.id}/revoke"
    answer = alice.client.post(path, headers={"If-Match": f'"{consent.version}"'})
    assert answer.json["consent"]["state"] == "revoked"
    assert [row["recipient_name"] for row in answer.json["received"]] == ["Example Clinic"]
    assert disclose(alice, rosa, TO_CLINIC).status_code == 409
    again = alice.client.post(path, headers={"If-Match": f'"{consent.version + 1}"'})
    assert again.status_code == 409


def test_a_medical_emergency_is_recorded_at_once_and_told_to_the_supervisors(
    alice: Member, rosa: Person, session: Session
) -> None:
    answer = disclose(alice, rosa, EMERGENCY)
    assert (answer.status_code, answer.json["basis"]) == (201, "medical_emergency")
    alert = session.scalars(select(Alert)).one()
    assert (alert.kind, str(alert.record_id)) == ("emergency_disclosure", answer.json["id"])


@pytest.mark.parametrize("fact", ["affiliation", "disclosed_by", "happened_at", "nature"])
def test_an_emergency_without_one_of_its_facts_is_refused(alice: Member, rosa: Person, session: Session, fact: str) -> None:
    facts = {**EMERGENCY["claim"]["facts"]}
    del facts[fact]
    answer = disclose(alice, rosa, {**EMERGENCY, "claim": {"basis": "medical_emergency", "facts": facts}})
    assert (answer.status_code, count(session)) == (409, 0)


@pytest.mark.parametrize("when", ["today at nine", "2026-11-23T09:00", "2026-11-23", "2126-11-23T09:00:00-05:00"])
def test_when_an_emergency_was_is_a_time_with_its_zone_and_past(alice: Member, rosa: Person, session: Session, when: str) -> None:
    facts = {**EMERGENCY["claim"]["facts"], "happened_at": when}
    answer = disclose(alice, rosa, {**EMERGENCY, "claim": {"basis": "medical_emergency", "facts": facts}})
    assert (answer.status_code, count(session)) == (422, 0)
    assert [one["pointer"] for one in answer.json["errors"]] == ["/claim/facts/happened_at"]


def test_an_emergency_is_recorded_as_of_when_it_was(alice: Member, rosa: Person) -> None:
    answer = disclose(alice, rosa, EMERGENCY)
    assert datetime.fromisoformat(answer.json["at"]) == datetime(2026, 11, 23, 14, tzinfo=UTC)
    page = alice.client.get(f"/disclosures/{answer.json['id']}").text
    assert "9:00 AM EST" in page.replace("\u202f", " ")


def test_what_was_kept_in_other_words_before_is_read_as_it_was_said(alice: Member, rosa: Person, session: Session) -> None:
    kept = Disclosure(subject_id=rosa.id, data_key=rosa.data_key, at=now(), by=alice.actor.id, leaves=True)
    kept.recipient_kind, kept.purpose, kept.information, kept.basis = (
        "medical_personnel",
        "emergency",
        ["health"],
        "medical_emergency",
    )
    kept.recipient_name, kept.facts = "Sam Example", json.dumps({**EMERGENCY["claim"]["facts"], "happened_at": "this morning"})
    session.add(kept)
    session.commit()
    assert "this morning" in alice.client.get(f"/disclosures/{kept.id}").text


def test_who_speaks_for_themself_is_no_disclosure(alice: Member, rosa: Person) -> None:
    told = {**TO_CLINIC, "claim": {"basis": "spoke_for_themself"}}
    answer = disclose(alice, rosa, told)
    assert (answer.status_code, answer.json["leaves"], answer.json["carried"]) == (201, False, None)
    accounting = alice.client.get(f"/api/v1/people/{rosa.id}/disclosures?kind=hipaa").json
    assert accounting["items"] == []


def test_an_administrator_switches_a_ground_on(alice: Member, erin: Member, rosa: Person) -> None:
    facts = {"order": "12-1", "court": "Example Court", "order_date": "2026-11-01", "scope": "dates"}
    told = {
        "recipient": {"kind": "court", "name": "Example Court"},
        "purpose": "legal",
        "information": ["reason_for_call"],
        "claim": {"basis": "court_order", "facts": facts},
    }
    assert disclose(alice, rosa, told).json["detail"] == "This desk has not switched on this ground."
    assert alice.client.put("/api/v1/disclosure-bases/court_order", json={"is_on": True}).status_code == 403
    assert erin.client.put("/api/v1/disclosure-bases/court_order", json={"is_on": True}).json["is_on"] is True
    undated = disclose(alice, rosa, {**told, "claim": {"basis": "court_order", "facts": {**facts, "order_date": "in May"}}})
    assert (undated.status_code, undated.json["errors"][0]["pointer"]) == (422, "/claim/facts/order_date")
    assert disclose(alice, rosa, told).status_code == 201
    assert erin.client.put("/api/v1/disclosure-bases/because", json={"is_on": True}).status_code == 404


def test_the_accounting_by_kind_of_request(alice: Member, rosa: Person, session: Session) -> None:
    a_signed_consent(session, alice, rosa)
    session.commit()
    disclose(alice, rosa, TO_CLINIC)
    disclose(alice, rosa, EMERGENCY)
    names = {}
    for kind in ("part2", "intermediary", "hipaa"):
        told = alice.client.get(f"/api/v1/people/{rosa.id}/disclosures?kind={kind}").json
        names[kind] = [row["recipient_name"] for row in told["items"]]
    assert names == {
        "part2": ["Example Clinic"],
        "intermediary": ["Example Clinic"],
        "hipaa": ["Example Clinic", "Sam Example"],
    }


def test_the_accounting_as_a_file_no_spreadsheet_runs(alice: Member, rosa: Person) -> None:
    told = {**EMERGENCY, "recipient": {"kind": "medical_personnel", "name": "=HYPERLINK(1)"}}
    assert disclose(alice, rosa, told).status_code == 201
    answer = alice.client.get(f"/people/{rosa.id}/disclosures.csv?kind=hipaa")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "'=HYPERLINK(1)" in answer.text and ",=HYPERLINK" not in answer.text


def test_the_file_does_not_leave_when_its_ground_is_switched_off(alice: Member, erin: Member, rosa: Person) -> None:
    erin.client.put("/api/v1/disclosure-bases/self", json={"is_on": False})
    assert alice.client.get(f"/people/{rosa.id}/disclosures.csv").status_code == 403


def test_nobody_of_another_team_sees_the_consents_of_a_draft(alice: Member, charlie: Member, session: Session) -> None:
    person = a_person(session, recorder=alice.actor, confirmed=False)
    consent = a_consent(session, alice, person)
    session.commit()
    for path in (f"/people/{person.id}/consents", f"/people/{person.id}/disclosures"):
        assert charlie.client.get(f"/api/v1{path}").status_code == 404
    assert charlie.client.get(f"/api/v1/consents/{consent.id}").status_code == 404
    offered = charlie.client.post(f"/api/v1/consents/{consent.id}/offer", json={}, headers={"If-Match": '"1"'})
    assert offered.status_code == 404


def test_the_page_tells_the_neutral_answer(alice: Member, rosa: Person) -> None:
    page = alice.client.get(f"/people/{rosa.id}/disclosures")
    assert page.status_code == 200 and "I cannot say whether anybody has called us" in page.text


def test_people_search_gives_the_neutral_answer(alice: Member) -> None:
    assert "I cannot say whether anybody has called us" in alice.client.get("/desk/people").text


def test_the_form_of_a_call_gives_the_neutral_answer_to_whoever_asks_for_another(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    session.commit()
    assert "I cannot say whether anybody has called us" in alice.client.get(f"/desk/intakes/{intake.id}").text


def test_a_key_of_a_place_and_its_name_belong_together(alice: Member, rosa: Person, session: Session) -> None:
    known = a_place(session)
    session.commit()
    told = {"purpose": "treatment", "information": ["identity"]}
    right = {"kind": "facility", "name": f" {known.full_name.upper()}", "id": str(known.id)}
    wrong: list[tuple[dict[str, str], str]] = [
        ({**right, "name": "Another Clinic"}, "/recipient/name"),
        ({**right, "id": str(rosa.id)}, "/recipient/id"),
        ({**right, "kind": "insurer"}, "/recipient/id"),
    ]
    for recipient, pointer in wrong:
        for path in ("consents", "disclosures"):
            refused = alice.client.post(f"/api/v1/people/{rosa.id}/{path}", json={**told, "recipient": recipient})
            assert (refused.status_code, [error["pointer"] for error in refused.json["errors"]]) == (422, [pointer])
    assert known.full_name in refused_words(alice, rosa, {**told, "recipient": wrong[0][0]})
    agreed = alice.client.post(f"/api/v1/people/{rosa.id}/consents", json={**told, "recipient": right})
    assert (agreed.status_code, agreed.json["recipient_id"]) == (201, str(known.id))
    assert count(session) == 0


def refused_words(member: Member, person: Person, told: dict[str, Any]) -> str:
    answer = member.client.post(f"/api/v1/people/{person.id}/consents", json=told)
    return str(answer.json["errors"][0])


def test_what_has_no_consent_carries_its_scope(alice: Member, rosa: Person) -> None:
    made = disclose(alice, rosa, EMERGENCY).json
    assert "42 CFR part 2" in made["carried"] and "Medical emergency (42 CFR 2.51)" in made["carried"]
    assert "Your health and your safety" in made["carried"] and "Your insurance" not in made["carried"]
    assert alice.client.get(f"/api/v1/disclosures/{made['id']}").json == made
