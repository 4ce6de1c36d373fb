"""A person's history is the fold of their completed intakes: each answer with who said it and when; a draft adds nothing."""

import re
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import Person
from intake.intakes.models import Intake
from intake.intakes.rules.history import Answered, IntakeTold, UseTold, Word, fold
from intake.organisation.models import Settings
from intake.substances.models import Treatment
from tests.conftest import Member, QueryCount
from tests.factories.callers import a_merge, a_person
from tests.factories.followups import an_intake
from tests.factories.intakes import klonopin_call

DAY = datetime(2026, 11, 1, 12, tzinfo=UTC)


def word(answer: Any, informant: str, day: int, intake: int) -> Word:
    return Word(answer, informant, None, DAY + timedelta(days=day), UUID(int=intake))


def told(number: int, day: int, *, complete: bool = True, informant: str = "self", days: int = 7) -> IntakeTold:
    identity = UUID(int=number)
    use = UseTold(identity, [("days_per_week", word(days, informant, day, number))], "clonazepam", "pins")
    return IntakeTold(
        identity, complete, Answered(identity, [("naloxone_at_hand", word(True, informant, day, number))]), [use], []
    )


def test_the_latest_word_of_each_who_told_stands_and_nobodys_takes_the_place_of_anothers() -> None:
    history = fold([told(1, 1, days=3), told(2, 5, days=7), told(3, 9, informant="caller", days=1)])
    (substance,) = history.substances
    (asked,) = substance.answers
    assert [(one.answer, one.informant, one.intake_id.int) for one in asked.words] == [(1, "caller", 3), (7, "self", 2)]
    assert [(one.answer, one.informant) for one in history.answers[0].words] == [(True, "caller"), (True, "self")]


def test_a_draft_adds_nothing_and_order_changes_nothing() -> None:
    some = [told(1, 1), told(2, 5, days=2), told(3, 3, informant="caller"), told(4, 9, complete=False, days=0)]
    assert {str(fold(each)) for each in permutations(some)} == {str(fold(some[:3]))}
    assert fold(some[3:]).substances == []


def test_what_is_in_no_catalogue_is_told_apart_by_what_it_was_called() -> None:
    def use(said: str, number: int) -> IntakeTold:
        identity = UUID(int=number)
        told_of = UseTold(identity, [("route", word("oral", "self", number, number))], None, said)
        return IntakeTold(identity, True, Answered(identity, []), [told_of], [])

    assert [one.said_as for one in fold([use("Blue  ones", 1), use("blue ones", 2), use("tea", 3)]).substances] == [
        "tea",
        "blue ones",
    ]


def complete(member: Member, told: dict[str, Any]) -> None:
    for finding in told["findings"]:
        if finding["severity"] == "emergency":
            path = f"/api/v1/intakes/{told['id']}/findings/{finding['id']}/acknowledgement"
            member.client.post(path, json={"actions_taken": ["stayed_on_line"]})
    fresh = member.client.get(f"/api/v1/intakes/{told['id']}")
    answer = member.client.post(f"/api/v1/intakes/{told['id']}/complete", headers={"If-Match": fresh.headers["ETag"]})
    assert answer.status_code == 200, answer.json


REHAB = {
    "kind": "residential", "where": "Lakeside", "began_year": 2024, "days": 28, "completed": False, "what_helped": "The group"
}  # fmt: skip


def a_told_person(session: Session, alice: Member) -> tuple[Person, dict[str, Any]]:
    """A whole call with a treatment of before, complete."""
    call = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    added = alice.client.post(f"/api/v1/intakes/{call['id']}/treatments", json=REHAB)
    assert (added.status_code, added.json["where"]) == (201, "Lakeside")
    return session.get_one(Person, UUID(call["subject"]["id"])), call


def test_history_comes_from_completed_intakes_with_who_said_it_and_when(session: Session, desk: Settings, alice: Member) -> None:
    person, call = a_told_person(session, alice)
    path = f"/api/v1/people/{person.id}/history"
    assert alice.client.get(path).json == {"intakes": 0, "substances": [], "answers": [], "treatments": []}
    complete(alice, call)
    history = alice.client.get(path).json
    assert (history["intakes"], [one["name"] for one in history["substances"]]) == (1, ["Clonazepam", "Alcohol"])
    found = {
        each["field"]: each["words"][0] for one in history["substances"] if one["code"] == "clonazepam" for each in one["answers"]
    }
    assert (found["amount_per_day"]["answer"], found["months_of_use"]["answer"]) == (2.0, 24)
    assert (found["months_of_use"]["informant"], found["months_of_use"]["recorded_by"]) == ("caller", str(alice.actor.id))
    (rehab,) = history["treatments"]
    assert {each["field"]: each["words"][0]["answer"] for each in rehab["answers"]} == REHAB
    page = alice.client.get(f"/desk/people/{person.id}").text
    assert "Lakeside" in page and "Clonazepam" in page
    assert "<td>24 months</td>" in page
    shown = session.scalars(select(AuditEntry).where(AuditEntry.action == "intakes.show_history")).all()
    assert {row.person_id for row in shown} == {person.id}


def test_moments_and_lengths_are_told_as_people_read_them(desk: Settings, alice: Member) -> None:
    call = klonopin_call()
    call["subject"]["time_zone"] = "America/New_York"
    call["substances"][0] |= {"last_used_at": "2026-11-01T20:30:00+00:00", "months_of_use": 0}
    intake = alice.client.post("/api/v1/intakes", json=call).json
    complete(alice, intake)
    use = intake["substances"][0]["id"]
    alice.client.post(
        f"/api/v1/intakes/{intake['id']}/amendments",
        json={
            "record": "substance-use",
            "record_id": use,
            "field": "months_of_use",
            "answer": 1,
            "version": 1,
            "reason": "It was a month.",
        },
    )
    for path in (f"people/{intake['subject']['id']}", f"intakes/{intake['id']}/history", f"intakes/{intake['id']}/summary"):
        page = alice.client.get(f"/desk/{path}").text
        assert "1 month<" in page and ("less than a month" in page) is (not path.startswith("people")), path
        assert "2026-11-01T" not in page, path
    # With its year once that is over.
    assert re.search(r"Sun, Nov 1,( 2026,)? 3:30.PM EST", alice.client.get(f"/desk/people/{intake['subject']['id']}").text)


def test_history_holds_the_intakes_of_merged_records_and_none_that_the_reader_may_not_see(
    session: Session, desk: Settings, alice: Member, charlie: Member
) -> None:
    person, call = a_told_person(session, alice)
    complete(alice, call)
    merged = a_merge(session, alice, a_person(session, "Daniel", "Other"))
    other = session.get_one(Person, merged.survivor_id)
    seen = alice.client.get(f"/api/v1/people/{other.id}/comparison/{person.id}").json["seen"]
    alice.client.post(f"/api/v1/people/{other.id}/merges", json={"other_id": str(person.id), "seen": seen})
    assert alice.client.get(f"/api/v1/people/{other.id}/history").json["intakes"] == 1
    assert charlie.client.get(f"/api/v1/people/{other.id}/history").json["intakes"] == 0


def test_a_treatment_is_sealed_goes_along_with_the_subject_and_is_corrected_as_any_answer(
    session: Session, desk: Settings, alice: Member
) -> None:
    _, call = a_told_person(session, alice)
    row = session.scalars(select(Treatment)).one()
    assert b"Lakeside" not in (row.where_sealed or b"")
    known = a_person(session, "Daniel", "Known")
    session.commit()
    alice.client.put(f"/api/v1/intakes/{call['id']}/subject", json={"person_id": str(known.id)})
    session.expire_all()
    assert (row.data_key_id, row.where) == (known.data_key_id, "Lakeside")
    path = f"/api/v1/intakes/{call['id']}/answers/treatment/{row.id}/days"
    assert alice.client.put(path, json={"answer": 30, "version": 1}).json["version"] == 2
    assert alice.client.put(path, json={"answer": 31, "version": 1}).status_code == 409
    assert alice.client.delete(f"/api/v1/intakes/{call['id']}/treatments/{row.id}").status_code == 204
    assert alice.client.get(f"/api/v1/intakes/{call['id']}/treatments").json["items"] == []


def test_a_year_to_come_and_a_complete_intake_are_refused(session: Session, desk: Settings, alice: Member) -> None:
    intake = an_intake(session, alice)
    session.commit()
    path = f"/api/v1/intakes/{intake.id}/treatments"
    assert alice.client.post(path, json={"began_year": 2190}).status_code == 422
    assert alice.client.post(path, json={"kind": "hospital"}).status_code == 409


def test_treatments_are_added_and_removed_in_the_form(session: Session, desk: Settings, alice: Member) -> None:
    intake = an_intake(session, alice, state="draft")
    session.commit()
    path, live = f"/desk/intakes/{intake.id}/treatments", {"HX-Request": "true"}
    added = alice.client.post(path, data={"kind": "mutual_help", "began_year": "2025", "completed": "no"}, headers=live)
    assert added.status_code == 200 and "<html" not in added.text and "2025" in added.text
    assert "still to come" in alice.client.post(path, data={"began_year": "2199"}, headers=live).text
    row = session.scalars(select(Treatment)).one()
    assert (row.kind, row.completed) == ("mutual_help", False)
    alice.client.post(f"{path}/{row.id}/removal", headers=live)
    assert alice.client.get(f"/api/v1/intakes/{intake.id}/treatments").json["items"] == []


def test_history_costs_the_same_number_of_queries_for_one_and_for_three_intakes(
    session: Session, desk: Settings, alice: Member, queries: QueryCount
) -> None:
    person, counts = a_person(session, "Daniel", "Example"), []
    for _ in range(3):
        intake: Intake = an_intake(session, alice, substances=[{"substance_code": "alcohol", "days_used_in_30": 3}])
        intake.subject, intake.data_key = person, person.data_key
        session.commit()
        queries.statements.clear()
        assert alice.client.get(f"/api/v1/people/{person.id}/history").json["intakes"] >= 1
        counts.append(len(queries.statements))
    assert counts[0] == counts[2]
