"""A draft handed over: all at once, to somebody who can see it and work on it, or not at all."""

from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.accounts.models import Account
from intake.audit.models import AuditEntry
from intake.callers.service import restrict_person
from intake.intakes.models import Intake
from intake.intakes.queries import drafts_of
from intake.organisation.models import Settings
from tests.conftest import Member, member
from tests.factories.accounts import an_account
from tests.factories.followups import an_intake
from tests.factories.intakes import klonopin_call

WORD = "She will call back at four."


def hand(by: Member, intake: Intake, to: Member | Account, **more: Any) -> TestResponse:
    receiver = to.actor.id if isinstance(to, Member) else to.id
    version = more.pop("version", intake.version)
    path = f"/api/v1/intakes/{intake.id}/hand-over"
    return by.client.post(path, json={"receiver_id": str(receiver), **more}, headers={"If-Match": f'"{version}"'})


def test_the_receiver_has_it_in_their_list_and_the_giver_of_another_team_no_longer(
    alice: Member, charlie: Member, session: Session
) -> None:
    draft = an_intake(session, alice, state="draft")
    session.commit()
    assert charlie.client.get(f"/api/v1/intakes/{draft.id}").status_code == 404
    given = hand(alice, draft, charlie, note=WORD)
    assert (given.status_code, given.json["owner_id"], given.json["handed_by"]) == (
        200,
        str(charlie.actor.id),
        str(alice.actor.id),
    )
    session.expire_all()
    assert [one.id for one in drafts_of(session, charlie.actor)] == [draft.id]
    assert (draft.team_id, draft.hand_over_note) == (charlie.actor.team_id, WORD)
    assert WORD.encode() not in (draft.hand_over_note_sealed or b"")
    for person in (draft.caller_id, draft.subject_id):
        assert charlie.client.get(f"/api/v1/people/{person}").status_code == 200
    assert alice.client.get(f"/api/v1/intakes/{draft.id}").status_code == 404
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "intakes.hand_over")).all()
    assert {row.person_id for row in told} == {draft.caller_id, draft.subject_id}
    assert told[0].detail == {"receiver_id": str(charlie.actor.id), "giver_id": str(alice.actor.id)}


def test_who_could_not_work_on_it_gets_nothing(app: Flask, alice: Member, bob: Member, charlie: Member, session: Session) -> None:
    draft = an_intake(session, alice, state="draft")
    auditor, gone = an_account(session, "Robin", "auditor"), an_account(session, "Sasha")
    gone.disabled_at = draft.created_at
    named = [alice.actor.id, bob.actor.id]
    restrict_person(session, actor=bob.actor, person_id=draft.subject_id, because="safety", named=named)  # type: ignore[arg-type]
    session.commit()
    assert hand(alice, draft, auditor).status_code == 422
    assert hand(alice, draft, gone).status_code == 422
    refused = hand(alice, draft, charlie)
    assert (refused.status_code, "Nothing was handed over" in refused.json["detail"]) == (409, True)
    assert hand(alice, draft, alice).status_code == 409
    assert hand(alice, draft, bob, version=draft.version + 1).status_code == 412
    assert hand(charlie, draft, charlie).status_code == 404
    session.expire_all()
    assert (draft.owner_id, draft.handed_by, draft.team_id) == (alice.actor.id, None, alice.actor.team_id)
    assert hand(alice, draft, bob).status_code == 200


def test_what_is_complete_stays_where_it_is(alice: Member, bob: Member, session: Session) -> None:
    intake = an_intake(session, alice)
    session.commit()
    assert hand(alice, intake, bob).status_code == 409


def test_a_call_typed_in_for_a_colleague_tells_who_took_it_and_who_typed(
    app: Flask, alice: Member, charlie: Member, days: Any, session: Session, desk: Settings
) -> None:
    robin = member(app, session, an_account(session, "Robin", "counselor", days))
    typed = alice.client.post("/api/v1/intakes", json=klonopin_call(taken_by=str(robin.actor.id)))
    assert (typed.status_code, typed.json["taken_by"], typed.json["owner_id"]) == (201, str(robin.actor.id), str(alice.actor.id))
    assert robin.client.get(f"/api/v1/intakes/{typed.json['id']}").status_code == 200
    mark = session.get_one(Intake, typed.json["id"]).mark("safe_place_tonight")
    assert mark is not None
    assert mark.recorded_by == str(alice.actor.id)
    for stranger in (charlie.actor.id, an_account(session, "Kim", "auditor", days).id):
        refused = alice.client.post("/api/v1/intakes", json=klonopin_call(taken_by=str(stranger)))
        assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/taken_by")
    own = alice.client.post("/api/v1/intakes", json=klonopin_call(taken_by=str(alice.actor.id)))
    assert own.json["taken_by"] is None
