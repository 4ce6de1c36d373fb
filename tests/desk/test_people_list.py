"""People in lists: from one's calls, with a promise, with a flag. Nobody restricted; the trail has whom a list showed."""

import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import Person
from intake.intakes.models import Intake
from tests.conftest import Member, QueryCount
from tests.factories.callers import a_flagged_person, a_person, a_restricted_person
from tests.factories.followups import a_task, an_intake

pytestmark = pytest.mark.usefixtures("desk")


def shown(member: Member, path: str) -> list[str]:
    page = member.client.get(path)
    assert page.status_code == 200, path
    return re.findall(r'href="/desk/people/([0-9a-f-]{36})"', page.text)


def a_call_about(session: Session, member: Member, **told: Any) -> Person:
    """Somebody on record, for whom the member took a call."""
    intake: Intake = an_intake(session, member)
    person = session.get_one(Person, intake.subject_id)
    caller = session.get_one(Person, intake.caller_id)
    for one in (person, caller):
        one.standing = "confirmed"
    for name, value in told.items():
        setattr(person, name, value)
    if caller is not person:
        caller.standing = "provisional"
    session.commit()
    return person


def test_the_people_of_my_calls_page_by_page_in_either_order_and_of_one_state(
    alice: Member, bob: Member, session: Session
) -> None:
    mine = [a_call_about(session, alice, state=state) for state in ("FL", "GA", "FL")]
    a_call_about(session, bob)
    ids = [str(one.id) for one in mine]
    assert shown(alice, "/desk/people") == ids[::-1]
    assert shown(alice, "/desk/people?sort=oldest&state=") == ids
    assert shown(alice, "/desk/people?state=FL") == [ids[2], ids[0]]
    first = alice.client.get("/desk/people?limit=2").text
    onward = re.search(r'href="(/desk/people\?cursor=[^"]+)"', first)
    assert onward
    assert shown(alice, onward[1].replace("&amp;", "&")) == ids[:1]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "callers.list_people").order_by(AuditEntry.id)).all()
    assert entries[0].detail["people"] == ids[::-1]


def test_a_record_that_was_merged_is_shown_as_the_one_that_stays(alice: Member, session: Session) -> None:
    stays, gone = a_person(session, "Rosa"), a_call_about(session, alice)
    gone.standing, gone.merged_into_id = "merged", stays.id
    session.commit()
    assert shown(alice, "/desk/people") == [str(stays.id)]


def test_people_with_an_open_task_of_mine_and_with_a_flag(alice: Member, bob: Member, session: Session) -> None:
    task = a_task(session, alice)
    session.get_one(Person, task.person_id).standing = "confirmed"
    flagged = a_flagged_person(session, alice)
    flagged.standing = "confirmed"
    session.commit()
    assert shown(alice, "/desk/people?list=promised") == [str(task.person_id)]
    assert shown(alice, "/desk/people?list=flagged") == [str(flagged.id)]
    assert shown(bob, "/desk/people?list=promised") == []
    task.state, task.outcome = "done", "done"
    session.flush()


def test_nobody_restricted_is_in_any_list(alice: Member, bob: Member, session: Session) -> None:
    person = a_call_about(session, alice)
    hidden = a_restricted_person(session, bob, named=[bob])
    for intake in session.scalars(select(Intake).where(Intake.owner_id == alice.actor.id)):
        intake.subject_id = intake.caller_id = hidden.id
    session.commit()
    for which in ("mine", "promised", "flagged"):
        assert shown(alice, f"/desk/people?list={which}") == []
    assert person.id != hidden.id


def test_three_people_cost_as_many_queries_as_one(alice: Member, session: Session, queries: QueryCount) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            a_call_about(session, alice)
        before = len(queries)
        shown(alice, "/desk/people")
        counts.append(len(queries) - before)
    assert counts[0] == counts[1]


def test_a_name_is_looked_for_among_those_born_in_a_year_or_of_whom_no_birthday_is_known(alice: Member, session: Session) -> None:
    from datetime import date

    old, young, unknown = (a_person(session, "Rosa", "Marin") for _ in range(3))
    old.birth_date, young.birth_date = date(1950, 3, 1), date(1990, 3, 1)
    session.commit()

    def found(**data: str) -> set[UUID]:
        page = alice.client.post("/desk/people", data=data)
        assert page.status_code == 200
        return {UUID(one) for one in re.findall(r'href="/desk/people/([0-9a-f-]{36})"', page.text)}

    assert found(name="Rosa Marin", born="1990") == {young.id, unknown.id}
    assert found(name="Rosa", born="1950") == {old.id, unknown.id}
    assert found(name="Rosa Marin") == {old.id, young.id, unknown.id}
    for year in ("90", "about 1990"):
        refused = alice.client.post("/desk/people", data={"name": "Rosa", "born": year})
        assert (refused.status_code, "Type a year of four digits" in refused.text) == (422, True)


@pytest.mark.parametrize(
    ("path", "advice"),
    [
        ("/desk/people", "Take a call"),
        ("/desk/people?list=promised", "You have promised nobody anything."),
        ("/desk/people?list=flagged", "set on the person"),
        ("/desk/people?state=FL", "Back to all"),
    ],
)
def test_an_empty_list_of_people_says_what_to_do(alice: Member, path: str, advice: str) -> None:
    assert advice in alice.client.get(path).text
    assert alice.client.get("/desk/people?list=x").status_code == 422
