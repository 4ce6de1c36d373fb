"""Notes beside the form: kept with their time, sealed, never changed, and gone with the person."""

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.intakes.models import Intake, Note
from tests.conftest import Member
from tests.factories.followups import an_intake
from tests.factories.intakes import klonopin_call

WORDS = "The stepfather must not hear of this."


def a_draft(alice: Member) -> str:
    found: str = alice.client.post("/api/v1/intakes", json=klonopin_call()).json["id"]
    return found


def test_a_note_is_kept_with_its_time_and_who_took_it(alice: Member, session: Session) -> None:
    path = f"/api/v1/intakes/{a_draft(alice)}/notes"
    made = alice.client.post(path, json={"text": WORDS}, headers={"Idempotency-Key": "one"})
    again = alice.client.post(path, json={"text": WORDS}, headers={"Idempotency-Key": "one"})
    assert (made.status_code, again.json) == (201, made.json)
    alice.client.post(path, json={"text": "And then this."})
    told = alice.client.get(path).json["items"]
    assert [note["text"] for note in told] == [WORDS, "And then this."]
    assert {note["recorded_by"] for note in told} == {str(alice.actor.id)}
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.action.like("intakes.%note%"))).all()
    # For both people of the intake: the mother who calls, and her son.
    assert sorted(actions) == ["intakes.add_note"] * 4 + ["intakes.open_notes"] * 2


def test_a_note_does_not_count_as_a_change_of_the_answers(alice: Member) -> None:
    intake = a_draft(alice)
    before = alice.client.get(f"/api/v1/intakes/{intake}").json["version"]
    alice.client.post(f"/api/v1/intakes/{intake}/notes", json={"text": WORDS})
    assert alice.client.get(f"/api/v1/intakes/{intake}").json["version"] == before


def test_notes_are_sealed_and_move_with_the_person_in_need(alice: Member, session: Session) -> None:
    intake = a_draft(alice)
    alice.client.post(f"/api/v1/intakes/{intake}/notes", json={"text": WORDS})
    sealed = session.scalar(text("select text_sealed from intake_note"))
    assert WORDS.encode() not in sealed
    row = alice.client.get(f"/api/v1/intakes/{intake}").json
    alice.client.put(
        f"/api/v1/intakes/{intake}/answers/intake/{intake}/for_whom",
        json={"answer": "self", "version": row["situation"]["versions"]["for_whom"]},
    )
    session.expire_all()
    note, one = session.scalars(select(Note)).one(), session.scalars(select(Intake)).one()
    assert note.data_key_id == one.subject.data_key_id == one.caller.data_key_id
    assert alice.client.get(f"/api/v1/intakes/{intake}/notes").json["items"][0]["text"] == WORDS


def test_who_may_not_see_the_intake_sees_no_notes_and_adds_none(alice: Member, charlie: Member, erin: Member) -> None:
    path = f"/api/v1/intakes/{a_draft(alice)}/notes"
    assert [charlie.client.get(path).status_code, charlie.client.post(path, json={"text": "x"}).status_code] == [404, 404]
    assert [erin.client.get(path).status_code, erin.client.post(path, json={"text": "x"}).status_code] == [403, 403]


def test_an_intake_that_has_ended_takes_no_note(alice: Member, session: Session) -> None:
    gone = an_intake(session, alice, state="abandoned")
    session.commit()
    path = f"/api/v1/intakes/{gone.id}/notes"
    assert alice.client.post(path, json={"text": "late"}).status_code == 409
    assert [
        alice.client.post(path, json=bad).status_code for bad in ({}, {"text": ""}, {"text": "a\0b"}, {"text": "x" * 4001})
    ] == [422] * 4
