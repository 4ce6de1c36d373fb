"""The doors of people: search, look-up by number, opening a record, and who may not."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers import service
from tests.conftest import Member, QueryCount
from tests.factories.callers import a_contact_point, a_person


def found(member: Member, **wanted: Any) -> list[str | None]:
    answer = member.client.post("/api/v1/people/search", json=wanted)
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json["items"]]


def trail(session: Session, action: str) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).where(AuditEntry.action == action)))


def test_a_person_is_found_by_name_but_not_while_only_a_draft_names_them(alice: Member, session: Session) -> None:
    a_person(session, "Rosa", "Marin")
    draft = a_person(session, "Rosa", "Marino", confirmed=False, recorder=alice.actor)
    session.commit()
    assert found(alice, name="rosa marin") == ["Rosa Marin"]
    service.confirm_person(draft)
    session.commit()
    assert found(alice, name="rosa marin") == ["Rosa Marin", "Rosa Marino"]


def test_a_number_finds_drafts_too_in_whatever_way_it_is_typed(alice: Member, session: Session) -> None:
    a_person(session, "Rosa", "Marin", phone="+15615550123")
    a_person(session, "Luis", "Marin", phone="561-555-0123", confirmed=False, recorder=alice.actor)
    a_person(session, "Other", "Body", phone="+15615550124")
    session.commit()
    assert found(alice, phone="(561) 555 0123") == found(alice, phone="+1 561.555.0123") == ["Luis Marin", "Rosa Marin"]


def test_a_number_of_another_country_is_found(alice: Member, session: Session) -> None:
    a_person(session, "Ines", "Costa", phone="+44 20 7946 0018")
    session.commit()
    assert found(alice, phone="+442079460018") == ["Ines Costa"]


def test_of_another_teams_draft_a_counselor_learns_only_that_it_is_there(
    alice: Member, bob: Member, charlie: Member, session: Session
) -> None:
    draft = a_person(session, phone="+15615550123", confirmed=False, recorder=alice.actor, age_years=44, state="FL")
    session.commit()
    row = charlie.client.post("/api/v1/people/search", json={"phone": "+15615550123"}).json["items"]
    assert row == [{"id": str(draft.id), "standing": "provisional", "name": None, "age_years": None, "state": None, "flags": []}]
    assert found(bob, phone="+15615550123") == found(alice, phone="+15615550123") == ["Rosa Marin"]
    assert charlie.client.get(f"/api/v1/people/{draft.id}").status_code == 404
    assert bob.client.get(f"/api/v1/people/{draft.id}").status_code == 200


def test_a_draft_that_a_partner_sent_in_belongs_to_everybody_at_the_desk(charlie: Member, session: Session) -> None:
    draft = a_person(session, confirmed=False, recorder=None)
    session.commit()
    assert charlie.client.get(f"/api/v1/people/{draft.id}").status_code == 200


def test_opening_a_record_gives_it_with_its_missing_answers_and_leaves_a_row_in_the_trail(
    alice: Member, session: Session
) -> None:
    mother, son = a_person(session, "Rosa", "Marin", postal_code="33401"), a_person(session, "Luis", "Marin")
    point = a_contact_point(session, mother, "561 555 0123", may_call=True, ask_for="Rosa")
    service.relate(session, mother, son, "mother")
    session.commit()
    answer = alice.client.get(f"/api/v1/people/{mother.id}")
    assert answer.status_code == 200
    assert answer.json["given_name"] == "Rosa"
    assert answer.json["birth_date"] == {"missing": "not_asked"}
    assert answer.json["time_zone_proposal"] == {"zone": "America/New_York", "because": "zip"}
    assert answer.json["relationships"] == [{"person_id": str(mother.id), "related_person_id": str(son.id), "kind": "mother"}]
    (told,) = answer.json["contact_points"]
    assert (told["id"], told["value"], told["may_call"], told["ask_for"]) == (str(point.id), "+15615550123", True, "Rosa")
    assert told["may_leave_voicemail"] == {"missing": "not_asked"}
    (row,) = trail(session, "callers.open_person")
    assert (row.person_id, row.actor_id, row.detail) == (mother.id, alice.actor.id, {})


def test_a_known_time_zone_is_not_proposed_again(alice: Member, session: Session) -> None:
    person = a_person(session, postal_code="33401", time_zone="America/Chicago")
    session.commit()
    answer = alice.client.get(f"/api/v1/people/{person.id}").json
    assert (answer["time_zone"], answer["time_zone_proposal"]) == ("America/Chicago", None)


def test_a_search_leaves_whom_it_showed_in_the_trail_and_not_what_was_typed(alice: Member, session: Session) -> None:
    person = a_person(session, "Rosa", "Marin")
    session.commit()
    found(alice, name="Rosa Marin")
    (row,) = trail(session, "callers.search_people")
    assert row.detail == {"by": "name", "people": [str(person.id)]}


@pytest.mark.parametrize(
    ("sent", "pointers"),
    [
        ({}, {""}),
        ({"name": "a", "phone": "5615550123"}, {""}),
        ({"name": " "}, {"/name"}),
        ({"name": "Ro\0sa"}, {"/name"}),
        ({"name": "x" * 201}, {"/name"}),
        ({"phone": "911"}, {"/phone"}),
        ({"phone": "hello"}, {"/phone"}),
        ({"name": "Rosa", "limit": 0, "colour": 1}, {"/limit", "/colour"}),
        ({"name": 7}, {"/name"}),
    ],
)
def test_a_search_that_cannot_be_meant_is_told_where(alice: Member, sent: dict[str, Any], pointers: set[str]) -> None:
    answer = alice.client.post("/api/v1/people/search", json=sent)
    assert (answer.status_code, {error["pointer"] for error in answer.json["errors"]}) == (422, pointers)


def test_an_administrator_sees_no_people(erin: Member, session: Session) -> None:
    person = a_person(session)
    session.commit()
    search = erin.client.post("/api/v1/people/search", json={"name": "Rosa"})
    assert (search.status_code, erin.client.get(f"/api/v1/people/{person.id}").status_code) == (403, 403)
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_nobody_is_there(alice: Member) -> None:
    assert alice.client.get("/api/v1/people/01900000-0000-7000-8000-000000000007").status_code == 404


@pytest.mark.parametrize("wanted", [{"name": "Marin"}, {"phone": "+15615550123"}])
def test_three_rows_cost_what_one_costs(
    charlie: Member, alice: Member, session: Session, queries: QueryCount, wanted: dict[str, str]
) -> None:
    counts = []
    for rows in (1, 3):
        while len(found(charlie, **wanted)) < rows:
            a_person(session, "Rosa", "Marin", phone="+15615550123", confirmed="name" in wanted, recorder=alice.actor)
            session.commit()
        session.expire_all()
        queries.statements.clear()
        found(charlie, **wanted)
        counts.append(len(queries))
    assert counts[0] == counts[1]
