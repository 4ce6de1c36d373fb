"""A person's trail by API: for those who may see the person, and itself an opening."""

from sqlalchemy.orm import Session

from tests.conftest import Member
from tests.factories.callers import a_person


def test_those_who_may_see_the_person_see_who_opened_it(session: Session, alice: Member, bob: Member) -> None:
    person = a_person(session)
    session.commit()
    assert alice.client.get(f"/api/v1/people/{person.id}").status_code == 200
    answer = bob.client.get(f"/api/v1/people/{person.id}/trail")
    told = [(row["actor_name"], row["actor_role"], row["action"]) for row in answer.json["items"]]
    assert told == [("Bob", "supervisor", "callers.open_person"), ("Alice", "counselor", "callers.open_person")]
    assert {row["record_id"] for row in answer.json["items"]} == {str(person.id)}


def test_it_is_read_by_pages(session: Session, alice: Member) -> None:
    person = a_person(session)
    session.commit()
    path = f"/api/v1/people/{person.id}/trail?limit=2"
    for _ in range(3):
        first = alice.client.get(path).json
    rest = alice.client.get(f"{path}&cursor={first['next_cursor']}").json
    seen = [row["id"] for row in (*first["items"], *rest["items"])]
    assert (len(first["items"]), len(rest["items"]), len(set(seen))) == (2, 1, 3)


def test_an_administrator_and_a_visitor_see_nothing(session: Session, erin: Member) -> None:
    person = a_person(session)
    session.commit()
    assert erin.client.get(f"/api/v1/people/{person.id}/trail").status_code == 403
    erin.client.environ_base.pop("HTTP_AUTHORIZATION")
    assert erin.client.get(f"/api/v1/people/{person.id}/trail").status_code == 401


def test_a_draft_of_another_team_looks_as_if_it_were_not_there(session: Session, alice: Member, charlie: Member) -> None:
    person = a_person(session)
    person.standing, person.recorded_by = "provisional", alice.actor.id
    session.commit()
    assert alice.client.get(f"/api/v1/people/{person.id}/trail").status_code == 200
    assert charlie.client.get(f"/api/v1/people/{person.id}/trail").status_code == 404
    assert charlie.client.get("/api/v1/people/01900000-0000-7000-8000-000000000000/trail").status_code == 404


def test_the_mother_who_calls_and_the_son_each_have_their_own_trail(alice: Member) -> None:
    call = {"for_whom": "other", "caller": {"given_name": "Mother"}, "subject": {"given_name": "Son"}}
    intake = alice.client.post("/api/v1/intakes", json=call).json
    url = f"/api/v1/intakes/{intake['id']}"
    mother, son = intake["caller"]["id"], intake["subject"]["id"]
    alice.client.put(f"{url}/answers/person/{mother}/state", json={"answer": "FL", "version": 0})
    alice.client.put(f"{url}/answers/intake/{intake['id']}/pregnant", json={"answer": False, "version": 0})
    alice.client.get(url)

    def told(person: str) -> list[tuple[str, str | None]]:
        rows = alice.client.get(f"/api/v1/people/{person}/trail").json["items"][1:]
        return [(row["action"], row["detail"].get("field")) for row in rows]

    assert told(mother) == [("intakes.open", None), ("intakes.save_answer", "state"), ("intakes.start", None)]
    assert told(son) == [("intakes.open", None), ("intakes.save_answer", "pregnant"), ("intakes.start", None)]
