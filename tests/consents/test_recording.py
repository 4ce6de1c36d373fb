"""Recording what was disclosed, on pages: in an emergency, on a signed consent, on another ground; and what goes along."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.models import Disclosure
from intake.consents.service import revoke_consent
from intake.foundation.clock import now
from intake.organisation.models import Alert, Settings
from tests.conftest import Member
from tests.factories.callers import a_person
from tests.factories.consents import a_consent, a_signed_consent

EMERGENCY = {
    "name": "Sam Example",
    "affiliation": "Example EMS",
    "disclosed_by": "Alice",
    "nature": "Not breathing well",
    "happened_at": "2026-01-05T09:00",
    "share_health": "yes",
}


@pytest.fixture
def rosa(session: Session, desk: Settings) -> Person:
    return a_person(session, "Rosa", "Marin")


def count(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(Disclosure))


def once_of(page: str) -> str:
    found = re.search(r'name="once" value="([^"]+)"', page)
    assert found
    return found.group(1)


def post(member: Member, path: str, form: dict[str, Any]) -> Any:
    return member.client.post(path, data={"once": str(uuid4()), **form})


def test_an_emergency_has_its_own_page_is_recorded_at_once_and_supervisors_see_it(
    alice: Member, bob: Member, rosa: Person, session: Session
) -> None:
    session.commit()
    path = f"/people/{rosa.id}/emergency"
    form = {**EMERGENCY, "once": once_of(alice.client.get(path).text)}
    # Two presses of one button.
    answers = [alice.client.post(path, data=form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    row = session.scalars(select(Disclosure)).one()
    assert (row.recipient_name, row.basis, row.information) == ("Sam Example", "medical_emergency", ["health"])
    assert {answer.location for answer in answers} == {f"/disclosures/{row.id}"}
    assert session.scalars(select(Alert)).one().record_id == row.id
    alerts = bob.client.get("/alerts").text
    assert "Emergency disclosure" in alerts and f"/disclosures/{row.id}" in alerts
    page = alice.client.get(f"/disclosures/{row.id}").text
    assert "Not breathing well" in page and "Example EMS" in page and "Recorded by" in page


@pytest.mark.parametrize(
    "told", [{"name": "Kim Example"}, {"happened_at": "2026-01-05T10:00"}, {"share_substance_use": "yes"}, {"nature": "Fell"}]
)
def test_a_form_that_was_gone_back_to_and_tells_of_something_else_is_recorded_too(
    alice: Member, rosa: Person, session: Session, told: dict[str, str]
) -> None:
    session.commit()
    path = f"/people/{rosa.id}/emergency"
    form = {**EMERGENCY, "once": once_of(alice.client.get(path).text)}
    first, other = alice.client.post(path, data=form), alice.client.post(path, data={**form, **told})
    assert (first.status_code, other.status_code, count(session)) == (303, 303, 2)
    assert first.location != other.location


def test_a_form_that_comes_to_somebody_else_is_recorded_for_them(alice: Member, rosa: Person, session: Session) -> None:
    luis = a_person(session, "Luis", "Pardo")
    session.commit()
    form = {**EMERGENCY, "once": once_of(alice.client.get(f"/people/{rosa.id}/emergency").text)}
    answers = [alice.client.post(f"/people/{one.id}/emergency", data=form) for one in (rosa, luis)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert set(session.scalars(select(Disclosure.subject_id))) == {rosa.id, luis.id}


@pytest.mark.parametrize("lacking", EMERGENCY)
def test_an_emergency_that_lacks_what_the_law_wants_is_not_recorded_and_keeps_what_was_typed(
    alice: Member, rosa: Person, session: Session, lacking: str
) -> None:
    session.commit()
    answer = post(alice, f"/people/{rosa.id}/emergency", {**EMERGENCY, lacking: ""})
    assert (answer.status_code, count(session)) == (422, 0)
    assert "field-problem" in answer.text and ("Not breathing well" in answer.text or lacking == "nature")


def test_all_that_lacks_is_told_at_once(alice: Member, rosa: Person, session: Session) -> None:
    session.commit()
    answer = post(alice, f"/people/{rosa.id}/emergency", {"happened_at": EMERGENCY["happened_at"]})
    lacking = {"name", "affiliation", "disclosed_by", "nature", "information"}
    assert set(re.findall(r'id="(\w+)-problem"', answer.text)) == lacking


def test_a_signed_consent_names_recipient_and_purpose_and_its_copy_goes_along(
    alice: Member, rosa: Person, session: Session
) -> None:
    consent = a_signed_consent(session, alice, rosa)
    session.commit()
    path = f"/people/{rosa.id}/disclosures/new"
    assert "Example Clinic" in alice.client.get(path).text
    form = {"basis": "signed_consent", "consent_id": consent.id, "happened_at": "2026-01-05T09:00", "share_identity": "yes"}
    beyond = post(alice, path, {**form, "share_insurance": "yes"})
    assert beyond.status_code == 422 and "does not cover this information" in beyond.text
    made = post(alice, path, form)
    assert made.status_code == 303
    page = alice.client.get(made.location).text
    assert "Example Clinic" in page and "42 CFR part 2" in page
    slip = alice.client.get(f"{made.location}/print")
    assert slip.status_code == 200
    for words in ("42 CFR part 2", "This is about: Rosa Marin.", "To: Example Clinic"):
        assert words in slip.text


def test_nothing_is_recorded_on_what_nobody_signed_or_what_is_somebody_elses(
    alice: Member, rosa: Person, session: Session
) -> None:
    said = a_consent(session, alice, rosa)
    others = a_signed_consent(session, alice, a_person(session, "Luis", "Pardo"))
    session.commit()
    path = f"/people/{rosa.id}/disclosures/new"
    assert "Nothing is signed." in alice.client.get(path).text
    form = {"basis": "signed_consent", "happened_at": "2026-01-05T09:00", "share_identity": "yes"}
    for consent_id in (said.id, others.id, uuid4(), ""):
        assert post(alice, path, {**form, "consent_id": consent_id}).status_code == 422
    assert count(session) == 0


def test_another_ground_asks_for_its_facts_and_is_there_only_when_switched_on(
    alice: Member, erin: Member, rosa: Person, session: Session
) -> None:
    session.commit()
    path = f"/people/{rosa.id}/disclosures/new"
    form = {
        "basis": "court_order",
        "recipient_kind": "court",
        "recipient_name": "Example Court",
        "purpose": "legal",
        "happened_at": "2026-01-05T09:00",
        "share_reason_for_call": "yes",
        **{f"fact_{code}": "told" for code in ("order", "court", "scope")},
        "fact_order_date": "2026-01-04",
    }
    off = post(alice, path, form)
    assert off.status_code == 422 and "has not switched on this ground" in off.text
    assert erin.client.put("/api/v1/disclosure-bases/court_order", json={"is_on": True}).status_code == 200
    assert "Number of the order" in alice.client.get(f"{path}?basis=court_order").text
    lacking = post(alice, path, {**form, "fact_scope": ""})
    assert lacking.status_code == 422 and "What the order covers" in lacking.text and count(session) == 0
    for no_day in ("last week", (now() + timedelta(days=2)).date().isoformat()):
        refused = post(alice, path, {**form, "fact_order_date": no_day})
        assert refused.status_code == 422 and 'id="fact_order_date-problem"' in refused.text and count(session) == 0
    made = post(alice, path, form)
    assert made.status_code == 303 and "Jan 4, 2026" in alice.client.get(made.location).text
    assert "Court order under subpart E" in alice.client.get(f"{made.location}/print").text


def test_the_paper_is_no_longer_printed_when_the_consent_was_taken_back(alice: Member, rosa: Person, session: Session) -> None:
    consent = a_signed_consent(session, alice, rosa)
    session.commit()
    form = {"basis": "signed_consent", "consent_id": consent.id, "happened_at": "2026-01-05T09:00", "share_identity": "yes"}
    made = post(alice, f"/people/{rosa.id}/disclosures/new", form)
    revoke_consent(session, actor=alice.actor, consent_id=consent.id, version=consent.version)
    session.commit()
    refused = alice.client.get(f"{made.location}/print")
    assert refused.status_code == 409 and "taken back" in refused.text
    assert alice.client.get(made.location).status_code == 200


def test_who_spoke_for_themself_or_asked_for_their_own_carries_nothing(alice: Member, rosa: Person, session: Session) -> None:
    session.commit()
    path = f"/people/{rosa.id}/disclosures/new"
    shared = {"happened_at": "2026-01-05T09:00", "share_identity": "yes"}
    spoke = {
        "basis": "spoke_for_themself",
        "recipient_kind": "facility",
        "recipient_name": "Example Clinic",
        "purpose": "treatment",
    }
    own = {"basis": "self", "recipient_kind": "self", "purpose": "own_request"}
    for form in (spoke, own):
        made = post(alice, path, {**form, **shared})
        assert made.status_code == 303, made.text
        assert alice.client.get(f"{made.location}/print").status_code == 409


def test_who_may_not_see_the_person_sees_no_disclosure(alice: Member, charlie: Member, session: Session, desk: Settings) -> None:
    person = a_person(session, "Rosa", "Marin", recorder=alice.actor, confirmed=False)
    session.commit()
    made = post(alice, f"/people/{person.id}/emergency", EMERGENCY)
    for path in (
        made.location,
        f"{made.location}/print",
        f"/people/{person.id}/emergency",
        f"/people/{person.id}/disclosures/new",
    ):
        assert charlie.client.get(path).status_code == 404, path
    assert charlie.client.get(f"/api/v1{made.location}").status_code == 404
