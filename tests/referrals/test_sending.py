"""A referral is cleared to leave only when its person signed for it, and stops when they take it back."""

from typing import Any

from sqlalchemy.orm import Session

from intake.consents import queries as consents
from intake.consents.service import revoke_consent
from intake.foundation.events import event
from intake.referrals.jobs import stop_what_has_not_left
from intake.referrals.models import Referral
from intake.storage.session import Storage
from intake.worker import HANDLERS
from tests.conftest import Member
from tests.factories.referrals import a_referral, a_sendable_referral


def send(member: Member, referral: Referral, version: int = 1, **told: Any) -> Any:
    body = {"information": ["identity"], **told}
    return member.client.post(f"/api/v1/referrals/{referral.id}/send", json=body, headers={"If-Match": f'"{version}"'})


def test_a_referral_nobody_signed_for_stays_a_draft(alice: Member, session: Session) -> None:
    referral = a_referral(session, alice)
    session.commit()
    answer = send(alice, referral)
    assert (answer.status_code, answer.json["detail"]) == (409, "There is no signed consent for this recipient.")
    assert alice.client.get(f"/api/v1/referrals/{referral.id}").json["state"] == "draft"


def test_a_signed_consent_clears_it_with_what_it_covers(alice: Member, session: Session) -> None:
    referral = a_sendable_referral(session, alice)
    session.commit()
    assert send(alice, referral, information=["identity", "insurance"]).status_code == 409
    answer = send(alice, referral)
    assert (answer.status_code, answer.json["state"], answer.json["basis"]) == (200, "requested", "signed_consent")
    assert [step["state"] for step in answer.json["steps"]] == ["draft", "requested"]
    assert send(alice, referral, version=2).status_code == 409


def test_a_consent_for_another_place_does_not_clear_it(alice: Member, session: Session) -> None:
    signed_for = a_sendable_referral(session, alice)
    other = a_referral(session, alice)
    session.commit()
    assert send(alice, other).status_code == 409
    assert send(alice, signed_for).status_code == 200


def test_taking_the_consent_back_stops_what_has_not_left(alice: Member, session: Session, storage: Storage) -> None:
    referral = a_sendable_referral(session, alice)
    session.commit()
    assert send(alice, referral).status_code == 200
    consent = consents.consents_of(session, referral.subject_id)[0]
    revoke_consent(session, actor=alice.actor, consent_id=consent.id, version=consent.version)
    assert stop_what_has_not_left in HANDLERS["consents.revoked"]
    stop_what_has_not_left(session, event("consents.revoked", consent_id=consent.id, person_id=referral.subject_id))
    session.commit()
    told = alice.client.get(f"/api/v1/referrals/{referral.id}").json
    assert (told["state"], told["steps"][-1]["reason"]) == ("cancelled", "consent_withdrawn")
