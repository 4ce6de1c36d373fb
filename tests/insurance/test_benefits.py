"""Asking an insurer is a disclosure; what it said stands beside what it said before; a doubtful answer waits."""

import re
from base64 import b64encode
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.attachments.models import Attachment
from intake.audit.models import AuditEntry
from intake.consents.models import Consent, Disclosure
from intake.consents.rules import Recipient
from intake.consents.service import revoke_consent
from intake.foundation.answers import Missing
from intake.insurance.models import BenefitsInquiry, BenefitsWorksheet, Policy
from intake.intakes.models import Intake
from intake.intakes.service import choose_person
from tests.conftest import Member, QueryCount
from tests.factories.attachments import a_pdf, a_png
from tests.factories.callers import a_person
from tests.factories.consents import a_signed_consent
from tests.factories.followups import an_intake
from tests.factories.insurance import a_policy
from tests.insurance.replies import FULL, MEMBER, a_271

UNKNOWN, NOT_ASKED = {"missing": "unknown"}, {"missing": "not_asked"}
SPOKE = {"way": "phone", "claim": {"basis": "spoke_for_themself"}}
PHONE = {"source": "insurer_phone", "in_network": True, "deductible_cents": 150_000, "said_by": "Quill, member services"}
INSURER = Recipient("insurer", "Florida Blue")


@pytest.fixture
def intake(session: Session, alice: Member) -> Intake:
    return an_intake(session, alice, subject={"given_name": "Daniel", "family_name": "Marin"})


@pytest.fixture
def policy(session: Session, intake: Intake) -> Policy:
    policy = a_policy(session, intake.id, intake.subject, member_id="XJH 123-456", subscriber="self")
    session.commit()
    return policy


@pytest.fixture
def at(policy: Policy) -> str:
    return f"/api/v1/intakes/{policy.intake_id}/policies/{policy.id}"


def a_reply(content: bytes, **more: Any) -> dict[str, Any]:
    return {"content": b64encode(content).decode(), **more}


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_without_a_ground_nobody_is_asked_and_nothing_is_shown(session: Session, alice: Member, at: str) -> None:
    refused = alice.client.post(f"{at}/inquiries", json={"way": "phone"})
    assert (refused.status_code, refused.json["detail"]) == (409, "There is no signed consent for this recipient.")
    assert "Marin" not in refused.text
    assert (count(session, Disclosure), count(session, BenefitsInquiry)) == (0, 0)
    refused = alice.client.post(f"{at}/benefits", json=PHONE)
    assert refused.status_code == 409
    assert "Ask the insurer" in refused.json["detail"]
    assert count(session, BenefitsWorksheet) == 0


def test_a_signed_consent_for_this_insurer_opens_the_way_and_is_recorded(
    session: Session, alice: Member, policy: Policy, intake: Intake, at: str
) -> None:
    consent = a_signed_consent(session, alice, intake.subject, INSURER, purpose="payment", information=["identity", "insurance"])
    session.commit()
    asked = alice.client.post(f"{at}/inquiries", json={"way": "phone"})
    assert asked.status_code == 201, asked.json
    said = {one["label"]: one["value"] for one in asked.json["says"]}
    assert (asked.json["recipient"], asked.json["basis"]) == ("Florida Blue", "signed_consent")
    assert (said["Patient"], said["Member ID"], said["Payer ID"]) == ("Daniel Marin", "XJH 123-456", None)
    row = session.scalars(select(Disclosure)).one()
    assert (row.subject_id, row.recipient_kind, row.recipient_name, row.purpose) == (
        intake.subject_id,
        "insurer",
        "Florida Blue",
        "payment",
    )
    assert (row.information, row.consent_id) == (["identity", "insurance"], consent.id)
    again = alice.client.get(f"{at}/inquiries/{asked.json['inquiry']['id']}")
    assert again.json["says"] == asked.json["says"]
    revoke_consent(session, actor=alice.actor, consent_id=consent.id, version=session.get_one(Consent, consent.id).version)
    session.commit()
    late = alice.client.get(f"{at}/inquiries/{asked.json['inquiry']['id']}")
    assert (late.status_code, "Marin" in late.text) == (409, False)


def test_a_question_that_is_sent_again_is_noted_once_and_decided_on_again(
    session: Session, alice: Member, intake: Intake, at: str
) -> None:
    consent = a_signed_consent(session, alice, intake.subject, INSURER, purpose="payment", information=["identity", "insurance"])
    session.commit()
    sent: dict[str, Any] = {"json": {"way": "phone"}, "headers": {"Idempotency-Key": "a question"}}
    first, again = (alice.client.post(f"{at}/inquiries", **sent) for _ in range(2))
    assert (first.status_code, again.status_code, again.json) == (201, 201, first.json)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (count(session, Disclosure), count(session, BenefitsInquiry)) == (1, 1)
    revoke_consent(session, actor=alice.actor, consent_id=consent.id, version=session.get_one(Consent, consent.id).version)
    session.commit()
    late = alice.client.post(f"{at}/inquiries", **sent)
    assert (late.status_code, "Marin" in late.text) == (409, False)
    assert (count(session, Disclosure), count(session, BenefitsInquiry)) == (1, 1)


def test_what_was_asked_of_one_insurer_is_not_told_to_another(session: Session, alice: Member, policy: Policy, at: str) -> None:
    asked = f"{at}/inquiries/{alice.client.post(f'{at}/inquiries', json=SPOKE).json['inquiry']['id']}"
    assert alice.client.get(asked).status_code == 200
    session.get_one(Policy, policy.id).payer_code = "aetna"
    session.commit()
    late = alice.client.get(asked)
    assert (late.status_code, "Ask anew" in late.json["detail"], "Marin" in late.text) == (409, True, False)


def test_what_was_said_stands_beside_what_was_said_before(session: Session, alice: Member, at: str) -> None:
    asked = alice.client.post(f"{at}/inquiries", json=SPOKE).json
    first = alice.client.post(f"{at}/benefits", json=PHONE)
    assert first.status_code == 201, first.json
    told = {"deductible_met_cents": UNKNOWN, "co_pay_cents": {"missing": "declined"}, "deductible_cents": 90_000}
    second = alice.client.post(f"{at}/benefits", json={"source": "person", **told})
    found = alice.client.get(f"{at}/benefits").json["worksheets"]
    assert [one["id"] for one in found] == [second.json["id"], first.json["id"]]
    assert [one["deductible_cents"] for one in found] == [90_000, 150_000]
    assert (found[0]["deductible_met_cents"], found[0]["co_pay_cents"]) == (UNKNOWN, {"missing": "declined"})
    assert (found[0]["in_network"], found[1]["in_network"]) == (NOT_ASKED, True)
    assert (found[0]["inquiry_id"], found[1]["inquiry_id"]) == (None, asked["inquiry"]["id"])
    kept = session.scalars(select(BenefitsWorksheet).order_by(BenefitsWorksheet.id)).first()
    assert kept is not None
    assert (kept.said_by, b"Quill" in (kept.said_by_sealed or b"")) == ("Quill, member services", False)


@pytest.mark.parametrize(
    ("told", "pointer"),
    [
        ({"deductible_cents": 10.5}, "/deductible_cents"),
        ({"deductible_cents": -1}, "/deductible_cents"),
        ({"co_insurance_percent": 20.001}, "/co_insurance_percent"),
        ({"co_insurance_percent": 101}, "/co_insurance_percent"),
        ({"in_network": "yes"}, "/in_network"),
        ({"days_covered": 3, "said_at": "2126-01-01T12:00:00Z"}, "/said_at"),
        ({"said_at": "2026-01-01T12:00:00Z"}, "/coverage_active"),
        ({"source": "insurer_x12"}, "/source"),
        ({"days_covered": 3, "inquiry_id": "01890000-0000-7000-8000-000000000000"}, "/inquiry_id"),
        ({}, "/coverage_active"),
    ],
)
def test_what_cannot_be_a_worksheet_is_refused(
    session: Session, alice: Member, at: str, told: dict[str, Any], pointer: str
) -> None:
    refused = alice.client.post(f"{at}/benefits", json={"source": "person", **told})
    assert (refused.status_code, [one["pointer"] for one in refused.json["errors"]]) == (422, [pointer])
    assert count(session, BenefitsWorksheet) == 0


def test_an_electronic_answer_fills_a_worksheet(session: Session, alice: Member, at: str) -> None:
    assert alice.client.post(f"{at}/replies", json=a_reply(FULL)).status_code == 409
    kept = alice.client.post(f"{at}/replies", json=a_reply(FULL, source="place_x12"))
    assert kept.status_code == 201, kept.json
    assert {field: kept.json[field] for field in ("coverage_active", "deductible_met_cents", "co_insurance_percent")} == {
        "coverage_active": True,
        "deductible_met_cents": 110_000,
        "co_insurance_percent": 20.0,
    }
    assert (kept.json["in_network"], kept.json["reference_number"], kept.json["doubts"]) == (NOT_ASKED, "TRACE-77", [])
    assert kept.json["reading"]["lines"][0]["what"] == "Active"
    row = session.scalars(select(BenefitsWorksheet)).one()
    assert (row.document, b"MARIN" in (row.document_sealed or b"")) == (FULL, False)


def test_why_an_insurer_did_not_answer_is_kept_and_told(alice: Member, at: str) -> None:
    kept = alice.client.post(f"{at}/replies", json=a_reply(a_271("AAA*N**71*C~"), source="place_x12")).json
    (rejection,) = kept["reading"]["rejections"]
    assert rejection["code"] == "71"
    assert rejection["words"].startswith("The birth date is not the one that they have.")
    assert kept["coverage_active"] == UNKNOWN


def test_an_answer_about_somebody_else_waits_until_somebody_looked(session: Session, alice: Member, at: str) -> None:
    other = a_271("EB*1**30~", member=("NM1*IL*1*SMITH*JOHN****MI*ZZZ1~",))
    refused = alice.client.post(f"{at}/replies", json=a_reply(other, source="place_x12"))
    assert refused.status_code == 409
    assert [one["code"] for one in refused.json["doubts"]] == ["member_id_differs", "name_differs"]
    assert ("SMITH" in refused.text, count(session, BenefitsWorksheet)) == (False, 0)
    taken = alice.client.post(f"{at}/replies", json=a_reply(other, source="place_x12", in_spite_of_doubts=True))
    assert (taken.status_code, taken.json["doubts"]) == (201, ["member_id_differs", "name_differs"])


def test_a_broken_file_changes_nothing_and_tells_nobody(session: Session, alice: Member, at: str) -> None:
    refused = alice.client.post(f"{at}/replies", json=a_reply(FULL.replace(b"SE*", b"SE*1"), source="place_x12"))
    assert (refused.status_code, refused.json["errors"][0]["pointer"]) == (422, "/content")
    assert "Segment" in str(refused.json["errors"][0])
    assert ("MARIN" in refused.text, count(session, BenefitsWorksheet)) == (False, 0)


def test_who_may_not_see_the_intake_sees_no_benefits(charlie: Member, erin: Member, bob: Member, at: str) -> None:
    assert bob.client.get(f"{at}/benefits").status_code == 200
    assert charlie.client.get(f"{at}/benefits").status_code == 404
    assert charlie.client.post(f"{at}/inquiries", json=SPOKE).status_code == 404
    assert charlie.client.post(f"{at}/replies", json=a_reply(FULL, source="place_x12")).status_code == 404
    assert erin.client.get(f"{at}/benefits").status_code == 403


def test_a_policy_without_an_insurer_asks_nobody(session: Session, alice: Member, intake: Intake) -> None:
    unnamed = a_policy(session, intake.id, intake.subject, payer_code=Missing.UNKNOWN, coverage_kind="medicaid")
    session.commit()
    refused = alice.client.post(f"/api/v1/intakes/{intake.id}/policies/{unnamed.id}/inquiries", json=SPOKE)
    assert (refused.status_code, "insurer" in refused.json["detail"]) == (409, True)


def test_each_look_and_each_question_stands_in_the_trail(session: Session, alice: Member, policy: Policy, at: str) -> None:
    alice.client.get(f"{at}/benefits")
    alice.client.post(f"{at}/inquiries", json=SPOKE)
    alice.client.post(f"{at}/benefits", json=PHONE)
    found = session.scalars(select(AuditEntry).where(AuditEntry.action.startswith("insurance.")).order_by(AuditEntry.id)).all()
    assert [one.action for one in found] == ["insurance.open_benefits", "insurance.ask", "insurance.record_benefits"]
    assert {one.person_id for one in found} == {policy.person_id}


def test_benefits_and_card_move_when_it_turns_out_to_be_somebody_else(session: Session, alice: Member) -> None:
    draft = an_intake(session, alice, state="draft")
    policy = a_policy(session, draft.id, draft.subject, member_id="XJH123456")
    session.commit()
    at = f"/api/v1/intakes/{draft.id}/policies/{policy.id}"
    alice.client.put(f"{at}/card/front", json={"content": b64encode(a_png()).decode()})
    alice.client.post(f"{at}/benefits", json={"source": "person", "deductible_cents": 1})
    known = a_person(session, "Oskar", "Known")
    session.flush()
    choose_person(session, actor=alice.actor, intake_id=draft.id, role="subject", person_id=known.id)
    session.commit()
    session.expire_all()
    sheet, card = session.scalars(select(BenefitsWorksheet)).one(), session.scalars(select(Attachment)).one()
    assert (sheet.data_key_id, sheet.deductible_cents) == (known.data_key_id, 1)
    assert (card.person_id, card.data_key_id, card.content) == (known.id, known.data_key_id, a_png())


def test_both_sides_of_a_card_stand_on_the_policy(session: Session, alice: Member, policy: Policy, at: str) -> None:
    for side in ("front", "back"):
        kept = alice.client.put(f"{at}/card/{side}", json={"content": b64encode(a_png(words=side)).decode()})
        assert kept.status_code == 200, kept.json
    session.expire_all()
    told = alice.client.get(f"/api/v1/intakes/{policy.intake_id}").json["policies"][0]
    assert [told["card_front_id"], told["card_back_id"]] == [str(policy.card_front_id), str(policy.card_back_id)]
    assert alice.client.get(f"/attachments/{told['card_front_id']}").content_type == "image/png"
    assert alice.client.put(f"{at}/card/inside", json={"content": b64encode(a_png()).decode()}).status_code == 404
    assert alice.client.put(f"{at}/card/front", json={"content": b64encode(a_pdf()).decode()}).status_code == 422


def test_the_form_hears_of_a_doubtful_medicare_number(alice: Member) -> None:
    draft = alice.client.post("/api/v1/intakes", json={"policies": [{"coverage_kind": "medicare", "member_id": "12"}]}).json
    told = alice.client.get(f"/api/v1/intakes/{draft['id']}/findings").json["doubts"]
    assert [one["field"] for one in told[draft["policies"][0]["id"]]] == ["member_id"]


def test_the_page_keeps_what_was_typed_and_shows_it(session: Session, alice: Member, policy: Policy) -> None:
    at = f"/desk/intakes/{policy.intake_id}/policies/{policy.id}"
    assert "Nobody has asked yet" in alice.client.get(f"{at}/benefits").text
    typed = {"source": "person", "deductible_cents": "$1,500", "in_network": "unknown", "days_covered": "x"}
    wrong = alice.client.post(f"{at}/benefits", data=typed)
    assert (wrong.status_code, "Type a number" in wrong.text, "$1,500" in wrong.text) == (422, True, True)
    both = alice.client.post(f"{at}/benefits", data={**typed, "days_covered": "3", "days_covered_missing": "unknown"})
    assert "Either a value, or why there is none." in both.text
    more = {"days_covered": "", "co_pay_cents_missing": "declined", "co_insurance_percent": "20 %", "said_at": "2026-01-05T09:30"}
    assert alice.client.post(f"{at}/benefits", data={**typed, **more}).status_code == 303
    page = alice.client.get(f"{at}/benefits").text
    assert "$1,500.00" in page
    assert "would not say" in page
    sheet = session.scalars(select(BenefitsWorksheet)).one()
    assert (str(sheet.co_insurance_percent), sheet.said_at and sheet.said_at.date()) == ("20.00", date(2026, 1, 5))


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1,500", 150_000),
        ("$1,500.50", 150_050),
        ("12,345,6", None),
        ("20,50", None),
        ("20,5", None),
        ("0,500", None),
        ("1500", 150_000),
    ],
)
def test_a_comma_parts_thousands_alone_and_what_else_it_may_mean_is_asked(
    session: Session, alice: Member, policy: Policy, typed: str, cents: int | None
) -> None:
    page = f"/desk/intakes/{policy.intake_id}/policies/{policy.id}/benefits"
    answer = alice.client.post(page, data={"source": "person", "co_pay_cents": typed})
    assert answer.status_code == (303 if cents else 422)
    assert session.scalar(select(BenefitsWorksheet.co_pay_cents)) == cents


def test_the_page_asks_shows_reads_and_keeps_a_picture(alice: Member, policy: Policy) -> None:
    at = f"/desk/intakes/{policy.intake_id}/policies/{policy.id}"
    refused = alice.client.post(f"{at}/inquiries", data={"way": "phone", "ground": "signed_consent"})
    assert (refused.status_code, "There is no signed consent for this recipient." in refused.text) == (422, True)
    asked = alice.client.post(f"{at}/inquiries", data={"way": "phone", "ground": "spoke_for_themself"})
    assert asked.status_code == 303
    assert "XJH 123-456" in alice.client.get(asked.location).text
    doubtful = a_271("EB*1**30~", member=("NM1*IL*1*MARIN*DANIEL****MI*ZZZ~", MEMBER[1])).replace(b"20261120", b"20250101")
    sent = {"source": "insurer_x12", "content": (BytesIO(doubtful), "a.271")}
    refused = alice.client.post(f"{at}/replies", data=sent)
    assert (refused.status_code, "I looked at it with the card" in refused.text) == (422, True)
    sent = {"source": "insurer_x12", "content": (BytesIO(doubtful), "a.271"), "in_spite_of_doubts": "yes"}
    assert alice.client.post(f"{at}/replies", data=sent).status_code == 303
    assert alice.client.post(f"{at}/card", data={"side": "front", "content": (BytesIO(a_png()), "c.png")}).status_code == 303
    page = alice.client.get(f"{at}/benefits").text
    assert "Taken in spite of doubts" in page
    assert "Coverage may have changed since" in page
    assert re.search(r'<img class="card-picture" src="/attachments/', page)


def test_what_is_read_to_an_insurer_is_the_name_itself_and_a_day_as_people_say_it(session: Session, alice: Member) -> None:
    court = an_intake(session, alice, subject={"given_name": "Court", "birth_date": date(1991, 5, 4)})
    policy = a_policy(session, court.id, court.subject, subscriber="self")
    session.commit()
    asked = alice.client.post(f"/api/v1/intakes/{court.id}/policies/{policy.id}/inquiries", json=SPOKE)
    assert {"label": "Birth date", "value": "1991-05-04"} in asked.json["says"]
    at = f"/desk/intakes/{court.id}/policies/{policy.id}/inquiries/{asked.json['inquiry']['id']}"
    page = alice.client.get(at, headers={"Accept-Language": "es"}).text
    assert ">Court<" in page and "Tribunal" not in page
    assert ">4 may 1991<" in page and "Tratamiento por consumo de sustancias" in page


def test_history_costs_the_same_however_long_it_is(alice: Member, at: str, queries: QueryCount) -> None:
    costs = []
    for _ in range(3):
        alice.client.post(f"{at}/benefits", json={"source": "person", "deductible_cents": 1})
        before = len(queries)
        alice.client.get(f"{at}/benefits")
        costs.append(len(queries) - before)
    assert costs[0] == costs[2]
