"""Somebody who is known already is proposed while they are told of, with the reasons; nobody else, and never who is hidden."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.rules import Likely, duplicate_words, weigh
from intake.callers.service import save_person_answer
from intake.foundation.answers import Missing
from intake.organisation.models import Settings
from tests.conftest import Member, QueryCount
from tests.factories.callers import a_contact_point, a_person, a_restricted_person, told_by

NUMBER = "+15615550123"
BORN = date(1984, 3, 7)
ROSA = {"given_name": "Rosa", "family_name": "Marin"}


def proposed(member: Member, **told: Any) -> list[tuple[str, list[str]]]:
    answer = member.client.post("/api/v1/people/duplicates", json=told)
    assert answer.status_code == 200, answer.text
    return [(item["person"]["name"], [reason["code"] for reason in item["reasons"]]) for item in answer.json["items"]]


@pytest.mark.parametrize(
    ("told", "reasons"),
    [
        (ROSA, ["same_name"]),
        ({"given_name": "Roza", "family_name": "Marim"}, ["similar_name"]),
        ({**ROSA, "birth_date": "1984-03-07"}, ["same_name", "same_birth_date"]),
        ({**ROSA, "birth_date": "1984-07-03"}, ["same_name", "similar_birth_date"]),
        ({**ROSA, "birth_date": "1984-03-08"}, ["same_name", "similar_birth_date"]),
        ({"phones": ["(561) 555-0123"]}, ["same_number"]),
        ({"given_name": "Rosa", "family_name": "Feldman", "birth_date": "1984-03-07"}, ["same_birth_date"]),
        ({**ROSA, "birth_date": "1984-03-07", "phones": [NUMBER]}, ["same_number", "same_name", "same_birth_date"]),
    ],
)
def test_each_reason_is_told(session: Session, alice: Member, told: dict[str, Any], reasons: list[str]) -> None:
    a_person(session, "Rosa", "Marin", birth_date=BORN, phone=NUMBER)
    a_person(session, "Marcus", "Feldman", birth_date=date(1960, 1, 1), phone="+15615550188")
    session.commit()
    assert proposed(alice, **told) == [("Rosa Marin", reasons)]


def test_a_short_form_is_found(session: Session, alice: Member) -> None:
    a_person(session, "William", "Okafor")
    session.commit()
    assert proposed(alice, given_name="Bill", family_name="Okafor") == [("William Okafor", ["similar_name"])]


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"given_name": "Rosa"},
        {"birth_date": "1984-03-07"},
        {"given_name": "Marcus", "family_name": "Feldman"},
        {**ROSA, "birth_date": "1961-12-24"},
        {"given_name": "Luis", "family_name": "Otero", "birth_date": "1984-03-07"},
    ],
)
def test_too_little_and_what_speaks_against_it_propose_nobody(session: Session, alice: Member, told: dict[str, Any]) -> None:
    a_person(session, "Rosa", "Marin", birth_date=BORN)
    session.commit()
    assert proposed(alice, **told) == []


def test_restricted_people_drafts_of_others_and_who_is_left_out_never_appear(
    session: Session, alice: Member, bob: Member, charlie: Member
) -> None:
    hidden = a_restricted_person(session, bob, named=[bob], given_name="Rosa", birth_date=BORN, phone=NUMBER)
    a_person(session, "Rosa", "Marin", confirmed=False, recorder=charlie.actor, phone=NUMBER)
    known = a_person(session, "Rosa", "Marin", birth_date=BORN, phone=NUMBER)
    session.commit()
    told = {**ROSA, "birth_date": BORN.isoformat(), "phones": [NUMBER]}
    assert len(proposed(alice, **told)) == 1
    assert len(proposed(bob, **told)) == 2
    assert proposed(alice, **told, leave_out=[str(known.id)]) == []
    rows = session.scalars(select(AuditEntry).where(AuditEntry.action == "callers.propose_duplicates")).all()
    mine = [row for row in rows if row.actor_id == alice.actor.id]
    assert [row.detail for row in mine] == [{"people": [str(known.id)]}]
    assert str(hidden.id) not in str([row.detail for row in mine])


def test_the_likeliest_stands_first_and_there_are_at_most_five(session: Session, alice: Member) -> None:
    for number in range(7):
        a_person(session, "Rosa", "Marin", phone=f"+1561555020{number}")
    a_contact_point(session, a_person(session, "Rose", "Marin", birth_date=BORN), NUMBER)
    session.commit()
    found = proposed(alice, **ROSA, birth_date=BORN.isoformat(), phones=[NUMBER])
    assert (found[0], len(found)) == (("Rose Marin", ["same_number", "similar_name", "same_birth_date"]), 5)


def test_three_cost_what_one_costs(session: Session, alice: Member, queries: QueryCount) -> None:
    counts = []
    for people in (1, 3):
        while len(proposed(alice, **ROSA, phones=[NUMBER])) < people:
            a_person(session, "Rosa", "Marin", phone=NUMBER)
            session.commit()
        session.expire_all()
        queries.statements.clear()
        proposed(alice, **ROSA, phones=[NUMBER])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_changed_birthday_is_found_and_the_old_one_no_longer(session: Session, alice: Member) -> None:
    person = a_person(session, "Rosa", "Marin", birth_date=BORN)
    session.commit()
    told = {"given_name": "Rosa", "family_name": "Feldman"}
    assert proposed(alice, **told, birth_date="1990-06-01") == []

    save_person_answer(session, person, "birth_date", date(1990, 6, 1), told_by())
    session.commit()
    assert proposed(alice, **told, birth_date="1990-06-01") == [("Rosa Marin", ["same_birth_date"])]


def test_every_reason_has_words_and_an_unknown_birthday_says_nothing() -> None:
    assert set(duplicate_words()) == {reason.value for reason in Likely}
    assert weigh(name=0.0, part=0.9, told=BORN, known=BORN, same_number=False) is not None
    assert weigh(name=0.0, part=0.7, told=BORN, known=BORN, same_number=False) is None
    for known in (None, BORN):
        found = weigh(name=1.0, part=1.0, told=None, known=known, same_number=False)
        assert found is not None
        assert found.reasons == [Likely.SAME_NAME]


def test_what_a_draft_told_stays_told_when_somebody_known_is_chosen(session: Session, desk: Settings, alice: Member) -> None:
    known = a_person(session, "Rosa", "Marin", gender="female")
    session.commit()
    told = {
        "given_name": "Roza",
        "gender": "other",
        "pronouns": "she",
        "contact_points": [{"kind": "phone", "value": NUMBER, "may_call": True}],
    }
    draft = alice.client.post("/api/v1/intakes", json={"for_whom": "other", "caller": told}).json
    chosen = alice.client.put(f"/api/v1/intakes/{draft['id']}/caller", json={"person_id": str(known.id)})
    assert chosen.status_code == 200
    caller = alice.client.get(f"/api/v1/intakes/{draft['id']}").json["caller"]
    assert (caller["given_name"], caller["gender"], caller["pronouns"]) == ("Rosa", "female", "she")
    assert [(point["value"], point["may_call"]) for point in caller["contact_points"]] == [(NUMBER, True)]


def test_what_went_to_somebody_who_was_not_meant_leaves_them_as_it_came(session: Session, desk: Settings, alice: Member) -> None:
    known = a_person(session, "Rosa", "Marin", gender="female")
    session.commit()
    told = {
        "given_name": "Roza",
        "pronouns": "she",
        "language": "es",
        "contact_points": [{"kind": "phone", "value": NUMBER, "may_call": True}],
    }
    draft = alice.client.post("/api/v1/intakes", json={"for_whom": "other", "caller": told}).json
    url = f"/api/v1/intakes/{draft['id']}"
    assert alice.client.put(f"{url}/caller", json={"person_id": str(known.id)}).status_code == 200
    # Somebody asked them meanwhile: that is theirs.
    language = alice.client.put(f"{url}/answers/person/{known.id}/language", json={"answer": "en", "version": 1})
    assert language.status_code == 200, language.json
    back = alice.client.put(f"{url}/caller", json={"person_id": draft["caller"]["id"]})
    assert back.status_code == 200, back.json
    caller = alice.client.get(url).json["caller"]
    assert (caller["given_name"], caller["pronouns"], caller["language"]) == ("Roza", "she", "es")
    assert [point["value"] for point in caller["contact_points"]] == [NUMBER]
    session.expire_all()
    assert [known.answer(field) for field in ("given_name", "gender", "pronouns", "language")] == [
        "Rosa",
        "female",
        Missing.NOT_ASKED,
        "en",
    ]
    assert known.contact_points == []
    trail = session.scalars(select(AuditEntry).where(AuditEntry.person_id == known.id).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in trail if entry.action == "intakes.choose_person"] == ["intakes.choose_person"] * 2
