"""Policies."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.insurance import service
from intake.insurance.models import Policy
from tests.factories.callers import told_by


def a_policy(session: Session, intake_id: UUID, person: Person, **answers: Any) -> Policy:
    given = {"coverage_kind": "commercial", "payer_code": "florida_blue", "plan_type": "ppo", **answers}
    policy = service.add_policy(session, intake_id=intake_id, person=person, answers=given, told=told_by())
    session.flush()
    return policy
