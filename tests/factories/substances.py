"""Substance use."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.storage.encrypted import DataKey
from intake.substances import service
from intake.substances.models import SubstanceUse, Treatment
from tests.factories.callers import told_by


def a_use(session: Session, intake_id: UUID, data_key: DataKey, **answers: Any) -> SubstanceUse:
    given = {"substance_code": "clonazepam", **answers}
    use = service.add_use(session, intake_id=intake_id, data_key=data_key, answers=given, told=told_by())
    session.flush()
    return use


def a_treatment(session: Session, intake_id: UUID, data_key: DataKey, **answers: Any) -> Treatment:
    """A treatment of before."""
    given = {"kind": "residential", "where": "Lakeside", "began_year": 2024, **answers}
    treatment = service.add_treatment(session, intake_id=intake_id, data_key=data_key, answers=given, told=told_by())
    session.flush()
    return treatment
