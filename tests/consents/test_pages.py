"""A person's consents for staff: states, what is missing, and the buttons."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from intake.attachments.models import Attachment
from intake.callers.models import Person
from intake.consents.models import Consent
from intake.consents.rules import elements
from intake.foundation.clock import now
from intake.organisation.models import Settings
from tests.conftest import Member
from tests.factories.attachments import a_pdf
from tests.factories.callers import a_person
from tests.factories.consents import BORN, a_consent, a_signed_consent

ASKED = {"recipient_kind": "facility", "recipient_name": "Example Clinic", "purpose": "treatment"}


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    return a_person(session, "Rosa", "Marin", birth_date=BORN)


def page_of(member: Member, person: Person) -> str:
    answer = member.client.get(f"/people/{person.id}/consents")
    assert answer.status_code == 200
    return answer.text


def scan(member: Member, consent: Consent, *, lacking: str = "", content: bytes | None = None, **form: Any) -> Any:
    seen = {f"seen_{code}": "yes" for code in elements() if code != lacking}
    file = FileStorage(BytesIO(a_pdf() if content is None else content), "Rosa's consent.pdf")
    told = {"version": consent.version, "signed_on": "2026-01-05", "file": file, **seen, **form}
    return member.client.post(f"/consents/{consent.id}/scan", data=told, content_type="multipart/form-data")


def test_from_not_asked_to_a_word_on_the_phone(alice: Member, rosa: Person) -> None:
    assert "Not asked yet." in page_of(alice, rosa)
    form = {**ASKED, "share_identity": "yes", "share_substance_use": "yes"}
    assert alice.client.post(f"/people/{rosa.id}/consents", data=form).status_code == 303
    page = page_of(alice, rosa)
    assert "Said yes on the phone" in page and "the signature; the date of the signature." in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Say what may be shared."),
        ({"share_identity": "yes", "recipient_name": ""}, "Say with whom."),
        ({"share_counseling_notes": "yes", "share_identity": "yes"}, "Counseling notes need a consent of their own."),
        ({"share_identity": "yes", "expires_on": "2020-01-01"}, "Choose a day within the next"),
    ],
)
def test_what_no_consent_can_say_is_refused_in_place(
    alice: Member, rosa: Person, session: Session, changed: dict[str, str], said: str
) -> None:
    answer = alice.client.post(f"/people/{rosa.id}/consents", data={**ASKED, **changed})
    assert answer.status_code == 422 and said in answer.text
    assert session.scalars(select(Consent)).all() == []


def test_the_link_is_shown_once(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_consent(session, alice, rosa)
    session.commit()
    answer = alice.client.post(f"/consents/{consent.id}/offer", data={"version": consent.version})
    assert answer.status_code == 200 and "/sign/" in answer.text
    assert "/sign/" not in page_of(alice, rosa) and "Offered for signature" in page_of(alice, rosa)


def test_nobody_signs_for_a_capable_adult_on_the_page_either(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_consent(session, alice, rosa)
    session.commit()
    for ground in ({}, {"ground": "minor"}, {"ground": "lacks_capacity"}):
        told = {"representative": "Dolores Marin", **ground}
        answer = alice.client.post(f"/consents/{consent.id}/offer", data={"version": consent.version, **told})
        assert answer.status_code == 422 and "/sign/" not in answer.text
        assert scan(alice, consent, **told).status_code == 422
    session.refresh(consent)
    assert consent.state == "verbal_intent_recorded" and session.scalars(select(Attachment)).all() == []


def test_a_nameless_person_is_offered_nothing(alice: Member, session: Session, desk: Settings) -> None:
    consent = a_consent(session, alice, a_person(session, None, None, birth_date=BORN))
    session.commit()
    answer = alice.client.post(f"/consents/{consent.id}/offer", data={"version": consent.version})
    assert answer.status_code == 422 and "Record the person&#39;s name first" in answer.text


def test_a_signed_paper_counts_with_who_checked_it(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_consent(session, alice, rosa)
    session.commit()
    assert scan(alice, consent).status_code == 303
    session.refresh(consent)
    assert (consent.state, consent.signature_kind, consent.checked_by) == ("signed", "scan", alice.actor.id)
    assert consent.checked_at is not None and consent.scan_id is not None and consent.signed_hash
    assert "The signed paper" in page_of(alice, rosa) and "checked by Alice" in page_of(alice, rosa)
    told = {"recipient": {"kind": "facility", "name": "Example Clinic"}, "purpose": "treatment", "information": ["identity"]}
    assert alice.client.post(f"/api/v1/people/{rosa.id}/disclosures", json=told).status_code == 201


@pytest.mark.parametrize("lacking", sorted(elements()))
def test_a_paper_that_lacks_an_element_does_not_count(alice: Member, rosa: Person, session: Session, lacking: str) -> None:
    consent = a_consent(session, alice, rosa)
    session.commit()
    answer = scan(alice, consent, lacking=lacking)
    assert answer.status_code == 422 and "Still missing on it: " in answer.text
    session.refresh(consent)
    assert consent.state == "verbal_intent_recorded" and session.scalars(select(Attachment)).all() == []


def test_neither_a_day_to_come_nor_another_file_counts(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_consent(session, alice, rosa)
    session.commit()
    tomorrow = now().replace(year=now().year + 1).date().isoformat()
    assert "still to come" in scan(alice, consent, signed_on=tomorrow).text
    assert "no PDF, PNG or JPEG" in scan(alice, consent, content=b"<html>").text
    session.refresh(consent)
    assert consent.state == "verbal_intent_recorded"


def test_taking_it_back_lists_whom_to_tell(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_signed_consent(session, alice, rosa)
    session.commit()
    told = {"recipient": {"kind": "facility", "name": "Example Clinic"}, "purpose": "treatment", "information": ["identity"]}
    alice.client.post(f"/api/v1/people/{rosa.id}/disclosures", json=told)
    assert alice.client.post(f"/consents/{consent.id}/revoke", data={"version": consent.version}).status_code == 303
    page = page_of(alice, rosa)
    assert "Taken back" in page and "Tell Example Clinic that it was taken back." in page
    assert alice.client.post(f"/api/v1/people/{rosa.id}/disclosures", json=told).status_code == 409


def test_what_somebody_else_changed_is_told(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_consent(session, alice, rosa)
    session.commit()
    answer = alice.client.post(f"/consents/{consent.id}/offer", data={"version": 9})
    assert answer.status_code == 409 and "Somebody else changed this consent" in answer.text
