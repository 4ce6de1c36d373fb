"""Lists of the desk: what is chosen stands in the address and stays on the next page; an empty list says what to do."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from intake.foundation.clock import now, stopped_at
from intake.storage.paging import encode_cursor
from tests.conftest import Member
from tests.factories.calls import a_call
from tests.factories.followups import a_task, an_intake

pytestmark = pytest.mark.usefixtures("desk")
REFERENCE = re.compile(r">((?:IN|CA|TA)-\w+-\w+)<")


def references(member: Member, path: str) -> list[str]:
    page = member.client.get(path)
    assert page.status_code == 200, path
    return REFERENCE.findall(page.text)


def test_drafts_are_chosen_and_ordered_and_go_on_page_by_page(alice: Member, bob: Member, session: Session) -> None:
    mine = [an_intake(session, alice, state="draft") for _ in range(3)]
    handed = mine[1]
    handed.handed_by = bob.actor.id
    mine[2].owner_id = None
    session.commit()
    newest = [one.reference for one in reversed(mine)]
    assert references(alice, "/desk/drafts") == newest
    assert references(alice, "/desk/drafts?sort=oldest") == newest[::-1]
    assert references(alice, "/desk/drafts?list=mine") == newest[1:]
    assert references(alice, "/desk/drafts?list=handed") == [handed.reference]
    assert references(alice, "/desk/drafts?list=unowned") == newest[:1]
    first = alice.client.get("/desk/drafts?sort=oldest&limit=2").text
    onward = re.search(r'href="(/desk/drafts\?cursor=[^"]+)"', first)
    assert onward
    assert references(alice, onward[1].replace("&amp;", "&")) == newest[:1]


def test_tasks_go_on_page_by_page_with_what_was_chosen(alice: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    tasks = [a_task(session, alice, intake, due_at=now() + timedelta(hours=hours)) for hours in (1, 2, 3)]
    session.commit()
    latest = [str(task.id) for task in reversed(tasks)]

    def shown(path: str) -> list[str]:
        return list(dict.fromkeys(re.findall(r'href="/desk/tasks/([0-9a-f-]{36})"', alice.client.get(path).text)))

    assert shown("/desk/tasks") == latest[::-1]
    assert shown("/desk/tasks?sort=latest&limit=2") == latest[:2]
    onward = re.search(r'href="(/desk/tasks\?cursor=[^"]+)"', alice.client.get("/desk/tasks?sort=latest&limit=2").text)
    assert onward
    assert shown(onward[1].replace("&amp;", "&")) == latest[2:]


def test_calls_of_a_day_are_chosen_and_ordered(alice: Member, session: Session) -> None:
    calls = [a_call(session, alice.actor, from_number=f"+15615550{n}") for n in (101, 102)]
    session.commit()
    told = [one.reference for one in calls]
    assert references(alice, "/desk/calls") == told[::-1]
    assert references(alice, "/desk/calls?sort=oldest&list=mine&day=") == told
    assert references(alice, "/desk/calls?list=open") == told[::-1]
    assert "No calls on this day." in alice.client.get("/desk/calls?day=2020-01-01").text


def test_tasks_of_one_kind_in_either_order(alice: Member, session: Session) -> None:
    a_task(session, alice, kind="call_back")
    a_task(session, alice, kind="check_arrival")
    session.commit()
    titles = re.compile(r"Call back|Check arrival")
    main = alice.client.get("/desk/tasks?sort=latest").text.partition('aria-label="Tasks"')[2]
    assert titles.findall(main)[:2] == ["Check arrival", "Call back"]
    one = alice.client.get("/desk/tasks?kind=check_arrival&sort=soonest").text.partition('aria-label="Tasks"')[2]
    assert titles.findall(one) == ["Check arrival"]
    assert "No task of this kind." in alice.client.get("/desk/tasks?kind=find_place").text
    assert alice.client.get("/desk/tasks?kind=&sort=soonest").status_code == 200


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("/desk/drafts", "Take a call"),
        ("/desk/drafts?list=handed", "What a colleague hands over"),
        ("/desk/drafts?list=unowned", "Back to all"),
        ("/desk/calls", "Choose another day above"),
        ("/desk/calls?list=open", "Show all of the day"),
        ("/desk/tasks", "See those that nobody has taken."),
        ("/desk/tasks?list=unassigned", "Back to yours"),
    ],
)
def test_an_empty_list_says_what_to_do(alice: Member, path: str, advice: str) -> None:
    assert advice in alice.client.get(path).text


@pytest.mark.parametrize("path", ["/desk/drafts?list=x", "/desk/calls?sort=x", "/desk/calls?day=x", "/desk/tasks?kind=x"])
def test_what_cannot_be_chosen_is_refused(alice: Member, path: str) -> None:
    assert alice.client.get(path).status_code == 422


@pytest.mark.parametrize("path", ["/desk/drafts", "/desk/calls", "/desk/tasks", "/desk/people", "/api/v1/tasks", "/api/v1/calls"])
def test_the_cursor_of_a_list_in_another_order_is_refused(alice: Member, path: str) -> None:
    for values in (["a"], ["a", "b"], ["a", uuid4()], [7]):
        assert alice.client.get(path, query_string={"cursor": encode_cursor(values)}).status_code == 422


def test_the_next_page_of_todays_calls_is_of_the_same_day_after_midnight(alice: Member, session: Session) -> None:
    # A minute before midnight in New York.
    late = datetime(2026, 11, 25, 4, 59, tzinfo=UTC)
    with stopped_at(late):
        calls = [a_call(session, alice.actor, started_at=late - timedelta(minutes=minute)) for minute in (1, 2)]
        session.commit()
        onward = re.search(r'href="(/desk/calls\?cursor=[^"]+)"', alice.client.get("/desk/calls?limit=1").text)
    assert onward
    with stopped_at(late + timedelta(minutes=2)):
        assert references(alice, onward[1].replace("&amp;", "&")) == [calls[1].reference]


@pytest.mark.parametrize(
    ("path", "cursor", "never"),
    [
        ("/desk/drafts", [uuid4()], "No drafts."),
        ("/desk/people", [uuid4()], "Nobody yet."),
        ("/desk/calls", [now() - timedelta(days=9), uuid4()], "No calls on this day."),
        ("/desk/tasks?list=overdue", [now() + timedelta(days=9), uuid4()], "Nothing is overdue."),
    ],
)
def test_beyond_the_last_row_a_list_does_not_say_that_it_is_empty(
    alice: Member, path: str, cursor: list[object], never: str
) -> None:
    page = alice.client.get(path + ("&" if "?" in path else "?") + "cursor=" + encode_cursor(cursor)).text
    assert never not in page
    assert "Nothing more here." in page
    assert "Back to the first page" in page


def test_calls_of_others_are_not_denied_where_none_is_mine(alice: Member, bob: Member, session: Session) -> None:
    a_call(session, bob.actor)
    session.commit()
    page = alice.client.get("/desk/calls?list=mine").text
    assert "No calls on this day." not in page
    assert "You took no call on this day." in page


def test_a_colleagues_draft_is_found_by_whoever_may_go_on_with_it(
    alice: Member, bob: Member, charlie: Member, session: Session
) -> None:
    draft = an_intake(session, alice, state="draft")
    session.commit()
    for who, shown in ((bob, [draft.reference]), (alice, []), (charlie, [])):
        assert references(who, "/desk/drafts?list=colleagues") == shown
    page = bob.client.get("/desk/drafts?list=colleagues").text
    assert "· Alice" in page
    assert references(bob, "/desk/drafts") == []
    assert "No colleague has a draft that you may see." in charlie.client.get("/desk/drafts?list=colleagues").text
