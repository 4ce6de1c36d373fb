"""Flags: seen by whoever takes the next call, fading by themselves; nobody is contacted who does not want to be."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import Flag
from intake.callers.service import confirm_person
from intake.followups.models import Task
from intake.followups.service import propose_task
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now, stopped_at
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.callers import a_contact_point, a_person, a_restricted_person
from tests.factories.calls import a_call
from tests.factories.followups import a_task, an_intake
from tests.house.test_matrix import NOON

NUMBER = "+15615550123"


def flag(member: Member, person_id: object, kind: str, **told: Any) -> Any:
    return member.client.put(f"/api/v1/people/{person_id}/flags/{kind}", json=told)


def flags_of(member: Member, person_id: object) -> dict[str, bool]:
    told = member.client.get(f"/api/v1/people/{person_id}").json["flags"]
    return {each["kind"]: each["stands"] for each in told}


def test_a_flag_is_on_the_screen_pop_in_searches_and_on_the_record_until_it_fades(
    session: Session, desk: Settings, alice: Member, charlie: Member
) -> None:
    person = a_person(session, phone=NUMBER)
    call = a_call(session, charlie.actor, from_number=NUMBER)
    session.commit()
    set_now = flag(
        alice, person.id, "repeat", note="Rang nine times on Sunday.", ends_at=(now() + timedelta(minutes=4)).isoformat()
    )
    assert (set_now.status_code, set_now.json["stands"], set_now.json["note"]) == (200, True, "Rang nine times on Sunday.")

    def shown() -> list[list[str]]:
        popped = charlie.client.get(f"/api/v1/calls/{call.id}").json["known_people"]
        named = charlie.client.post("/api/v1/people/search", json={"name": "Rosa Marin"}).json["items"]
        return [row["flags"] for row in (*popped, *named)]

    assert shown() == [["repeat"], ["repeat"]]
    with stopped_at(now() + timedelta(minutes=5)):
        assert shown() == [[], []]
        assert flags_of(charlie, person.id) == {"repeat": False}


@pytest.mark.parametrize(("kind", "usual"), [("repeat", 30), ("abusive", 90), ("do_not_contact", None)])
def test_without_an_end_it_stands_as_long_as_is_usual(session: Session, alice: Member, kind: str, usual: int | None) -> None:
    person = a_person(session)
    session.commit()
    with stopped_at(NOON):
        told = flag(alice, person.id, kind).json["ends_at"]
    assert told == (None if usual is None else (NOON + timedelta(days=usual)).isoformat())


def test_the_note_is_sealed_and_the_trail_tells_the_kind_alone(session: Session, alice: Member) -> None:
    person = a_person(session)
    session.commit()
    flag(alice, person.id, "abusive", note="Shouted about the weather")
    (row,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "callers.flag_person")).all()
    assert (row.person_id, row.detail["kind"], "weather" in str(row.detail)) == (person.id, "abusive", False)
    kept = session.scalars(select(Flag)).one()
    assert b"weather" not in (kept.note_sealed or b"")


def test_said_again_the_later_word_counts_and_lifting_keeps_what_stood(session: Session, alice: Member) -> None:
    person = a_person(session)
    session.commit()
    later = now() + timedelta(days=3)
    flag(alice, person.id, "abusive")
    again = flag(alice, person.id, "abusive", ends_at=later.isoformat())
    assert again.json["ends_at"] == later.isoformat()
    assert flags_of(alice, person.id) == {"abusive": True}
    lifting = f"/api/v1/people/{person.id}/flags/abusive"
    assert [alice.client.delete(lifting).status_code for _ in range(2)] == [204, 404]
    assert flags_of(alice, person.id) == {}
    assert len(session.scalars(select(Flag)).all()) == 2


def test_what_cannot_be_meant_is_refused_and_who_is_not_seen_is_not_flagged(session: Session, alice: Member, bob: Member) -> None:
    person, hidden = a_person(session), a_restricted_person(session, bob, named=[bob])
    session.commit()
    assert flag(alice, person.id, "repeat", ends_at=(now() - timedelta(days=1)).isoformat()).status_code == 422
    assert flag(alice, person.id, "rude").status_code == 404
    assert flag(alice, hidden.id, "repeat").status_code == 404
    assert session.scalars(select(Flag)).all() == []


@pytest.mark.parametrize("way", ["call", "voicemail", "text"])
def test_nobody_contacts_a_person_who_does_not_want_it(session: Session, desk: Settings, alice: Member, way: str) -> None:
    intake = an_intake(session, alice)
    confirm_person(intake.subject)
    told = {"may_call": True, "may_leave_voicemail": True, "may_text": True}
    point = a_contact_point(session, intake.subject, "+15615550145", **told)
    intake.subject.time_zone = "America/New_York"
    task: Task = a_task(session, alice, intake, person_id=intake.subject_id)
    session.commit()
    outcome = "message_left" if way == "voicemail" else "sent" if way == "text" else "no_answer"
    sent = {"contact_point_id": str(point.id), "way": way, "outcome": outcome}

    def tried() -> tuple[int, str | None]:
        version = alice.client.get(f"/api/v1/tasks/{task.id}").headers["ETag"]
        answer = alice.client.post(f"/api/v1/tasks/{task.id}/attempts", json=sent, headers={"If-Match": version})
        return answer.status_code, answer.json.get("reason")

    with stopped_at(NOON):
        assert tried() == (201, None)
        flag(alice, intake.subject_id, "do_not_contact")
        assert tried() == (409, "do_not_contact")
        ways = alice.client.get(f"/api/v1/tasks/{task.id}/ways").json["items"]
        assert {each["allowed"] for each in ways} == {False}
        alice.client.delete(f"/api/v1/people/{intake.subject_id}/flags/do_not_contact")
        assert tried() == (201, None)


def test_no_follow_up_is_proposed_to_somebody_who_does_not_want_to_be_contacted(
    session: Session, desk: Settings, alice: Member
) -> None:
    intake = an_intake(session, alice)
    session.commit()
    flag(alice, intake.caller_id, "do_not_contact")
    task = propose_task(session, actor=SYSTEM, intake_id=intake.id)
    assert task is not None
    assert task.person_id == intake.subject_id
    session.delete(task)
    flag(alice, intake.subject_id, "do_not_contact")
    assert propose_task(session, actor=SYSTEM, intake_id=intake.id) is None


def test_the_page_sets_shows_and_lifts_a_flag(session: Session, desk: Settings, alice: Member) -> None:
    person = a_person(session)
    session.commit()
    page = f"/desk/people/{person.id}"
    told = {"kind": "abusive", "note": "Shouted", "until": (now() + timedelta(days=2)).date().isoformat()}
    assert alice.client.post(f"{page}/flags", data=told).status_code == 303
    assert "Was abusive on the phone" in alice.client.get(page).text.split('<div class="columns')[0]
    past = alice.client.post(f"{page}/flags", data={"kind": "repeat", "until": "2020-01-01"})
    assert (past.status_code, "This time has passed" in past.text) == (422, True)
    assert alice.client.post(f"{page}/flags/lifting", data={"kind": "abusive"}).status_code == 303
    assert "Was abusive on the phone" not in alice.client.get(page).text.split('<div class="columns')[0]
