"""Several policies stand in the order in which they pay: as they were told, until somebody says which one pays first."""

from typing import Any

import pytest

from tests.conftest import Member
from tests.factories.intakes import klonopin_call

KINDS = ("medicaid", "medicare")


@pytest.fixture
def draft(alice: Member) -> dict[str, Any]:
    policies = [{"coverage_kind": kind} for kind in KINDS]
    made: dict[str, Any] = alice.client.post("/api/v1/intakes", json=klonopin_call(policies=policies)).json
    added = alice.client.post(f"/api/v1/intakes/{made['id']}/policies", json={"coverage_kind": "commercial"})
    assert added.status_code == 201, added.json
    return made


def kinds(member: Member, draft: dict[str, Any]) -> list[str]:
    return [one["coverage_kind"] for one in member.client.get(f"/api/v1/intakes/{draft['id']}").json["policies"]]


def first(member: Member, draft: dict[str, Any], kind: str) -> int:
    told = member.client.get(f"/api/v1/intakes/{draft['id']}").json["policies"]
    (policy,) = [one for one in told if one["coverage_kind"] == kind]
    return int(member.client.post(f"/api/v1/intakes/{draft['id']}/policies/{policy['id']}/first").status_code)


def test_what_is_told_later_stands_behind_what_was_told_before(alice: Member, draft: dict[str, Any]) -> None:
    assert kinds(alice, draft) == ["medicaid", "medicare", "commercial"]


def test_the_one_that_pays_first_stands_first_and_the_others_keep_their_order(alice: Member, draft: dict[str, Any]) -> None:
    assert first(alice, draft, "commercial") == 200
    assert kinds(alice, draft) == ["commercial", "medicaid", "medicare"]
    assert first(alice, draft, "medicare") == 200
    assert first(alice, draft, "medicare") == 200
    assert kinds(alice, draft) == ["medicare", "commercial", "medicaid"]
    needs = alice.client.post(f"/api/v1/intakes/{draft['id']}/matches").json["needs"]
    assert "medicare|private_insurance|medicaid" in needs["musts"]


def test_a_policy_of_another_intake_or_that_was_taken_off_is_not_there(
    alice: Member, charlie: Member, draft: dict[str, Any]
) -> None:
    other = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    url, theirs = f"/api/v1/intakes/{draft['id']}/policies", other["policies"][0]["id"]
    mine = draft["policies"][0]["id"]
    assert alice.client.post(f"{url}/{theirs}/first").status_code == 404
    assert charlie.client.post(f"{url}/{mine}/first").status_code == 404
    assert alice.client.delete(f"{url}/{mine}").status_code == 204
    assert alice.client.post(f"{url}/{mine}/first").status_code == 404
    assert kinds(alice, draft) == ["medicare", "commercial"]


def test_who_holds_a_policy_was_born(alice: Member) -> None:
    told = klonopin_call(policies=[{"coverage_kind": "commercial", "subscriber_birth_date": "2199-01-01"}])
    refused = alice.client.post("/api/v1/intakes", json=told)
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/policies/0/subscriber_birth_date")
