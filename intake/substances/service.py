"""Verbs. Those of a use serve the intake, which writes the trail for its whole change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from intake.foundation.answers import Missing
from intake.foundation.clock import now
from intake.storage.answers import Told
from intake.storage.encrypted import DataKey, reseal
from intake.substances.models import Substance, SubstanceUse, Treatment
from intake.substances.rules import load_catalogue


def load_substances(session: Session) -> int:
    """Bring the table in line with the catalogue; how many rows were added or changed. Rows are never taken away."""
    rows = [
        {
            "code": entry.code,
            "name": entry.name,
            "substance_class": str(entry.substance_class),
            "icd10cm_family": entry.icd10cm_family,
            "teds_code": entry.teds_code,
        }
        for entry in load_catalogue().entries
    ]
    statement = insert(Substance).values(rows)
    fresh = {name: statement.excluded[name] for name in rows[0] if name != "code"}
    different = func.row(*(Substance.__table__.c[name] for name in fresh)).is_distinct_from(func.row(*fresh.values()))
    changed = statement.on_conflict_do_update(index_elements=["code"], set_=fresh, where=different).returning(Substance.code)
    return len(session.execute(changed).all())


def add_use(session: Session, *, intake_id: UUID, data_key: DataKey, answers: Mapping[str, Any], told: Told) -> SubstanceUse:
    """One substance of an intake, sealed with the key of the person in need."""
    use = SubstanceUse(data_key=data_key, intake_id=intake_id)
    for field, answer in answers.items():
        if answer is not Missing.NOT_ASKED:
            use.give_answer(field, answer, told)
    session.add(use)
    return use


def save_use_answer(session: Session, use: SubstanceUse, field: str, answer: Any, told: Told) -> int:
    """The answer's new version."""
    return use.give_answer(field, answer, told)


def remove_use(use: SubstanceUse) -> None:
    """Take it out of the intake; it is kept and can be put back."""
    use.removed_at = use.removed_at or now()


def restore_use(use: SubstanceUse) -> None:
    use.removed_at = None


def move_told(session: Session, intake_id: UUID, data_key: DataKey) -> None:
    """What an intake was told turned out to be about somebody else; what was taken off the list goes along."""
    uses = session.scalars(select(SubstanceUse).where(SubstanceUse.intake_id == intake_id))
    treatments = session.scalars(select(Treatment).where(Treatment.intake_id == intake_id))
    for row in (*uses, *treatments):
        reseal(row, data_key)


def add_treatment(session: Session, *, intake_id: UUID, data_key: DataKey, answers: Mapping[str, Any], told: Told) -> Treatment:
    """One treatment of before, sealed with the key of the person in need."""
    treatment = Treatment(data_key=data_key, intake_id=intake_id)
    for field, answer in answers.items():
        if answer is not Missing.NOT_ASKED:
            treatment.give_answer(field, answer, told)
    session.add(treatment)
    return treatment


def save_treatment_answer(session: Session, treatment: Treatment, field: str, answer: Any, told: Told) -> int:
    """The answer's new version."""
    return treatment.give_answer(field, answer, told)


def remove_treatment(treatment: Treatment) -> None:
    """Take it out of the intake; it is kept."""
    treatment.removed_at = treatment.removed_at or now()
