"""Unknown is not no: while an answer decides whether withdrawal care is needed, that is said and asked, and not guessed."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from intake.matching.rules.intake import maybe_withdrawal_of
from tests.conftest import Member
from tests.factories.facilities import a_place
from tests.factories.intakes import klonopin_call

WHOLE = ("TC", "DETOX", "SET", "AGE", "PAY")
NEVER = {"past_withdrawal_seizure": False, "past_withdrawal_delirium": False, "seizure_disorder": False}
UNKNOWN = {"missing": "unknown"}
NOT_KNOWN = "Not known whether withdrawal care for benzodiazepines is needed: ask"


@pytest.fixture(autouse=True)
def places(session: Session) -> None:
    a_place(session, "SA ADLT PI", name="Without", categories=WHOLE)
    a_place(session, "SA BDTX HID ADLT PI", name="With", categories=WHOLE)
    a_place(session, "SA ADLT PI", name="Silent", categories=("TC", "SET", "AGE", "PAY"))
    session.commit()


def matched(member: Member, **use: Any) -> dict[str, Any]:
    """For somebody who took clonazepam until three days ago."""
    clonazepam = klonopin_call()["substances"][0]
    call = klonopin_call(situation=NEVER, substances=[{**clonazepam, **use}])
    intake = member.client.post("/api/v1/intakes", json=call).json
    found = member.client.post(f"/api/v1/intakes/{intake['id']}/matches")
    assert found.status_code == 201, found.json
    run: dict[str, Any] = found.json
    return run


def said_of(run: dict[str, Any], name: str) -> dict[str, str]:
    (place,) = [one for one in run["matches"] if one["name"] == name]
    return {one["question"]: one["answer"] for part in ("fits", "ask", "does_not_fit") for one in place[part]}


@pytest.mark.parametrize("months", [UNKNOWN, {"missing": "not_asked"}, {"missing": "declined"}])
def test_for_how_long_is_asked_and_no_place_is_left_out(alice: Member, months: dict[str, str]) -> None:
    run = matched(alice, months_of_use=months)
    (told,) = run["not_known"]
    assert told["words"] == NOT_KNOWN
    assert "For how many months has it been like this with Clonazepam?" in told["ask"]
    assert "benzodiazepine_withdrawal" not in run["needs"]["musts"]
    # Who has it comes first of three equally near ones; each says how it stands.
    assert run["matches"][0]["name"] == "With"
    assert {name: said_of(run, name)["benzodiazepine_withdrawal"] for name in ("With", "Without", "Silent")} == {
        "With": "yes",
        "Without": "no",
        "Silent": "unknown",
    }


def test_two_years_of_it_need_the_care(alice: Member) -> None:
    run = matched(alice, months_of_use=24)
    assert (run["not_known"], [place["name"] for place in run["matches"]]) == ([], ["With"])
    assert "benzodiazepine_withdrawal" in run["needs"]["musts"]


def test_what_is_known_to_be_seldom_asks_nothing(alice: Member) -> None:
    run = matched(alice, months_of_use=24, days_per_week=2)
    assert (run["not_known"], len(run["matches"])) == ([], 3)
    assert "benzodiazepine_withdrawal" not in said_of(run, "With")


def test_what_is_found_is_no_longer_open() -> None:
    assert maybe_withdrawal_of({"benzodiazepine_withdrawal"}, {"benzodiazepine_dependence", "opioid_withdrawal"}) == {"opioid"}
    assert maybe_withdrawal_of((), {"warning_behavior"}) == set()


def test_the_reviewer_reads_that_it_is_a_wish_until_then(alice: Member) -> None:
    told = {one["key"]: one for one in alice.client.get("/api/v1/matching/rules").json["items"]}
    assert (NOT_KNOWN, "wish") in {(line["told"], line["role"]) for line in told["benzodiazepine_withdrawal"]["lines"]}


@pytest.mark.parametrize(
    ("age", "is_asked"),
    [({}, True), ({"is_adult": UNKNOWN}, True), ({"is_adult": True}, False), ({"birth_date": "1990-01-01"}, False)],
)
def test_an_age_that_nobody_knows_is_asked_once_and_leaves_no_place_out(
    session: Session, alice: Member, age: dict[str, Any], is_asked: bool
) -> None:
    a_place(session, "SA CHLD PI", name="For minors", categories=WHOLE)
    session.commit()
    call = klonopin_call(substances=[])
    call["subject"].pop("is_adult")
    call["subject"] |= age
    intake = alice.client.post("/api/v1/intakes", json=call).json
    run = alice.client.post(f"/api/v1/intakes/{intake['id']}/matches").json
    asked = [{"words": "Not known how old they are: ask", "ask": ["How old is the person?"]}]
    assert [one for one in run["not_known"] if "old" in one["words"]] == (asked if is_asked else [])
    assert ("For minors" in {place["name"] for place in run["matches"]}) is is_asked
