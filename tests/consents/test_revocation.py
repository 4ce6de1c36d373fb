"""A consent that was taken back is passed on to those who received something under it."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.audit.models import AuditEntry
from intake.callers.models import Person
from intake.consents.models import RevocationNotice
from intake.consents.rules import Recipient
from intake.consents.service import record_disclosure, revoke_consent
from intake.organisation.models import Settings
from intake.storage.outbox import OutboxEvent
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import a_consent, a_notice, a_signed_consent


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    return a_person(session, "Rosa", "Marin")


def test_each_recipient_has_to_hear_of_it_once_however_often_they_were_told(
    alice: Member, rosa: Person, session: Session
) -> None:
    consent = a_signed_consent(session, alice, rosa)
    for name in ("Example Clinic", "example  CLINIC"):
        to = Recipient("facility", name)
        record_disclosure(
            session, actor=alice.actor, person_id=rosa.id, recipient=to, purpose="treatment", information=["identity"]
        )
    session.commit()
    answer = alice.client.post(f"/api/v1/consents/{consent.id}/revoke", headers={"If-Match": f'"{consent.version}"'})
    assert (len(answer.json["received"]), [one["told_at"] for one in answer.json["notices"]]) == (2, [None])
    assert alice.client.get(f"/api/v1/consents/{consent.id}/notices").json["items"] == answer.json["notices"]


def test_nobody_has_to_hear_of_what_nobody_received(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_consent(session, alice, rosa)
    assert not revoke_consent(session, actor=alice.actor, consent_id=consent.id, version=consent.version).notices


def test_that_they_heard_is_noted_once_with_who_when_and_how(alice: Member, bob: Member, rosa: Person, session: Session) -> None:
    notice = a_notice(session, alice, rosa)
    session.commit()
    path = f"/api/v1/revocation-notices/{notice.id}/told"
    assert alice.client.post(path, json={"way": "a dream"}).status_code == 422
    told = bob.client.post(path, json={"way": "fax"})
    assert (told.status_code, told.json["way"], told.json["told_by"]) == (200, "fax", str(bob.actor.id))
    again = alice.client.post(path, json={"way": "phone"})
    assert (again.status_code, again.json["detail"]) == (409, "It is noted already how this recipient was told.")
    session.refresh(notice)
    assert (notice.way, notice.told_by) == ("fax", bob.actor.id)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "consents.tell_recipient")).one()
    assert (entry.person_id, entry.record_id, entry.detail) == (rosa.id, notice.id, {"way": "fax"})
    (event,) = session.scalars(select(OutboxEvent).where(OutboxEvent.name == "consents.recipient_told"))
    assert event.ids == {"notice_id": str(notice.id), "person_id": str(rosa.id)}


def test_the_page_says_whom_to_tell_and_then_who_was_told(alice: Member, rosa: Person, session: Session) -> None:
    notice = a_notice(session, alice, rosa)
    session.commit()
    before = alice.client.get(f"/people/{rosa.id}/consents").text
    assert "Tell Example Clinic that it was taken back." in before and "heard that it was taken back" not in before
    for _ in range(2):
        assert alice.client.post(f"/revocation-notices/{notice.id}/told", data={"way": "phone"}).status_code == 303
    after = alice.client.get(f"/people/{rosa.id}/consents").text
    assert "heard that it was taken back: On the phone" in after and "Tell Example Clinic" not in after


def test_who_may_not_see_the_person_finds_no_notice(alice: Member, charlie: Member, session: Session, desk: Settings) -> None:
    notice = a_notice(session, alice, a_person(session, "Rosa", "Marin", recorder=alice.actor, confirmed=False))
    session.commit()
    asked = [
        charlie.client.get(f"/api/v1/consents/{notice.consent_id}/notices"),
        charlie.client.post(f"/api/v1/revocation-notices/{notice.id}/told", json={"way": "phone"}),
        charlie.client.post(f"/revocation-notices/{notice.id}/told", data={"way": "phone"}),
    ]
    assert [answer.status_code for answer in asked] == [404, 404, 404]
    assert session.scalars(select(RevocationNotice)).one().told_at is None
