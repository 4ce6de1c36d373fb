"""A desk with one of everything, and for each operation of the API a request that must succeed on it."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.accounts.service.passwords import hash_password
from intake.callers.models import ContactPoint, Person
from intake.callers.rules import as_seen
from intake.consents.rules import elements
from intake.foundation.clock import now
from intake.insurance.models import Policy
from intake.intakes.models import Intake
from intake.organisation.service import raise_alert
from intake.substances.models import Treatment
from intake.substances.queries import uses_of
from tests.conftest import Member
from tests.factories.accounts import a_disabled_account, an_account, an_account_with_factor
from tests.factories.attachments import a_pdf, a_png, an_attachment
from tests.factories.callers import a_flagged_person, a_hold, a_merge, a_person, a_restricted_person, a_sponsor
from tests.factories.calls import a_call, a_line
from tests.factories.consents import BORN, a_consent, a_disclosure, a_notice, an_accounting_request
from tests.factories.exchange import SHEET, a_transfer
from tests.factories.facilities import a_correction, a_credential, a_place
from tests.factories.followups import a_desk, a_task, an_intake
from tests.factories.insurance import a_policy, an_inquiry
from tests.factories.intakes import klonopin_call
from tests.factories.messages import a_mailbox, a_message
from tests.factories.partners import a_key, a_partner, a_push
from tests.factories.referrals import a_match_run, a_referral, a_sendable_referral
from tests.factories.substances import a_treatment
from tests.insurance.replies import FULL

PASSWORD_HASH = hash_password("seven small boats")


@dataclass
class Seeds:
    """`ids`: what stands in paths. `tokens`: a bearer token by the permission's role."""

    ids: dict[str, str]
    tokens: dict[str, str]
    draft: dict[str, Any] = field(default_factory=dict)


def a_full_desk(app: Flask, session: Session, alice: Member, bob: Member, erin: Member) -> Seeds:
    """One of everything, made through the same doors and verbs."""
    a_desk(session)
    an_account(session, "Casey").password_hash = PASSWORD_HASH
    session.get_one(Account, alice.actor.id).password_hash = PASSWORD_HASH
    session.commit()
    draft = alice.client.post("/api/v1/intakes", json=klonopin_call()).get_json()
    answers = f"/api/v1/intakes/{draft['id']}/answers/intake/{draft['id']}"
    alice.client.put(f"{answers}/suicidal_thoughts", json={"answer": True, "version": 1})
    alice.client.put(f"{answers}/present_location", json={"answer": "At home", "version": 0})
    draft = alice.client.get(f"/api/v1/intakes/{draft['id']}").get_json()
    intake = an_intake(session, alice, substances=[{"substance_code": "alcohol"}])
    task = a_task(session, alice, intake)
    place = a_place(session, "SA DT HI HID PI ADTX BDTX ADLT FEM MALE")
    a_correction(session, place)
    dana = a_partner(session)
    alert = raise_alert(session, actor=alice.actor, kind="emergency", row=intake)
    subject = session.get_one(Person, intake.subject_id)
    subject.birth_date = BORN
    person = session.get_one(Person, UUID(draft["caller"]["id"]))
    stays, goes, merged = a_person(session), a_person(session, "Rosie"), a_merge(session, alice)
    ids = {
        "stays_id": stays.id,
        "goes_id": goes.id,
        "seen": as_seen([stays, goes]),
        "merge_id": merged.id,
        "merged_stays_id": merged.survivor_id,
        "subject_id": subject.id,
        "consent_id": a_consent(session, alice, subject).id,
        "attachment_id": an_attachment(session, alice, subject).id,
        "notice_id": a_notice(session, alice, subject).id,
        "disclosure_id": a_disclosure(session, alice, subject).id,
        "accounting_id": an_accounting_request(session, alice, subject).id,
        "basis": "audit",
        "sendable_id": a_sendable_referral(session, alice, intake).id,
        "intake_id": draft["id"],
        "complete_id": intake.id,
        "complete_use_id": uses_of(session, intake.id)[0].id,
        "transfer_id": a_transfer(session, bob).id,
        "complete_treatment_id": a_treatment(session, intake.id, intake.data_key).id,
        "complete_policy_id": a_policy(session, intake.id, intake.subject, coverage_kind="medicaid").id,
        "abandoned_id": an_intake(session, alice, state="abandoned").id,
        "record": "intake",
        "record_id": draft["id"],
        "field": "pregnant",
        "kind": "repeat",
        "flagged_id": a_flagged_person(session, alice).id,
        "person_id": draft["caller"]["id"],
        "treatment_id": a_treatment_of(session, draft["id"]).id,
        "use_id": draft["substances"][0]["id"],
        "policy_id": draft["policies"][0]["id"],
        "inquiry_id": an_inquiry(session, alice, session.get_one(Policy, UUID(draft["policies"][0]["id"]))).id,
        "side": "front",
        "finding_id": draft["findings"][0]["id"],
        "urgent_id": next(one["id"] for one in draft["findings"] if (one["severity"], one["status"]) == ("urgent", "found")),
        "session_id": session_of(alice),
        "alert_id": alert.id,
        "call_id": a_call(session, alice.actor).id,
        "facility_id": place.id,
        "credential_id": a_credential(session, place).id,
        "other_facility_id": a_place(session).id,
        "run_id": a_match_run(session, intake).id,
        "referral_id": a_referral(session, alice, intake, place).id,
        "task_id": task.id,
        "point_id": session.scalars(select(ContactPoint.id).where(ContactPoint.person_id == task.person_id)).first(),
        "bob_id": bob.actor.id,
        "partner_reference": "case-1",
        "account_id": an_account(session, "Robin").id,
        "disabled_id": a_disabled_account(session, "Sasha").id,
        "factor_id": an_account_with_factor(session, "Kim").id,
        "restricted_id": a_restricted_person(session, bob, named=[bob]).id,
        "hold_id": a_hold(session, bob, person).id,
        "other_id": a_sponsor(session, alice, person).id,
        "point_owner_id": task.person_id,
        "mail_point_id": a_mailbox(session, intake.caller).id,
        "message_id": a_message(session, alice, intake).id,
        "glass_id": a_restricted_person(session, bob, named=[bob]).id,
    }
    a_line(session)
    tokens = {"counselor": alice.token, "supervisor": bob.token, "administrator": erin.token, "partner": a_key(session, dana)}
    session.commit()
    push = app.test_client().post(
        "/api/v1/partner/referrals",
        json=a_push(partner_reference="case-1"),
        headers={"Authorization": f"Bearer {tokens['partner']}"},
    )
    assert push.status_code == 201, push.get_json()
    return Seeds({name: str(value) for name, value in ids.items()}, tokens, draft)


def session_of(member: Member) -> UUID:
    return UUID(member.client.get("/api/v1/sessions").get_json()["items"][0]["id"])


def a_treatment_of(session: Session, intake_id: str) -> Treatment:
    """One that a draft was told of."""
    return a_treatment(session, UUID(intake_id), session.get_one(Intake, UUID(intake_id)).data_key)


SCAN = {"content": b64encode(a_pdf()).decode(), "signed_on": "2026-01-05", "seen": list(elements())}
CONSENT = {
    "recipient": {"kind": "facility", "name": "Example Clinic"},
    "purpose": "treatment",
    "information": ["identity", "insurance"],
}
CREDENTIAL = {"kind": "licence", "body": "State department of health", "how": "state", "valid_until": "2027-01-31"}
REPLY = {"content": b64encode(FULL).decode(), "source": "place_x12", "in_spite_of_doubts": True}


def a_list(seeds: Seeds) -> dict[str, Any]:
    """To an address that is safe to write to; on a desk without one, an address of nobody."""
    return {"contact_point_id": seeds.ids.get("mail_point_id", seeds.ids["point_id"]), "places": [seeds.ids["facility_id"]]}


def soon() -> str:
    return (now() + timedelta(days=2)).isoformat()


Body = dict[str, Any] | Callable[[Seeds], dict[str, Any]]
# What must be sent where a body is taken, so that the operation succeeds on the seeded desk.
# A moment in it is made when it is asked for: by the clock of its test, not by the one that loaded this file.
BODIES: dict[str, Body] = {
    "POST /api/v1/sessions": {"email": "casey@example.org", "password": "seven small boats"},
    "POST /api/v1/sessions/current/confirmation": {"password": "seven small boats"},
    "PATCH /api/v1/settings": {"name": "Another name"},
    "POST /api/v1/teams": {"name": "Weekend"},
    "PATCH /api/v1/retention": {"years": {"intake": 9}},
    "POST /api/v1/accounts": {"email": "new@example.org", "name": "New", "role": "counselor"},
    "PATCH /api/v1/accounts/{account_id}": {"role": "clinician"},
    "POST /api/v1/alerts/{alert_id}/closing": {"outcome": "help_sent"},
    "POST /api/v1/people/duplicates": {"given_name": "Rosa", "family_name": "Marin", "phones": ["5615550123"]},
    "POST /api/v1/intakes/search": {"reference": "IN-2222-222"},
    "POST /api/v1/people/search": {"phone": "5615550123"},
    "POST /api/v1/people/{person_id}/relations": {"relation": "sponsor", "person": {"given_name": "Ines"}},
    "POST /api/v1/people/{person_id}/merges": lambda seeds: {
        "other_id": seeds.ids.get("goes_id", seeds.ids["other_id"]),
        "seen": seeds.ids.get("seen", "not seen"),
    },
    "PUT /api/v1/people/{person_id}/restriction": lambda seeds: {"because": "staff", "named": [seeds.ids["bob_id"]]},
    "POST /api/v1/people/{person_id}/holds": {"because": "litigation", "matter": "A letter of counsel of today."},
    "POST /api/v1/people/{person_id}/break-glass": {"reason": "They are calling now and sound unwell."},
    "PUT /api/v1/people/{person_id}/flags/{kind}": {"note": "Rang nine times."},
    "POST /api/v1/calls": {"from_number": "5615550123"},
    "POST /api/v1/calls/{call_id}/end": {"disposition": "information_only"},
    "POST /api/v1/lines": {"number": "8005550177", "name": "Second line"},
    "POST /api/v1/intakes": lambda seeds: klonopin_call(),
    "PUT /api/v1/intakes/{intake_id}/answers/{record}/{record_id}/{field}": {"answer": False, "version": 0},
    "POST /api/v1/intakes/{intake_id}/amendments": lambda seeds: {
        "record": "intake",
        "record_id": seeds.ids.get("complete_id", seeds.ids["intake_id"]),
        "field": "pregnant",
        "answer": False,
        "version": 0,
        "reason": "They called again and said so.",
    },
    "POST /api/v1/intakes/{intake_id}/amendments/substances": {"substance_code": "alcohol", "reason": "They told of it later."},
    "POST /api/v1/intakes/{intake_id}/amendments/substances/{use_id}/removal": {"reason": "It was a vitamin."},
    "POST /api/v1/intakes/{intake_id}/amendments/treatments": {"kind": "withdrawal", "reason": "They told of it later."},
    "POST /api/v1/intakes/{intake_id}/amendments/treatments/{treatment_id}/removal": {"reason": "It was their brother's."},
    "POST /api/v1/intakes/{intake_id}/amendments/policies": {"coverage_kind": "medicaid", "reason": "They found the card later."},
    "POST /api/v1/intakes/{intake_id}/amendments/policies/{policy_id}/removal": {"reason": "It was their brother's."},
    "POST /api/v1/intakes/{intake_id}/hand-over": lambda seeds: {"receiver_id": seeds.ids["bob_id"]},
    "POST /api/v1/intakes/{intake_id}/notes": {"text": "He is in the next room."},
    "POST /api/v1/intakes/{intake_id}/treatments": {"kind": "residential", "began_year": 2024, "days": 28},
    "POST /api/v1/intakes/{intake_id}/substances": {"substance_code": "alcohol"},
    "POST /api/v1/intakes/{intake_id}/policies": {"coverage_kind": "medicaid"},
    "POST /api/v1/intakes/{intake_id}/policies/{policy_id}/benefits": {"source": "person", "deductible_cents": 150000},
    "POST /api/v1/intakes/{intake_id}/policies/{policy_id}/replies": REPLY,
    "POST /api/v1/intakes/{intake_id}/policies/{policy_id}/inquiries": {
        "way": "phone",
        "claim": {"basis": "spoke_for_themself"},
    },
    "PUT /api/v1/intakes/{intake_id}/policies/{policy_id}/card/{side}": {"content": b64encode(a_png()).decode()},
    "POST /api/v1/intakes/{intake_id}/people/{person_id}/contact-points": {"kind": "email", "value": "mother@example.org"},
    "PUT /api/v1/intakes/{intake_id}/caller": lambda seeds: {"person_id": seeds.draft["caller"]["id"]},
    "PUT /api/v1/intakes/{intake_id}/subject": lambda seeds: {"person_id": seeds.draft["subject"]["id"]},
    "POST /api/v1/intakes/{intake_id}/findings/{finding_id}/acknowledgement": {"actions_taken": ["transferred_988"]},
    "PUT /api/v1/intakes/{intake_id}/choices/{facility_id}": {"kind": "refused", "reason": "Too near to home."},
    "POST /api/v1/intakes/{intake_id}/findings/{finding_id}/override": {
        "reason": "already_in_care",
        "words": "A nurse is with him.",
    },
    "POST /api/v1/intakes/{intake_id}/messages": lambda seeds: a_list(seeds),
    "POST /api/v1/intakes/{intake_id}/messages/draft": lambda seeds: a_list(seeds),
    "POST /api/v1/intakes/{intake_id}/referrals": lambda seeds: {"facility_id": seeds.ids["other_facility_id"]},
    "PATCH /api/v1/facilities/{facility_id}": {"how": "phone", "phone": "561-555-0142", "waiting_days": 3},
    "POST /api/v1/facilities/{facility_id}/settlement": {"field": "website", "take": "ours"},
    "POST /api/v1/facilities/{facility_id}/credentials": CREDENTIAL,
    "POST /api/v1/people/{person_id}/attachments": {"kind": "paper", "content": b64encode(a_pdf()).decode()},
    "POST /api/v1/attachments/{attachment_id}/removal": {"because": "not_needed"},
    "POST /api/v1/people/{person_id}/consents": CONSENT,
    "POST /api/v1/consents/{consent_id}/scan": SCAN,
    "POST /api/v1/revocation-notices/{notice_id}/told": {"way": "phone"},
    "POST /api/v1/people/{person_id}/accounting-requests": {"kind": "part2"},
    "POST /api/v1/accounting-requests/{accounting_id}/answered": {"way": "letter"},
    "PUT /api/v1/disclosure-bases/{basis}": {"is_on": True},
    "POST /api/v1/people/{person_id}/disclosures": CONSENT | {"claim": {"basis": "spoke_for_themself"}},
    "POST /api/v1/referrals/{referral_id}/send": {"information": ["identity"]},
    "POST /api/v1/referrals/{referral_id}/cancel": {"reason": "other_place_chosen"},
    "POST /api/v1/intakes/{intake_id}/tasks": lambda seeds: {
        "kind": "call_back",
        "due_at": soon(),
        "time_zone": "America/New_York",
    },
    "POST /api/v1/tasks/{task_id}/attempts": lambda seeds: {
        "contact_point_id": seeds.ids["point_id"],
        "way": "call",
        "outcome": "no_answer",
    },
    "POST /api/v1/tasks/{task_id}/finish": {"outcome": "done"},
    "POST /api/v1/tasks/{task_id}/cancel": {"reason": "no_longer_needed"},
    "PUT /api/v1/tasks/{task_id}/assignee": lambda seeds: {"assignee_id": seeds.ids["bob_id"]},
    "PUT /api/v1/tasks/{task_id}/due": lambda seeds: {"due_at": soon()},
    "POST /api/v1/partner/referrals": a_push(),
    "POST /api/v1/imports": {"kind": "people", "content": b64encode(SHEET).decode(), "label": "sheet.csv"},
    "POST /api/v1/imports/{transfer_id}/runs": {"dry_run": True, "mapping": {"first name": "given_name"}},
    "POST /api/v1/exports": {"kind": "places", "format": "ndjson"},
}
# Where another seeded record than the usual one is in the right state.
PATHS: dict[str, dict[str, str]] = {
    "POST /api/v1/accounts/{account_id}/enable": {"account_id": "disabled_id"},
    "DELETE /api/v1/accounts/{account_id}/second-factor": {"account_id": "factor_id"},
    "DELETE /api/v1/people/{person_id}/restriction": {"person_id": "restricted_id"},
    "POST /api/v1/people/{person_id}/break-glass": {"person_id": "glass_id"},
    "GET /api/v1/people/{person_id}/comparison/{other_id}": {"person_id": "stays_id", "other_id": "goes_id"},
    "POST /api/v1/people/{person_id}/merges": {"person_id": "stays_id"},
    "POST /api/v1/people/{person_id}/merges/{merge_id}/undoing": {"person_id": "merged_stays_id"},
    "POST /api/v1/people/{person_id}/contact-points/{point_id}/confirmation": {"person_id": "point_owner_id"},
    "DELETE /api/v1/people/{person_id}/flags/{kind}": {"person_id": "flagged_id"},
    "POST /api/v1/referrals/{referral_id}/send": {"referral_id": "sendable_id"},
    "POST /api/v1/intakes/{intake_id}/amendments": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/amendments/substances": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/amendments/treatments": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/amendments/policies": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/amendments/policies/{policy_id}/removal": {
        "intake_id": "complete_id",
        "policy_id": "complete_policy_id",
    },
    "POST /api/v1/intakes/{intake_id}/amendments/treatments/{treatment_id}/removal": {
        "intake_id": "complete_id",
        "treatment_id": "complete_treatment_id",
    },
    "POST /api/v1/intakes/{intake_id}/amendments/substances/{use_id}/removal": {
        "intake_id": "complete_id",
        "use_id": "complete_use_id",
    },
    "POST /api/v1/intakes/{intake_id}/findings/{finding_id}/override": {"finding_id": "urgent_id"},
    "POST /api/v1/intakes/{intake_id}/close": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/resume": {"intake_id": "abandoned_id"},
    "POST /api/v1/intakes/{intake_id}/referrals": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/tasks": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/messages": {"intake_id": "complete_id"},
    "POST /api/v1/intakes/{intake_id}/messages/draft": {"intake_id": "complete_id"},
}
QUERIES: dict[str, str] = {
    "GET /api/v1/substances": "?q=klonopin",
    "GET /api/v1/payers": "?q=florida%20blue",
    "GET /api/v1/intakes/{intake_id}/comparison": "?places={facility_id},{other_facility_id}",
    "GET /api/v1/reports/desk": "?from=2026-11-01&until=2026-11-30",
}
