"""Policies as told: unverified, sealed, found again by member id, removed and put back."""

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
