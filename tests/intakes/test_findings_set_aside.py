"""Findings are set aside with a reason, never in silence, and count as new when the answers they rest on change."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.audit.models import AuditEntry
from intake.foundation.identifiers import new_id
from intake.intakes.models import Note
from intake.intakes.rules.findings import Change, fold
from intake.triage.rules import Facts, SubstanceFacts, assess, load_rulebook
from tests.conftest import Member
from tests.factories.intakes import klonopin_call

WORDS = "He is in the hospital already, ward 4."


@pytest.fixture
def draft(alice: Member) -> dict[str, Any]:
    return dict(alice.client.post("/api/v1/intakes", json=klonopin_call()).json)


def give(member: Member, draft: dict[str, Any], field: str, answer: Any, version: int) -> dict[str, Any]:
    url = f"/api/v1/intakes/{draft['id']}/answers/intake/{draft['id']}/{field}"
    done = member.client.put(url, json={"answer": answer, "version": version})
    assert done.status_code == 200, done.json
    return dict(done.json)


def standing(member: Member, draft: dict[str, Any], rule: str) -> dict[str, Any]:
    told = member.client.get(f"/api/v1/intakes/{draft['id']}/findings").json
    return next(one for one in told["findings"] if one["rule_id"] == rule)


def set_aside(member: Member, draft: dict[str, Any], rule: str, **more: Any) -> TestResponse:
    finding = standing(member, draft, rule)
    sent = {"reason": "already_in_care", "words": WORDS} | more
    return member.client.post(f"/api/v1/intakes/{draft['id']}/findings/{finding['id']}/override", json=sent)


def test_a_finding_set_aside_stays_with_its_reason_and_the_words_are_a_note(
    alice: Member, draft: dict[str, Any], session: Session
) -> None:
    assert set_aside(alice, draft, "benzodiazepine-stopped").status_code == 200
    after = standing(alice, draft, "benzodiazepine-stopped")
    assert (after["status"], after["override_reason"], after["acknowledged_at"]) == ("found", "already_in_care", None)
    note = session.get_one(Note, after["override_note_id"])
    assert note.text == WORDS
    assert WORDS.encode() not in (note.text_sealed or b"")
    trail = session.scalars(select(AuditEntry).where(AuditEntry.action == "intakes.override_finding")).one()
    assert trail.detail["rule"] == "benzodiazepine-stopped"
    assert WORDS not in str(trail.detail)


@pytest.mark.parametrize("wrong", [{"words": "no"}, {"words": ""}, {"reason": "because"}, {"reason": None}])
def test_without_a_reason_and_words_nothing_is_set_aside(alice: Member, draft: dict[str, Any], wrong: dict[str, Any]) -> None:
    assert set_aside(alice, draft, "benzodiazepine-stopped", **wrong).status_code == 422
    assert standing(alice, draft, "benzodiazepine-stopped")["overridden_at"] is None


def test_an_emergency_is_not_a_counselors_to_set_aside(alice: Member, bob: Member, draft: dict[str, Any]) -> None:
    give(alice, draft, "suicidal_thoughts", True, 1)
    assert set_aside(alice, draft, "suicidal-thoughts").status_code == 403
    assert standing(alice, draft, "suicidal-thoughts")["overridden_at"] is None
    assert [one["kind"] for one in bob.client.get("/api/v1/alerts").json["items"]] == ["emergency"]


def test_a_supervisor_sets_an_emergency_aside_in_sight_of_all(alice: Member, bob: Member, draft: dict[str, Any]) -> None:
    give(alice, draft, "suicidal_thoughts", True, 1)
    assert alice.client.get(f"/api/v1/intakes/{draft['id']}").json["kind_of_call"] == "crisis"
    assert set_aside(bob, draft, "suicidal-thoughts").status_code == 200
    told = {(one["kind"], one["words"]) for one in bob.client.get("/api/v1/alerts").json["items"]}
    words = "Thoughts of ending their life"
    assert told == {("emergency", words), ("emergency_set_aside", words)}
    page = bob.client.get("/alerts").get_data(as_text=True)
    assert "Emergency: Thoughts of ending their life" in page
    assert "Emergency set aside: Thoughts of ending their life" in page
    after = alice.client.get(f"/api/v1/intakes/{draft['id']}").json
    assert after["kind_of_call"] == "other"
    assert "emergency" not in {one["code"] for one in after["missing"]}
    assert standing(alice, draft, "suicidal-thoughts")["override_reason"] == "already_in_care"


def test_what_is_only_possible_or_gone_is_not_set_aside(alice: Member, draft: dict[str, Any]) -> None:
    assert set_aside(alice, draft, "benzodiazepine-stopped-seizure-history").status_code == 409
    gone = standing(alice, draft, "benzodiazepine-stopped")
    alice.client.delete(f"/api/v1/intakes/{draft['id']}/substances/{draft['substances'][0]['id']}")
    sent = {"reason": "does_not_fit", "words": WORDS}
    url = f"/api/v1/intakes/{draft['id']}/findings/{gone['id']}/override"
    assert alice.client.post(url, json=sent).status_code == 409


def test_it_is_new_again_when_what_it_rests_on_changes_and_not_for_another_answer(alice: Member, draft: dict[str, Any]) -> None:
    set_aside(alice, draft, "benzodiazepine-stopped")
    before = standing(alice, draft, "benzodiazepine-stopped")
    give(alice, draft, "liver_disease", False, 0)
    assert standing(alice, draft, "benzodiazepine-stopped")["overridden_at"] == before["overridden_at"]
    use = draft["substances"][0]
    url = f"/api/v1/intakes/{draft['id']}/answers/substance-use/{use['id']}/days_per_week"
    saved = alice.client.put(url, json={"answer": 5, "version": use["versions"]["days_per_week"]})
    assert "benzodiazepine-stopped" in {one["rule_id"] for one in saved.json["appeared"]}
    after = standing(alice, draft, "benzodiazepine-stopped")
    assert (after["overridden_at"], after["override_reason"]) == (None, None)
    assert after["appeared_at"] > before["appeared_at"]


def test_an_answer_tells_what_came_and_what_went(alice: Member, draft: dict[str, Any]) -> None:
    came = give(alice, draft, "suicidal_thoughts", True, 1)
    assert [(one["rule_id"], one["severity"]) for one in came["appeared"] if one["status"] == "found"] == [
        ("suicidal-thoughts", "emergency")
    ]
    assert came["gone"] == []
    went = give(alice, draft, "suicidal_thoughts", False, 2)
    assert "suicidal-thoughts" in {one["rule_id"] for one in went["gone"]}
    told = alice.client.get(f"/api/v1/intakes/{draft['id']}/findings").json
    assert "suicidal-thoughts" in {one["rule_id"] for one in told["gone"]}
    assert "suicidal-thoughts" not in {one["rule_id"] for one in told["findings"]}


NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BOOK = load_rulebook()


def folded(kept: Any, hours: float, at: datetime) -> Change:
    use = SubstanceFacts(
        code="diazepam", name="Diazepam", substance_class="benzodiazepine", days_per_week=7, duration_months=12,
        hours_since_last_use=hours, stopped_abruptly=True,
    )  # fmt: skip
    told = [(finding, {}) for finding in assess(Facts(substances=(use,)), BOOK) if finding.rule_id == "benzodiazepine-stopped"]
    return fold(new_id(), kept, told, BOOK.places, at)


@pytest.mark.parametrize(("hours_later", "told", "is_new"), [(5, 29, False), (5, 24, True), (5, 40, True), (0, 24, False)])
def test_hours_that_pass_are_no_new_answer(hours_later: float, told: float, is_new: bool) -> None:
    (row,) = folded([], 24, NOON).standing
    aside = replace(row, overridden_at=NOON, override_reason="does_not_fit", overridden_on=row.told["rests_on"])
    later = folded([aside], told, NOON + timedelta(hours=hours_later))
    assert (later.standing[0].overridden_at is None) is is_new
    assert bool(later.appeared) is is_new
