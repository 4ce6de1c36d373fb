"""One answer of any record of an intake, in and out."""

from typing import Any

from marshmallow import ValidationError

from intake.callers.schemas import ContactPointAnswers, PersonAnswers
from intake.foundation.errors import NotFound
from intake.insurance.schemas import PolicyAnswers
from intake.intakes.schemas.told import SituationAnswers
from intake.storage.answers import Answerable
from intake.substances.schemas import SubstanceUseAnswers, TreatmentAnswers
from intake.web.errors import bad_fields
from intake.web.schema import Schema

ANSWERS: dict[str, Schema] = {
    "intake": SituationAnswers(),
    "person": PersonAnswers(),
    "contact-point": ContactPointAnswers(),
    "substance-use": SubstanceUseAnswers(),
    "policy": PolicyAnswers(),
    "treatment": TreatmentAnswers(),
}


def load_answer(record: str, field: str, raw: Any) -> Any:
    """One answer checked by the field it is for. Refuses an unknown record or field, and a value that does not fit."""
    found = ANSWERS[record].fields.get(field) if record in ANSWERS else None
    if found is None:
        raise NotFound("There is no such answer.")
    try:
        return found.deserialize(raw)
    except ValidationError as error:
        raise bad_fields({"json": {"answer": error.messages}}) from None


def dump_answer(record: str, field: str, row: Answerable) -> Any:
    """An answer as it is sent."""
    return ANSWERS[record].fields[field].serialize(field, row)
