"""From a draft to a cleared referral by the pages: a consent asked for its place, signed by the link, unlocks it alone."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.models import Consent
from intake.intakes.models import Intake
from intake.referrals.models import Referral
from tests.conftest import Member
from tests.consents.test_signing import signed
from tests.factories.consents import BORN
from tests.factories.facilities import a_place
from tests.factories.referrals import a_referral
from tests.referrals.test_sending import send


@pytest.fixture
def referral(session: Session, alice: Member) -> Referral:
    draft = a_referral(session, alice)
    person = session.get_one(Person, draft.subject_id)
    person.given_name, person.family_name, person.birth_date = "Rosa", "Marin", BORN
    session.commit()
    return draft


def asked(member: Member, referral: Referral, **told: str) -> int:
    form = {"recipient_kind": "facility", "purpose": "treatment", "share_identity": "yes", **told}
    return member.client.post(f"/people/{referral.subject_id}/consents", data=form).status_code


def test_a_consent_asked_for_a_draft_unlocks_its_place_alone(
    app: Flask, alice: Member, session: Session, referral: Referral
) -> None:
    other = a_referral(session, alice, session.get_one(Intake, referral.intake_id), a_place(session, name="Other House"))
    session.commit()
    page = alice.client.get(f"/people/{referral.subject_id}/consents?place={referral.facility_id}").text
    assert f'<option value="{referral.facility_id}" selected>' in page and f'<option value="{other.facility_id}">' in page
    assert asked(alice, referral, recipient_id=str(referral.facility_id), recipient_name="Somewhere else") == 303
    consent = session.scalars(select(Consent)).one()
    assert (consent.recipient_id, consent.recipient_name) == (referral.facility_id, referral.facility.full_name)
    assert send(alice, referral).status_code == 409
    offer = alice.client.post(f"/consents/{consent.id}/offer", data={"version": consent.version}).text
    token = offer.partition("/sign/")[2].partition('"')[0]
    assert signed(app.test_client(), token).status_code == 200
    refused = send(alice, other)
    assert (refused.status_code, refused.json["detail"]) == (409, "There is no signed consent for this recipient.")
    assert (send(alice, referral).status_code, send(alice, referral, version=2).status_code) == (200, 409)


def test_a_place_without_a_referral_is_not_chosen(alice: Member, session: Session, referral: Referral) -> None:
    stranger = a_place(session, name="Other House")
    session.commit()
    answer = alice.client.post(
        f"/people/{referral.subject_id}/consents",
        data={"recipient_kind": "facility", "purpose": "treatment", "share_identity": "yes", "recipient_id": str(stranger.id)},
    )
    assert answer.status_code == 422 and "no open referral to this place" in answer.text
    assert session.scalars(select(Consent)).all() == []
