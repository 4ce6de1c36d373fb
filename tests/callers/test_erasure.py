"""Erasing a person: nothing of theirs can be read, found or added; the rows and the trail stay."""

from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import ContactPoint, Person
from intake.callers.service import erase_person
from intake.calls.models import Call
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import Gone, Invalid, NotAllowed
from intake.intakes.models import Intake
from intake.storage.encrypted import DataKey
from intake.storage.idempotency import IdempotencyRecord
from tests.conftest import Member
from tests.factories.calls import a_call
from tests.factories.followups import a_desk
from tests.factories.intakes import klonopin_call

SYSTEM = Actor(role=Role.SYSTEM, id=None, name="Command line")


@pytest.fixture
def told(session: Session, alice: Member) -> dict[str, str]:
    """An intake by a mother about her son, and her call."""
    a_desk(session)
    session.commit()
    made = alice.client.post("/api/v1/intakes", json=klonopin_call()).get_json()
    call = a_call(session, alice.actor)
    call.caller_id = UUID(made["caller"]["id"])
    session.commit()
    ids = {"intake": made["id"], "call": str(call.id)}
    return ids | {who: made[who]["id"] for who in ("caller", "subject")}


def erase(session: Session, person_id: str) -> int:
    done = erase_person(session, actor=SYSTEM, person_id=UUID(person_id), reason="asked_by_person")
    session.commit()
    return done


def test_nothing_of_an_erased_person_can_be_read_or_found(session: Session, alice: Member, told: dict[str, str]) -> None:
    before = session.scalars(select(ContactPoint.value_digest).filter_by(person_id=told["caller"])).all()
    assert erase(session, told["caller"]) == 2
    gone = session.get_one(Person, UUID(told["caller"]))
    assert (gone.full_name, gone.name_tokens, gone.postal_code, gone.data_key.wrapped) == (None, [], None, None)
    points = session.scalars(select(ContactPoint).filter_by(person_id=gone.id)).all()
    assert points
    assert [(point.value, point.ask_for, point.note) for point in points] == [(None, None, None)] * len(points)
    assert not {point.value_digest for point in points} & set(before)
    call = session.get_one(Call, UUID(told["call"]))
    assert (call.from_number, call.from_digest, call.data_key.wrapped) == (None, None, None)
    assert session.scalars(select(AuditEntry.action).filter_by(person_id=gone.id).order_by(AuditEntry.id.desc())).first() == (
        "callers.erase_person"
    )


def test_the_other_person_keeps_what_is_theirs(session: Session, told: dict[str, str]) -> None:
    kept = session.get_one(Person, UUID(told["subject"]))
    name, narrative = kept.given_name, session.get_one(Intake, UUID(told["intake"])).narrative
    erase(session, told["caller"])
    assert session.get_one(Person, UUID(told["subject"])).given_name == name
    assert session.get_one(Intake, UUID(told["intake"])).narrative == narrative


def test_the_intake_of_an_erased_person_still_opens_and_takes_no_words(
    session: Session, alice: Member, told: dict[str, str]
) -> None:
    erase(session, told["subject"])
    place = f"/api/v1/intakes/{told['intake']}"
    assert alice.client.get(place).status_code == 200
    refused = alice.client.put(f"{place}/answers/intake/{told['intake']}/narrative", json={"answer": "more words", "version": 0})
    assert refused.status_code == 409, refused.text


def test_no_data_key_is_left_that_opens_their_rows(session: Session, told: dict[str, str]) -> None:
    row = session.get_one(Person, UUID(told["subject"]))
    key, sealed = row.data_key_id, bytes(row.given_name_sealed or b"").hex()
    assert sealed in session.scalars(text("select t::text from person t where id = :id"), {"id": row.id}).one()
    erase(session, told["subject"])
    assert session.scalars(select(DataKey.wrapped).filter_by(id=key)).one() is None
    for table in ("person", "intake", "policy", "substance_use", "task", "contact_point"):
        rows = session.execute(text(f"select to_jsonb(t) from {table} t where data_key_id = :key"), {"key": key}).scalars()
        left = [
            name for found in rows for name, value in found.items() if name.endswith("_sealed") and value not in (None, "\\x")
        ]
        assert left == []


def test_erasing_has_its_conditions(session: Session, alice: Member, bob: Member, told: dict[str, str]) -> None:
    person_id = UUID(told["subject"])
    for member in (alice, bob):
        with pytest.raises(NotAllowed):
            erase_person(session, actor=member.actor, person_id=person_id, reason="asked_by_person")
    with pytest.raises(Invalid):
        erase_person(session, actor=SYSTEM, person_id=person_id, reason="because")
    erase(session, told["subject"])
    with pytest.raises(Gone):
        erase_person(session, actor=SYSTEM, person_id=person_id, reason="asked_by_person")


def test_an_erased_record_says_so_and_is_not_empty(session: Session, alice: Member, told: dict[str, str]) -> None:
    erase(session, told["subject"])
    answer = alice.client.get(f"/api/v1/people/{told['subject']}")
    assert (answer.status_code, answer.json["type"]) == (410, "urn:intake:problem:gone")
    page = alice.client.get(f"/desk/people/{told['subject']}")
    assert page.status_code == 410
    assert "This person was erased on" in page.text
    assert "Name not known" not in page.text
    intake = alice.client.get(f"/api/v1/intakes/{told['intake']}").json
    assert (intake["subject"]["erased"], intake["caller"]["erased"]) == (True, False)
    assert "was erased from the desk" in alice.client.get(f"/desk/intakes/{told['intake']}").text


def test_what_may_not_be_seen_is_not_found_when_it_was_erased_either(
    session: Session, charlie: Member, told: dict[str, str]
) -> None:
    erase(session, told["subject"])
    assert charlie.client.get(f"/api/v1/people/{told['subject']}").status_code == 404
    assert charlie.client.get(f"/desk/people/{told['subject']}").status_code == 404


def test_the_trail_of_an_erased_person_can_still_be_read(session: Session, alice: Member, told: dict[str, str]) -> None:
    erase(session, told["subject"])
    rows = alice.client.get(f"/api/v1/people/{told['subject']}/trail").json["items"]
    assert "callers.erase_person" in [row["action"] for row in rows]
    assert "Daniel" not in str(rows)


def test_a_repeated_request_does_not_tell_of_somebody_who_was_erased(session: Session, alice: Member) -> None:
    a_desk(session)
    session.commit()
    keys, told = ({"Idempotency-Key": "about-them"}, {"Idempotency-Key": "about-others"}), klonopin_call()
    made, other = (alice.client.post("/api/v1/intakes", json=told, headers=key).json for key in keys)
    erase(session, made["subject"]["id"])
    again = [alice.client.post("/api/v1/intakes", json=told, headers=key) for key in keys]
    assert [answer.status_code for answer in again] == [410, 201]
    assert again[1].json["id"] == other["id"]
    kept = session.scalars(select(IdempotencyRecord).order_by(IdempotencyRecord.created_at)).all()
    assert sorted(record.answer_sealed is None for record in kept) == [False, True]
