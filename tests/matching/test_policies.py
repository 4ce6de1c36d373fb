"""Several policies: one that is taken is enough, and only those that are not over count."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from intake.foundation.clock import now
from intake.insurance.models import Payer
from tests.conftest import Member
from tests.factories.facilities import a_place
from tests.factories.intakes import klonopin_call

CARE = "SA BDTX HID ADLT"
WHOLE = ("TC", "DETOX", "SET", "AGE", "PAY")
MEDICAID = {"coverage_kind": "medicaid"}
PRIVATE = {"coverage_kind": "commercial", "payer_code": "florida_blue"}
PLANS = {"medicaid": "Medicaid", "state_plan": "the state's own health plan"}
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def places(session: Session) -> None:
    a_place(session, f"{CARE} MD", name="Medicaid", categories=WHOLE)
    a_place(session, f"{CARE} PI", name="Private", categories=WHOLE)
    a_place(session, f"{CARE} SF", name="Cash", categories=WHOLE)
    session.commit()


def matched(member: Member, *policies: dict[str, Any], said: dict[str, Any] | None = None) -> dict[str, Any]:
    intake = member.client.post("/api/v1/intakes", json=klonopin_call(policies=list(policies))).json
    url = f"/api/v1/intakes/{intake['id']}"
    if said is not None:
        first = next(one["id"] for one in intake["policies"] if one["coverage_kind"] == "medicaid")
        assert member.client.post(f"{url}/policies/{first}/benefits", json=said).status_code == 201
    found = member.client.post(f"{url}/matches")
    assert found.status_code == 201, found.json
    told: dict[str, Any] = found.json
    return told


def fitting(found: dict[str, Any]) -> set[str]:
    return {place["name"] for place in found["matches"]}


def test_a_place_that_takes_one_of_two_policies_fits_and_says_which(alice: Member) -> None:
    found = matched(alice, MEDICAID, PRIVATE)
    assert (fitting(found), found["to_find_out"]) == ({"Medicaid", "Private"}, [])
    (private,) = [place for place in found["matches"] if place["name"] == "Private"]
    assert "Takes private insurance" in {reason["words"] for reason in private["fits"]}
    assert "Does not list Medicaid" in {reason["words"] for reason in private["does_not_fit"]}
    (cash,) = found["nearest_left_out"]
    assert [one["words"] for one in cash["reasons"]] == ["Does not list Medicaid, and: Does not list private insurance"]
    (left_out,) = found["left_out"]
    assert left_out["words"] == "1 place: Does not list Medicaid, and: Does not list private insurance"
    (way,) = found["ways"]
    assert (way["matches"], way["notes"]) == (1, ["They would have to pay in another way: ask what it costs."])
    assert way["words"] == "Without “Takes Medicaid, or: Takes private insurance”"


@pytest.mark.parametrize(
    "term",
    [{"ends_on": (now() - 2 * DAY).date().isoformat()}, {"starts_on": (now() + 2 * DAY).date().isoformat()}],
)
def test_a_policy_that_is_over_or_has_not_begun_takes_nobody_in(alice: Member, term: dict[str, str]) -> None:
    assert fitting(matched(alice, {**MEDICAID, **term}, PRIVATE)) == {"Private"}


def test_days_that_nobody_knows_are_no_reason_against_a_policy(alice: Member) -> None:
    unknown = {"starts_on": {"missing": "unknown"}, "ends_on": {"missing": "declined"}}
    assert fitting(matched(alice, {**MEDICAID, **unknown}, PRIVATE)) == {"Medicaid", "Private"}


@pytest.mark.parametrize(
    ("active", "names"),
    [(False, {"Private"}), (True, {"Medicaid", "Private"}), ({"missing": "unknown"}, {"Medicaid", "Private"})],
)
def test_a_policy_that_is_said_to_be_inactive_takes_nobody_in(alice: Member, active: Any, names: set[str]) -> None:
    said = {"source": "person", "coverage_active": active}
    assert fitting(matched(alice, MEDICAID, PRIVATE, said=said)) == names


def test_an_insurer_of_which_nobody_knows_the_kind_is_to_be_asked_about_at_every_place(alice: Member) -> None:
    found = matched(alice, {"payer_said_as": "Example Mutual", "coverage_kind": {"missing": "unknown"}})
    asked = {place["name"]: [one["words"] for one in place["ask"] if one["question"] == "network"] for place in found["matches"]}
    assert asked == {name: ["Example Mutual network not confirmed: ask"] for name in ("Medicaid", "Private", "Cash")}


@pytest.mark.parametrize(
    ("field", "answer", "counts"),
    [
        ("member_id", "XJH123456", True),
        ("payer_code", "medicaid_fl", True),
        ("payer_said_as", "Sunshine", True),
        # Which plan it is stays the same.
        ("group_number", "G-9", False),
    ],
)
def test_what_was_said_of_another_number_or_insurer_is_not_said_of_this_one(
    alice: Member, field: str, answer: str, counts: bool
) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call(policies=[MEDICAID, PRIVATE])).json
    url, policy = f"/api/v1/intakes/{intake['id']}", intake["policies"][0]
    said = {"source": "person", "coverage_active": False}
    assert alice.client.post(f"{url}/policies/{policy['id']}/benefits", json=said).status_code == 201
    assert fitting(alice.client.post(f"{url}/matches").json) == {"Private"}
    saved = alice.client.put(f"{url}/answers/policy/{policy['id']}/{field}", json={"answer": answer, "version": 0})
    assert saved.status_code == 200, saved.json
    assert fitting(alice.client.post(f"{url}/matches").json) == ({"Medicaid", "Private"} if counts else {"Private"})


@pytest.mark.parametrize("kind", ["medicaid", "state_plan"])
@pytest.mark.parametrize(
    ("state", "search", "is_sure"),
    [
        ("GA", {}, False),
        ("FL", {}, True),
        ({"missing": "unknown"}, {}, True),
        ("GA", {"search_states": ["FL", "GA"]}, False),
        ("FL", {"search_states": ["FL", "GA"]}, True),
        ("GA", {"search_states": ["FL"]}, False),
        ("GA", {"search_radius_miles": 50}, False),
        ("FL", {"search_radius_miles": 50}, True),
    ],
)
def test_coverage_of_one_state_is_no_yes_in_another(
    session: Session, alice: Member, kind: str, state: Any, search: dict[str, Any], is_sure: bool
) -> None:
    a_place(session, f"{CARE} SI", name="State", categories=WHOLE)
    session.commit()
    policy = {"coverage_kind": kind, "state": state}
    call = klonopin_call(policies=[policy])
    call["situation"] |= search
    intake = alice.client.post("/api/v1/intakes", json=call).json
    found = alice.client.post(f"/api/v1/intakes/{intake['id']}/matches").json
    takes = {"medicaid": "Medicaid", "state_plan": "State"}[kind]
    assert [place["name"] for place in found["matches" if is_sure else "to_find_out"]] == [takes]
    assert [place["name"] for place in found["to_find_out" if is_sure else "matches"]] == []
    (place,) = found["matches"] + found["to_find_out"]
    said = {one["words"] for one in place["ask"] if "another state" in one["words"]}
    assert said == (set() if is_sure else {f"Takes {PLANS[kind]}; whether that of another state is not stated: ask"})


@pytest.mark.parametrize("search", [{"search_radius_miles": 50}, {"search_states": ["FL", "GA"]}])
@pytest.mark.parametrize("state", ["FL", {"missing": "unknown"}])
def test_across_the_border_coverage_of_one_state_is_to_be_asked_about(
    session: Session, alice: Member, state: Any, search: dict[str, Any]
) -> None:
    """Within some miles of a border there are places of both states; a plan that nobody names a state of is that of the home."""
    there = a_place(session, f"{CARE} MD PI", name="Across", state="GA", categories=WHOLE)
    session.commit()
    call = klonopin_call(policies=[{"coverage_kind": "medicaid", "state": state}])
    call["situation"] |= search
    url = f"/api/v1/intakes/{alice.client.post('/api/v1/intakes', json=call).json['id']}"
    found = alice.client.post(f"{url}/matches").json
    assert (fitting(found), [place["name"] for place in found["to_find_out"]]) == ({"Medicaid"}, ["Across"])
    # Looked at by itself it is judged alike.
    assert alice.client.put(f"{url}/choices/{there.id}", json={"kind": "pinned"}).status_code == 200
    (pinned,) = alice.client.post(f"{url}/matches").json["pinned"]
    assert (pinned["name"], pinned["verdict"]) == ("Across", "to_find_out")
    # One more policy that the place takes decides it; what is asked about the other is told all the same.
    call["policies"].append(PRIVATE)
    url = f"/api/v1/intakes/{alice.client.post('/api/v1/intakes', json=call).json['id']}"
    (across,) = [place for place in alice.client.post(f"{url}/matches").json["matches"] if place["name"] == "Across"]
    assert "Takes Medicaid; whether that of another state is not stated: ask" in {one["words"] for one in across["ask"]}


@pytest.mark.parametrize(("search", "is_sure"), [(["FL"], True), (["FL", "GA"], False), ([], False)])
def test_whose_plan_it_is_is_asked_where_nobody_knows_where_they_live(alice: Member, search: list[str], is_sure: bool) -> None:
    """The only state that is looked in is taken for the home."""
    call = klonopin_call(policies=[MEDICAID])
    del call["subject"]["postal_code"]
    call["situation"] |= {"search_states": search}
    found = alice.client.post(f"/api/v1/intakes/{alice.client.post('/api/v1/intakes', json=call).json['id']}/matches").json
    assert [place["name"] for place in found["matches" if is_sure else "to_find_out"]] == ["Medicaid"]
    assert found["to_find_out" if is_sure else "matches"] == []


def test_an_insurer_with_plans_in_other_states_alone_has_none_at_home(session: Session, alice: Member) -> None:
    assert "FL" not in session.get_one(Payer, "caresource").states
    found = matched(alice, {**MEDICAID, "payer_code": "caresource"})
    assert (found["matches"], [place["name"] for place in found["to_find_out"]]) == ([], ["Medicaid"])


def test_what_lies_farther_away_is_counted_by_whose_plan_it_is(session: Session, alice: Member) -> None:
    a_place(session, f"{CARE} MI", name="Far", state="GA", at=(27.7, -80.1), categories=WHOLE)
    a_place(session, f"{CARE} MD", name="Far", state="GA", at=(27.7, -80.1), categories=WHOLE)
    session.commit()
    call = klonopin_call(policies=[{"coverage_kind": "medicaid", "state": "FL"}])
    call["situation"] |= {"search_states": ["GA"]}
    found = alice.client.post(f"/api/v1/intakes/{alice.client.post('/api/v1/intakes', json=call).json['id']}/matches").json
    assert found["matches"] == []
    # Those of Florida, where the plan is; never the one in Georgia.
    assert {way["matches"] for way in found["ways"] if not way["given_up"]} == {1}


@pytest.mark.parametrize(("payer", "is_sure"), [("medicaid_ga", False), ("medicaid_fl", True)])
def test_the_program_of_one_state_tells_which_it_is(alice: Member, payer: str, is_sure: bool) -> None:
    found = matched(alice, {**MEDICAID, "payer_code": payer})
    assert ([place["name"] for place in found["matches"]] == ["Medicaid"]) is is_sure
