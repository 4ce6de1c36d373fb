"""Policies."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.consents.rules import Claim
from intake.insurance import service
from intake.insurance.models import BenefitsInquiry, Policy
from tests.conftest import Member
from tests.factories.callers import told_by


def a_policy(session: Session, intake_id: UUID, person: Person, **answers: Any) -> Policy:
    given = {"coverage_kind": "commercial", "payer_code": "florida_blue", "plan_type": "ppo", **answers}
    policy = service.add_policy(session, intake_id=intake_id, person=person, answers=given, told=told_by())
    session.flush()
    return policy


def an_inquiry(session: Session, member: Member, policy: Policy) -> BenefitsInquiry:
    """The insurer was asked while the person was on the line and spoke for themself."""
    claim = Claim("spoke_for_themself")
    return service.ask_insurer(session, actor=member.actor, policy=policy, way="phone", claim=claim).inquiry
