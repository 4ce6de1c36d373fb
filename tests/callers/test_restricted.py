"""Restricted people: there only for those named, or for a time for somebody who broke the glass and said why."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import Access
from intake.callers.service import relate
from intake.calls.models import Call
from intake.foundation.clock import now, stopped_at
from intake.intakes.models import Intake
from intake.organisation.models import Alert, Settings
from tests.conftest import Member, member
from tests.factories.accounts import a_team, an_account
from tests.factories.callers import a_person, a_restricted_person
from tests.factories.calls import a_call
from tests.factories.followups import a_task, an_intake
from tests.factories.referrals import a_match_run, a_referral

NUMBER = "+15615550123"
WHY = "They are calling now and sound unwell."


def restrict(supervisor: Member, person_id: object, *named: Member, because: str = "staff") -> Any:
    ids = [str(one.actor.id) for one in named]
    return supervisor.client.put(f"/api/v1/people/{person_id}/restriction", json={"because": because, "named": ids})


def break_glass(member: Member, person_id: object, reason: str = WHY) -> Any:
    return member.client.post(f"/api/v1/people/{person_id}/break-glass", json={"reason": reason})


def status(member: Member, path: str) -> int:
    return member.client.get(path).status_code


def ids_in(member: Member, path: str) -> set[str]:
    return {row["id"] for row in member.client.get(path).json["items"]}


@pytest.fixture
def whole(session: Session, desk: Settings, alice: Member) -> Intake:
    """A complete intake of Alice's, from a call, with a task and a referral; nobody is restricted yet."""
    intake = an_intake(session, alice)
    call = a_call(session, alice.actor, from_number=NUMBER)
    intake.call_id, call.caller_id = call.id, intake.caller_id
    a_task(session, alice, intake, person_id=intake.caller_id)
    a_referral(session, alice, intake)
    a_match_run(session, intake)
    session.commit()
    return intake


def everything(session: Session, intake: Intake) -> list[str]:
    """Where the person in need, or what hangs on them, can be read."""
    one = {name: session.scalar(text(f"select id from {name}")) for name in ("task", "referral", "match_run")}
    return [
        f"/api/v1/people/{intake.subject_id}",
        f"/api/v1/people/{intake.subject_id}/trail",
        f"/desk/people/{intake.subject_id}",
        f"/api/v1/intakes/{intake.id}",
        f"/api/v1/intakes/{intake.id}/findings",
        f"/desk/intakes/{intake.id}",
        f"/api/v1/tasks/{one['task']}",
        f"/api/v1/tasks/{one['task']}/ways",
        f"/desk/tasks/{one['task']}",
        f"/api/v1/referrals/{one['referral']}",
        f"/api/v1/matches/{one['match_run']}/replay",
    ]


def test_a_restricted_person_and_all_that_hangs_on_them_is_not_there_for_others(
    session: Session, alice: Member, bob: Member, whole: Intake
) -> None:
    places = everything(session, whole)
    assert {place: status(alice, place) for place in places} == dict.fromkeys(places, 200)
    assert restrict(bob, whole.subject_id, bob).status_code == 200
    assert {place: status(alice, place) for place in places} == dict.fromkeys(places, 404)
    assert {place: status(bob, place) for place in places if "/trail" not in place} == dict.fromkeys(
        (place for place in places if "/trail" not in place), 200
    )


def test_lists_and_searches_know_nothing_of_them(session: Session, alice: Member, bob: Member, whole: Intake) -> None:
    lists = ("/api/v1/intakes", "/api/v1/tasks", "/api/v1/referrals", "/api/v1/calls")
    assert [len(ids_in(alice, path)) for path in lists] == [1, 1, 1, 1]
    assert restrict(bob, whole.caller_id, bob).status_code == 200
    assert [len(ids_in(alice, path)) for path in lists] == [0, 0, 0, 0]
    assert [len(ids_in(bob, path)) for path in ("/api/v1/intakes", "/api/v1/referrals", "/api/v1/calls")] == [1, 1, 1]
    assert "Dolores" not in alice.client.get("/desk").text + alice.client.get("/desk/tasks").text


def test_a_number_or_a_name_does_not_find_them(session: Session, desk: Settings, alice: Member, bob: Member) -> None:
    hidden = a_restricted_person(session, bob, named=[bob], phone=NUMBER)
    call = a_call(session, alice.actor, from_number=NUMBER)
    session.commit()

    def found(member: Member, **wanted: str) -> set[str]:
        return {row["id"] for row in member.client.post("/api/v1/people/search", json=wanted).json["items"]}

    for wanted in ({"phone": NUMBER}, {"name": "Vera Marin"}):
        assert (found(alice, **wanted), found(bob, **wanted)) == (set(), {str(hidden.id)})
    popped = alice.client.get(f"/api/v1/calls/{call.id}").json["known_people"]
    assert popped == []
    told = session.scalars(select(AuditEntry).where(AuditEntry.action.in_(("calls.open_call", "callers.search_people"))))
    assert str(hidden.id) not in str([entry.detail for entry in told if entry.actor_id == alice.actor.id])


def test_their_relatives_do_not_tell_of_them(session: Session, alice: Member, bob: Member) -> None:
    mother, son = a_person(session, "Rosa"), a_person(session, "Luis")
    relate(session, mother, son, "mother")
    session.commit()
    assert restrict(bob, son.id, bob).status_code == 200
    assert alice.client.get(f"/api/v1/people/{mother.id}").json["relationships"] == []
    assert len(bob.client.get(f"/api/v1/people/{mother.id}").json["relationships"]) == 1


def test_a_restricted_caller_hides_the_call_but_not_a_call_that_nobody_knows(
    session: Session, desk: Settings, alice: Member, bob: Member
) -> None:
    hidden = a_restricted_person(session, bob, named=[bob])
    calls = [a_call(session, alice.actor, from_number=None) for _ in range(2)]
    session.get_one(Call, calls[0].id).caller_id = hidden.id
    session.commit()
    assert ids_in(alice, "/api/v1/calls") == {str(calls[1].id)}


def test_breaking_the_glass_opens_for_a_time_tells_supervisors_and_stands_in_the_trail(
    session: Session, desk: Settings, alice: Member, bob: Member, charlie: Member
) -> None:
    hidden = a_restricted_person(session, bob, named=[bob])
    desk.thresholds = {"break_glass_minutes": 5}
    session.commit()
    opened = break_glass(alice, hidden.id)
    assert opened.status_code == 201
    assert status(alice, f"/api/v1/people/{hidden.id}") == 200
    assert status(charlie, f"/api/v1/people/{hidden.id}") == 404
    (alert,) = session.scalars(select(Alert)).all()
    access = session.scalars(select(Access).where(Access.ends_at.is_not(None))).one()
    assert (alert.kind, alert.record_id, alert.raised_by) == ("glass_broken", access.id, alice.actor.id)
    (row,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "callers.break_glass")).all()
    assert (row.person_id, row.actor_id) == (hidden.id, alice.actor.id)
    assert access.reason == WHY
    assert WHY.encode() not in (access.reason_sealed or b"")
    with stopped_at(now() + timedelta(minutes=6)):
        assert status(alice, f"/api/v1/people/{hidden.id}") == 404


def test_each_broken_glass_is_an_alert_of_its_own(
    session: Session, desk: Settings, alice: Member, bob: Member, charlie: Member
) -> None:
    hidden = a_restricted_person(session, bob, named=[bob])
    session.commit()
    assert [break_glass(member, hidden.id).status_code for member in (alice, charlie)] == [201, 201]
    assert len(session.scalars(select(Alert)).all()) == 2


def test_the_reason_is_asked_for_in_words(session: Session, desk: Settings, alice: Member, bob: Member) -> None:
    hidden = a_restricted_person(session, bob, named=[bob])
    session.commit()
    assert break_glass(alice, hidden.id, "because").status_code == 422
    assert status(alice, f"/api/v1/people/{hidden.id}") == 404


def test_there_is_no_glass_where_nothing_is_restricted(session: Session, desk: Settings, alice: Member, charlie: Member) -> None:
    anybody, draft = a_person(session), a_person(session, confirmed=False, recorder=alice.actor)
    session.commit()
    assert break_glass(alice, anybody.id).status_code == 409
    assert break_glass(charlie, draft.id).status_code == 404
    assert session.scalars(select(Alert)).all() == []


def test_a_broken_glass_opens_no_draft_of_another_team(
    session: Session, desk: Settings, alice: Member, bob: Member, charlie: Member
) -> None:
    draft = a_person(session, confirmed=False, recorder=alice.actor)
    session.commit()
    assert restrict(bob, draft.id, bob).status_code == 200
    assert break_glass(charlie, draft.id).status_code == 404
    assert break_glass(alice, draft.id).status_code == 201


def test_only_supervisors_restrict_and_only_whom_they_see(session: Session, alice: Member, bob: Member, charlie: Member) -> None:
    person = a_person(session)
    elsewhere = a_person(session, confirmed=False, recorder=charlie.actor)
    session.commit()
    assert restrict(alice, person.id, alice).status_code == 403
    assert restrict(bob, elsewhere.id, bob).status_code == 404
    assert restrict(bob, person.id).status_code == 422
    assert restrict(bob, person.id, bob, because="gossip").status_code == 422


def test_somebody_who_reads_no_people_cannot_be_named(session: Session, bob: Member, erin: Member) -> None:
    person = a_person(session)
    session.commit()
    assert restrict(bob, person.id, erin).status_code == 422


def test_a_later_list_of_names_counts_and_lifting_it_shows_the_record_again(
    session: Session, alice: Member, bob: Member, charlie: Member
) -> None:
    person = a_person(session)
    session.commit()
    path = f"/api/v1/people/{person.id}"
    assert restrict(bob, person.id, bob, alice).status_code == 200
    assert (status(alice, path), status(charlie, path)) == (200, 404)
    assert restrict(bob, person.id, bob).status_code == 200
    assert status(alice, path) == 404
    assert bob.client.delete(f"{path}/restriction").status_code == 204
    assert [status(member, path) for member in (alice, bob, charlie)] == [200, 200, 200]
    assert bob.client.delete(f"{path}/restriction").status_code == 409


def test_the_desk_opens_a_restricted_intake_by_its_reference_and_asks_why(
    session: Session, alice: Member, bob: Member, charlie: Member, whole: Intake
) -> None:
    assert restrict(bob, whole.subject_id, bob).status_code == 200
    page = f"/desk/intakes/{whole.id}"
    assert (status(alice, page), status(alice, "/desk/break-glass")) == (404, 200)
    told = {"reference": whole.reference.lower(), "reason": WHY}
    without = alice.client.post("/desk/break-glass", data={**told, "reason": "now"})
    assert (without.status_code, status(alice, page)) == (422, 404)
    assert charlie.client.post("/desk/break-glass", data=told).status_code == 422
    opened = alice.client.post("/desk/break-glass", data=told)
    assert (opened.status_code, opened.location) == (303, page)
    assert (status(alice, page), len(session.scalars(select(Alert)).all())) == (200, 1)
    assert alice.client.post("/desk/break-glass", data=told).status_code == 422


def test_an_emergency_that_nobody_answered_is_open_to_every_supervisor(
    app: Flask, session: Session, desk: Settings, alice: Member, charlie: Member
) -> None:
    nora = member(app, session, an_account(session, "Nora", "supervisor", a_team(session, "Weekends")))
    quiet = an_intake(session, alice, state="draft")
    danger = an_intake(session, alice, state="draft", situation={"not_waking": True, "slow_or_no_breathing": True})
    session.commit()
    seen = [status(one, f"/api/v1/intakes/{intake.id}") for one in (nora, charlie) for intake in (quiet, danger)]
    assert seen == [404, 200, 404, 404]


def test_supervisors_see_every_team_where_the_desk_says_so(
    app: Flask, session: Session, desk: Settings, alice: Member, bob: Member, charlie: Member
) -> None:
    intake, task = an_intake(session, charlie), a_task(session, charlie)
    session.commit()
    paths = (f"/api/v1/intakes/{intake.id}", f"/api/v1/tasks/{task.id}")
    assert [status(bob, path) for path in paths] == [404, 404]
    desk.supervisors_see_all = True
    session.commit()
    assert [status(bob, path) for path in paths] == [200, 200]
    assert [status(alice, path) for path in paths] == [404, 404]
