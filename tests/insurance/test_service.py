"""Policies as told: unverified, sealed, found again by member id, removed and put back."""

from datetime import date
from typing import Any

import pytest
from marshmallow import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.foundation.answers import Missing
from intake.foundation.errors import Invalid
from intake.insurance import service
from intake.insurance.models import Policy
from intake.insurance.queries import policies_of
from intake.insurance.schemas import PolicyAnswers
from intake.intakes.models import Intake
from intake.storage.encrypted import ring_of
from tests.conftest import Member
from tests.factories.callers import told_by
from tests.factories.followups import an_intake
from tests.factories.insurance import a_policy


@pytest.fixture
def intake(session: Session, alice: Member) -> Intake:
    return an_intake(session, alice)


def test_coverage_is_kept_as_told_and_its_numbers_unreadable(session: Session, intake: Intake) -> None:
    policy = a_policy(session, intake.id, intake.subject, member_id="xjh 123-456", group_number="G-9", state=Missing.UNKNOWN)
    session.commit()
    session.expire_all()
    found = session.scalars(select(Policy)).one()
    assert (found.id, found.person_id, found.position) == (policy.id, intake.subject_id, 1)
    assert (found.coverage_kind, found.payer_code, found.plan_type) == ("commercial", "florida_blue", "ppo")
    assert (found.member_id, found.group_number) == ("xjh 123-456", "G-9")
    assert (found.answer("state"), found.answer("subscriber")) == (Missing.UNKNOWN, Missing.NOT_ASKED)
    assert found.data_key_id == intake.subject.data_key_id
    assert found.verified_at is None
    assert b"123" not in (found.member_id_sealed or b"") + (found.group_number_sealed or b"")


def test_a_member_id_is_found_however_it_is_spaced(session: Session, intake: Intake) -> None:
    policy = a_policy(session, intake.id, intake.subject, member_id="xjh 123-456")
    assert policy.member_id_digest == ring_of(session).digest("member_id", "XJH123456")
    service.save_policy_answer(session, policy, "member_id", "XJH999", told_by())
    assert policy.member_id_digest == ring_of(session).digest("member_id", "XJH999")
    service.save_policy_answer(session, policy, "member_id", Missing.DECLINED, told_by())
    assert (policy.member_id, policy.member_id_digest, policy.version_of("member_id")) == (None, None, 3)


def test_who_has_no_policy_has_no_member_id(session: Session, intake: Intake) -> None:
    with pytest.raises(Invalid) as refused:
        a_policy(session, intake.id, intake.subject, coverage_kind="uninsured", payer_code=Missing.NOT_ASKED, member_id="1")
    assert [field.pointer for field in refused.value.fields] == ["/member_id"]
    assert list(session.scalars(select(Policy))) == []
    policy = a_policy(session, intake.id, intake.subject, member_id="1")
    with pytest.raises(Invalid):
        service.save_policy_answer(session, policy, "coverage_kind", "self_pay", told_by())


def test_policies_stand_in_their_order_and_can_be_removed_and_put_back(session: Session, intake: Intake) -> None:
    second = service.add_policy(
        session, intake_id=intake.id, person=intake.subject, answers={"coverage_kind": "medicaid"}, told=told_by(), position=2
    )
    first = a_policy(session, intake.id, intake.subject)
    assert policies_of(session, intake.id) == [first, second]
    service.remove_policy(first)
    assert policies_of(session, intake.id) == [second]
    service.restore_policy(first)
    assert policies_of(session, intake.id) == [first, second]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("coverage_kind", "accepted"),
        ("payer_code", "nobody"),
        ("payer_code", ""),
        ("plan_type", "PPO"),
        ("state", "Florida"),
        ("state", "ZZ"),
        ("member_id", ""),
        ("member_id", "1\x00"),
        ("member_id", "1" * 61),
        ("member_id", 123),
        ("subscriber", True),
        ("coverage_kind", None),
        ("coverage_kind", {"missing": "no"}),
    ],
)
def test_what_cannot_be_coverage_is_refused(field: str, value: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        PolicyAnswers().load({field: value})
    assert set(refused.value.messages) == {field}


def test_answers_go_out_as_they_came_in() -> None:
    sent = {"coverage_kind": "commercial", "payer_code": {"missing": "unknown"}, "payer_said_as": "Blue something"}
    loaded = PolicyAnswers().load(sent)
    assert loaded["payer_code"] is Missing.UNKNOWN
    dumped = PolicyAnswers().dump(loaded)
    assert {field: dumped[field] for field in sent} == sent
    assert dumped["state"] == {"missing": "not_asked"}


def test_a_policy_tells_plan_dates_budget_and_who_holds_it(session: Session, intake: Intake) -> None:
    told = {
        "plan_name": "Gold 123",
        "medicare_parts": ["a", "b"],
        "starts_on": date(2026, 1, 1),
        "ends_on": Missing.UNKNOWN,
        "payer_phone": "+18005550123",
        "rx_bin": "004336",
        "rx_pcn": "ADV",
        "budget_cents": 250_000,
        "subscriber": "parent",
        "subscriber_name": "Dolores Example",
        "subscriber_birth_date": date(1960, 5, 1),
    }
    policy = a_policy(session, intake.id, intake.subject, **told)
    session.commit()
    session.expire_all()
    found = session.get_one(Policy, policy.id)
    assert {field: found.answer(field) for field in told} == told
    assert found.currency == "USD"
    assert b"Dolores" not in (found.subscriber_name_sealed or b"")


def test_a_group_number_is_found_however_it_is_spaced(session: Session, intake: Intake) -> None:
    policy = a_policy(session, intake.id, intake.subject, group_number="g-12 3")
    assert policy.group_number_digest == ring_of(session).digest("group_number", "G123")
    service.save_policy_answer(session, policy, "group_number", Missing.UNKNOWN, told_by())
    assert policy.group_number_digest is None


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"coverage_kind": "medicare", "member_id": "1EG4-TE5-MK73"}, None),
        ({"coverage_kind": "medicare", "member_id": "1eg4te5mk73"}, None),
        ({"coverage_kind": "medicare", "member_id": "1EG4-TE5-MK7"}, "member_id"),
        ({"coverage_kind": "medicare", "member_id": "0EG4-TE5-MK73"}, "member_id"),
        ({"coverage_kind": "medicare", "member_id": "1SG4-TE5-MK73"}, "member_id"),
        ({"coverage_kind": "medicare", "member_id": "123-45-6789A"}, "member_id"),
        ({"coverage_kind": "medicare", "member_id": "H123", "plan_type": "medicare_advantage"}, None),
        ({"coverage_kind": "commercial", "member_id": "123-45-6789A"}, None),
        ({"coverage_kind": "medicare", "member_id": Missing.DECLINED}, None),
        ({"coverage_kind": "medicaid", "medicare_parts": ["a"]}, "medicare_parts"),
        ({"coverage_kind": Missing.UNKNOWN, "medicare_parts": ["a"]}, None),
        ({"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 31)}, "ends_on"),
        ({"starts_on": date(2026, 1, 31), "ends_on": date(2026, 1, 31)}, None),
    ],
)
def test_what_looks_wrong_is_told_and_kept(session: Session, intake: Intake, answers: dict[str, Any], field: str | None) -> None:
    policy = a_policy(session, intake.id, intake.subject, **{"plan_type": Missing.UNKNOWN, **answers})
    assert [found.field for found in policy.warnings] == ([field] if field else [])
    assert policy.answer("member_id") == answers.get("member_id", Missing.NOT_ASKED)


def test_the_intake_tells_the_doubts_of_a_policy(session: Session, intake: Intake, alice: Member) -> None:
    draft = alice.client.post("/api/v1/intakes", json={"policies": [{"coverage_kind": "medicare", "member_id": "12"}]}).json
    (policy,) = draft["policies"]
    assert [one["field"] for one in policy["warnings"]] == ["member_id"]
    assert "12" not in policy["warnings"][0]["words"].split()
