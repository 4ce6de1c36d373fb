"""The call belongs to whoever calls, also when that turns out to be somebody the desk knows."""

from sqlalchemy.orm import Session

from intake.calls.models import Call
from tests.conftest import Member
from tests.factories.calls import a_call
from tests.factories.intakes import klonopin_call


def test_the_call_goes_with_the_caller_who_was_chosen(alice: Member, session: Session) -> None:
    known = alice.client.post("/api/v1/intakes", json=klonopin_call()).json["caller"]["id"]
    call = a_call(session, alice.actor)
    session.commit()
    draft = alice.client.post("/api/v1/intakes", json={"call_id": str(call.id)}).json
    session.expire_all()
    assert str(session.get_one(Call, call.id).caller_id) == draft["caller"]["id"]
    chosen = alice.client.put(f"/api/v1/intakes/{draft['id']}/caller", json={"person_id": known})
    assert chosen.status_code == 200, chosen.json
    session.expire_all()
    assert str(session.get_one(Call, call.id).caller_id) == known


def test_the_person_in_need_who_was_chosen_is_not_taken_for_the_caller(alice: Member, session: Session) -> None:
    known = alice.client.post("/api/v1/intakes", json=klonopin_call()).json["subject"]["id"]
    call = a_call(session, alice.actor)
    session.commit()
    draft = alice.client.post("/api/v1/intakes", json={"call_id": str(call.id), "for_whom": "other"}).json
    assert alice.client.put(f"/api/v1/intakes/{draft['id']}/subject", json={"person_id": known}).status_code == 200
    session.expire_all()
    assert str(session.get_one(Call, call.id).caller_id) == draft["caller"]["id"]


def test_nothing_moves_between_two_drafts_by_a_slip(alice: Member) -> None:
    """Somebody of another draft that is still open is chosen, and was not meant."""
    other = alice.client.post(
        "/api/v1/intakes", json={"for_whom": "other", "subject": {"given_name": "Rosa", "language": "es"}}
    ).json
    told = {"given_name": "Ottoline", "city": "Jupiter", "contact_points": [{"kind": "phone", "value": "561 555 0177"}]}
    draft = alice.client.post("/api/v1/intakes", json={"for_whom": "other", "subject": told}).json
    path, rosa, own = f"/api/v1/intakes/{draft['id']}", other["subject"]["id"], draft["subject"]["id"]
    before = [alice.client.get(f"/api/v1/intakes/{one['id']}").json["subject"] for one in (other, draft)]
    assert alice.client.put(f"{path}/subject", json={"person_id": rosa}).status_code == 200
    chosen = alice.client.get(path).json["subject"]
    assert (chosen["given_name"], chosen["city"], len(chosen["contact_points"])) == ("Rosa", "Jupiter", 1)
    assert alice.client.put(f"{path}/subject", json={"person_id": own}).status_code == 200
    after = [alice.client.get(f"/api/v1/intakes/{one['id']}").json["subject"] for one in (other, draft)]
    for was, now in zip(before, after, strict=True):
        changed = {name for name in was if was[name] != now[name]}
        assert changed <= {"versions", "version"}, changed
