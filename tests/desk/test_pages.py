"""The desk's pages: what each shows, to whom, and what it costs."""

import json
import re
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.audit.service import record
from intake.callers.service import lift_restriction, restrict_person
from intake.calls.models import Call, Line
from intake.desk.pages import working
from intake.followups.models import Task
from intake.followups.service import cancel_task
from intake.foundation.actor import Role
from intake.intakes.models import Intake
from intake.organisation.models import Settings
from tests.conftest import Member, QueryCount, member
from tests.factories.accounts import an_account
from tests.factories.intakes import klonopin_call

pytestmark = pytest.mark.usefixtures("desk")


def post(member: Member, path: str, **data: str) -> Any:
    return member.client.post(path, data=data)


@pytest.fixture
def line(session: Session) -> Line:
    line = Line(number="+18005550199", name="Test line")
    session.add(line)
    session.commit()
    return line


@pytest.fixture
def complete(alice: Member, desk: Settings) -> dict[str, Any]:
    """Alice's Klonopin call, complete, with a follow-up of her own."""
    promise = {"kind": "follow_up_call", "assignee_id": str(alice.actor.id)}
    answer = alice.client.post("/api/v1/intakes", json=klonopin_call(complete=True, follow_up=promise))
    assert answer.status_code == 201, answer.json
    return dict(answer.json)


def test_starting_a_call_begins_an_intake_with_the_number(alice: Member, line: Line, session: Session) -> None:
    answer = post(alice, "/desk/calls", from_number="561.555.0123", line_number=line.number)
    assert answer.status_code == 303
    call = session.scalars(select(Call)).one()
    begun = session.scalars(select(Intake)).one()
    assert answer.location == f"/desk/intakes/{begun.id}"
    assert (call.from_number, call.line_id, begun.call_id) == ("+15615550123", line.id, call.id)
    assert [point.value for point in begun.caller.contact_points] == ["+15615550123"]


def test_a_withheld_number_is_no_hindrance(alice: Member, session: Session) -> None:
    assert post(alice, "/desk/calls", from_number=" ").status_code == 303
    assert session.scalars(select(Call)).one().from_number is None


def test_what_is_no_number_is_told_beside_it_and_starts_nothing(alice: Member, session: Session) -> None:
    answer = post(alice, "/desk/calls", from_number="not a number")
    assert answer.status_code == 422
    assert "Not a telephone number" in answer.text
    assert 'value="not a number"' in answer.text
    assert session.scalar(select(func.count()).select_from(Call)) == 0


def test_the_form_carries_the_intake_as_data_and_notes_who_opened_it(
    alice: Member, complete: dict[str, Any], session: Session
) -> None:
    page = alice.client.get(f"/desk/intakes/{complete['id']}")
    told = json.loads(re.search(r'<script type="application/json" id="state">(.*?)</script>', page.text, re.S)[1])  # type: ignore[index]
    assert told["intake"]["subject"]["given_name"] == "Daniel"
    assert told["names"]["substances"]["clonazepam"] == "Clonazepam"
    assert page.headers["Cache-Control"] == "no-store"
    opened = session.scalars(select(AuditEntry.person_id).where(AuditEntry.action == "intakes.open"))
    assert sorted(map(str, opened)) == sorted({complete["subject"]["id"], complete["caller"]["id"]})


def test_no_page_holds_a_script_or_style_of_its_own(alice: Member, complete: dict[str, Any]) -> None:
    """The policy of the pages would not run them; data is no script."""
    for path in ("/desk", f"/desk/intakes/{complete['id']}", "/desk/people", "/desk/tasks"):
        page = alice.client.get(path).text
        assert re.findall(r"<script(?![^>]* src=)(?![^>]*application/json)[^>]*>", page) == [], path
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", page) == [], path


def test_what_somebody_typed_is_never_read_as_html(alice: Member, session: Session) -> None:
    planted = "</script><img src=x onerror=alert(1)>"
    call = klonopin_call(caller={"given_name": planted}, situation={"narrative": planted})
    intake = alice.client.post("/api/v1/intakes", json=call).json
    page = alice.client.get(f"/desk/intakes/{intake['id']}").text
    assert planted not in page
    assert "\\u003c/script\\u003e" in page
    assert planted not in alice.client.get("/desk").text


def test_another_teams_draft_looks_like_nothing(alice: Member, charlie: Member) -> None:
    intake = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    assert charlie.client.get(f"/desk/intakes/{intake['id']}").status_code == 404
    assert intake["reference"] not in charlie.client.get("/desk").text


def test_an_administrator_sees_no_desk_and_lands_at_the_settings(erin: Member) -> None:
    assert erin.client.get("/desk").status_code == 403
    assert erin.client.get("/").location == "/settings"


def test_a_visitor_is_sent_to_sign_in_and_back(app: Flask) -> None:
    visitor: FlaskClient = app.test_client()
    assert visitor.get("/desk/tasks?list=overdue").location == "/sign-in?next=/desk/tasks?list%3Doverdue"


def test_people_are_found_by_name_and_by_number_without_either_in_the_address(alice: Member, complete: dict[str, Any]) -> None:
    by_name = post(alice, "/desk/people", name="Dolores Exampel")
    by_number = post(alice, "/desk/people", phone="561 555 0123")
    for page in (by_name, by_number):
        assert f"/desk/people/{complete['caller']['id']}" in page.text
    assert "Nobody was found" in post(alice, "/desk/people", name="Zebulon").text
    both = post(alice, "/desk/people", name="Dolores", phone="561 555 0123")
    assert (both.status_code, "not both" in both.text) == (422, True)


def test_a_persons_page_tells_the_whole_story(alice: Member, complete: dict[str, Any]) -> None:
    page = alice.client.get(f"/desk/people/{complete['caller']['id']}").text
    for part in (
        complete["reference"],
        "Dolores Example",
        "(561) 555-0123",
        "call: yes",
        "message: not agreed",
        "Opened the record",
    ):
        assert part in page, part


def a_task(session: Session) -> Task:
    session.expire_all()
    return session.scalars(select(Task)).one()


def test_a_try_is_noted_and_the_task_finished(alice: Member, complete: dict[str, Any], session: Session) -> None:
    task = a_task(session)
    assert "Follow-up call" in alice.client.get("/desk/tasks").text
    done = post(alice, f"/desk/tasks/{task.id}/finish", version=str(task.version), outcome="done")
    assert done.status_code == 303
    assert a_task(session).state == "done"
    again = post(alice, f"/desk/tasks/{task.id}/finish", version=str(task.version), outcome="done")
    assert (again.status_code, re.findall(r'role="alert">(.*?)<', again.text)) == (409, ["This task is finished already."])


def test_a_try_that_is_not_safe_is_refused_in_words(alice: Member, complete: dict[str, Any], session: Session) -> None:
    task = a_task(session)
    point = complete["caller"]["contact_points"][0]["id"]
    answer = post(
        alice, f"/desk/tasks/{task.id}/attempts", version=str(task.version), contact_point_id=point, way="text", outcome="sent"
    )
    assert answer.status_code == 409
    assert "Nobody has said yes to this way of contact" in answer.text
    assert a_task(session).attempts == []


def test_the_home_page_costs_the_same_for_one_draft_and_for_three(alice: Member, queries: QueryCount) -> None:
    costs = []
    for _ in range(3):
        alice.client.post("/api/v1/intakes", json=klonopin_call())
        queries.statements.clear()
        assert alice.client.get("/desk").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[2]


def test_more_drafts_than_are_counted_are_told_as_more(alice: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "MOST_DRAFTS", 1)
    counts = []
    for _ in range(2):
        alice.client.post("/api/v1/intakes", json=klonopin_call())
        counts.append(re.findall(r'My drafts</h2><span class="count">(.*?)<', alice.client.get("/desk").text))
    assert counts == [["1"], ["1+"]]


def test_who_takes_no_calls_is_not_told_to_take_one(app: Flask, session: Session, desk: Settings) -> None:
    clara = member(app, session, an_account(session, "Clara", Role.CLINICIAN))
    for path in ("/desk", "/desk/drafts", "/desk/calls"):
        page = clara.client.get(path).text
        assert [word for word in ("on the left", "that you begin", "Take a call") if word in page] == [], path


def test_nobody_was_reached_and_nothing_is_done_before_somebody_says_so(
    alice: Member, complete: dict[str, Any], session: Session
) -> None:
    page = alice.client.get(f"/desk/tasks/{a_task(session).id}").text
    first = re.findall(r'<select[^>]*name="outcome"[^>]*><option value="(.*?)"', page)
    assert first and set(first) == {""}
    assert len(re.findall(r'name="outcome" required', page)) == len(first)


def test_supervisors_may_list_all_tasks_and_counselors_may_not(alice: Member, bob: Member, complete: dict[str, Any]) -> None:
    assert alice.client.get("/desk/tasks?list=all").status_code == 403
    assert "Follow-up call" in bob.client.get("/desk/tasks?list=all").text


def test_a_restricted_person_is_marked_wherever_those_who_may_see_them_do(
    alice: Member, bob: Member, charlie: Member, complete: dict[str, Any], session: Session
) -> None:
    subject, intake = complete["subject"]["id"], complete["id"]
    task = session.scalars(select(Task)).one()
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    pages = ["/desk", f"/desk/people/{subject}", f"/desk/intakes/{intake}", f"/desk/tasks/{task.id}", "/desk/tasks"]
    for person in (subject, complete["caller"]["id"], draft["subject"]["id"]):
        assert ["Restricted" in alice.client.get(page).text for page in pages] == [False] * 5
        named = {"because": "staff", "named": [str(alice.actor.id), str(bob.actor.id)]}
        assert bob.client.put(f"/api/v1/people/{person}/restriction", json=named).status_code == 200
        marked = ["Restricted" in alice.client.get(page).text for page in pages]
        assert marked == {subject: [False, True, True, False, False], draft["subject"]["id"]: [True] + [False] * 4}.get(
            person, [True, True, True, True, True]
        )
        found = alice.client.post("/desk/people", data={"name": complete["caller"]["given_name"]}).text
        assert ("Restricted" in found) is (person == complete["caller"]["id"])
        assert charlie.client.get(f"/desk/people/{person}").status_code == 404
        bob.client.delete(f"/api/v1/people/{person}/restriction")


def test_what_was_amended_is_told_in_the_words_of_the_form(alice: Member, complete: dict[str, Any]) -> None:
    intake = complete["id"]
    sent = {
        "record": "intake",
        "record_id": intake,
        "field": "safe_place_tonight",
        "answer": {"missing": "unknown"},
        "version": 1,
    }
    why = {"reason": "He called himself & did not know."}
    assert alice.client.post(f"/api/v1/intakes/{intake}/amendments", json=sent | why).status_code == 201
    page = alice.client.get(f"/desk/intakes/{intake}/history").text
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page, re.S)
    assert [re.sub(r"<.*", "", one, flags=re.S) for one in cells[1:]] == [
        "A safe place to sleep tonight",
        "Yes",
        "Unknown",
        "Alice",
        "He called himself &amp; did not know.",
    ]


def test_a_draft_handed_over_stands_in_the_receivers_list(alice: Member, charlie: Member, bob: Member) -> None:
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).json
    path = f"/desk/intakes/{draft['id']}/hand-over"
    sent = {"receiver_id": str(charlie.actor.id), "note": "Call back at four.", "version": str(draft["version"])}
    assert post(alice, path, **{**sent, "version": "99"}).status_code == 412
    assert "from Alice" not in charlie.client.get("/desk").text
    given = post(alice, path, **sent)
    assert (given.status_code, given.location) == (303, "/desk")
    assert "from Alice" in charlie.client.get("/desk").text
    page = charlie.client.get(f"/desk/intakes/{draft['id']}").text
    assert "Handed over by Alice" in page
    assert "Call back at four." in page


def test_a_persons_page_tells_the_whole_story_the_newest_first(alice: Member, complete: dict[str, Any], session: Session) -> None:
    person = complete["subject"]["id"]
    post(alice, f"/desk/people/{person}/flags", kind="repeat", note="Rang twice.")
    page = alice.client.get(f"/desk/people/{person}").text
    story = page.partition('class="story"')[2].partition("</ol>")[0]
    assert {"Began an intake", "Completed an intake", "Set a flag"} <= set(re.findall(r"<strong>([^<]+)</strong>", story))
    moments = re.findall(r'datetime="([^"]+)"', story)
    assert moments == sorted(moments, reverse=True)
    assert f"/desk/intakes/{complete['id']}" in story


def test_a_flag_that_is_refused_keeps_what_was_typed(alice: Member, complete: dict[str, Any]) -> None:
    path = f"/desk/people/{complete['subject']['id']}/flags"
    refused = post(alice, path, kind="do_not_contact", note="Her brother reads along.", until="2020-01-01")
    assert refused.status_code == 422
    form = refused.text.partition(f'action="{path}"')[2].partition("</form>")[0]
    assert "This time has passed." in form
    assert re.findall(r'value="([^"]*)" selected', form) == ["do_not_contact"]
    assert re.findall(r'name="(note|until)"[^>]*value="([^"]*)"', form) == [
        ("note", "Her brother reads along."),
        ("until", "2020-01-01"),
    ]


def test_what_was_promised_to_the_mother_stands_on_the_sons_page_too(
    alice: Member, complete: dict[str, Any], session: Session
) -> None:
    page = alice.client.get(f"/desk/people/{complete['subject']['id']}").text
    tasks = page.partition('id="tasks-title"')[2].partition("</section>")[0]
    assert re.findall(r'href="/desk/tasks/([^"]+)"', tasks) == [str(a_task(session).id)]
    assert "Dolores Example" in tasks
    assert ("Promised a follow-up", "Alice") in story_of(alice, complete["subject"]["id"])


def story_of(member: Member, person_id: str) -> list[tuple[str, str]]:
    """What happened, and who did it."""
    page = member.client.get(f"/desk/people/{person_id}").text
    lines = page.partition('class="story"')[2].partition("</ol>")[0].split("<li>")[1:]
    return [(re.findall(r"<strong>([^<]+)<", line)[0], re.findall(r'list-note">([^<]*)<', line)[0]) for line in lines]


def test_however_often_a_record_was_opened_its_story_is_whole(alice: Member, complete: dict[str, Any], session: Session) -> None:
    person = complete["subject"]["id"]
    post(alice, f"/desk/people/{person}/flags", kind="repeat", note="Rang twice.")
    for _ in range(101):
        record(session, alice.actor, "callers.open_person", person_id=UUID(person))
    session.commit()
    assert ("Set a flag", "Alice") in story_of(alice, person)


def test_the_story_tells_of_a_restriction_when_it_began_and_when_it_ended(
    bob: Member, complete: dict[str, Any], session: Session
) -> None:
    person = UUID(complete["subject"]["id"])
    restrict_person(session, actor=bob.actor, person_id=person, because="staff", named=[bob.actor.id or person])
    session.commit()
    lift_restriction(session, actor=bob.actor, person_id=person)
    session.commit()
    told = [words for words, who in story_of(bob, str(person)) if who == "Bob"]
    assert told == ["Lifted a restriction", "Limited who may see the record"]


def test_the_story_tells_who_did_it_and_not_whose_it_is_now(
    alice: Member, bob: Member, complete: dict[str, Any], session: Session
) -> None:
    a_task(session).assignee_id = bob.actor.id
    session.scalars(select(Intake)).one().owner_id = bob.actor.id
    session.commit()
    story = story_of(bob, complete["caller"]["id"])
    assert {("Began an intake", "Alice"), ("Completed an intake", "Alice"), ("Promised a follow-up", "Alice")} <= set(story)
    task = a_task(session)
    cancel_task(session, actor=bob.actor, task_id=task.id, version=task.version, reason="no_longer_needed")
    session.commit()
    assert story_of(bob, complete["caller"]["id"])[0] == ("Canceled a task", "Bob")
