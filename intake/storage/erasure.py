"""Erasing a person: their data keys are destroyed, and everything that could find them again is cleared. The rows stay."""

import os
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from intake.foundation.clock import now
from intake.storage.answers import Answerable
from intake.storage.base import Base
from intake.storage.encrypted import DataKey, Sealed


def erase(session: Session, *, person_id: UUID, data_key_id: UUID) -> int:
    """How many data keys are gone: the person's own, and those of rows that are theirs alone (`ERASED_WITH`)."""
    models = [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Sealed)]
    keys = {data_key_id}
    for model in models:
        if model.ERASED_WITH:
            keys.update(session.scalars(select(model.data_key_id).where(getattr(model, model.ERASED_WITH) == person_id)))
    session.flush()
    for model in models:
        cleared = update(model).where(model.data_key_id.in_(keys)).values(_cleared(model))
        session.execute(cleared.execution_options(synchronize_session=False))
    gone = update(DataKey).where(DataKey.id.in_(keys)).values(wrapped=None, destroyed_at=now())
    session.execute(gone.execution_options(synchronize_session=False))
    session.expire_all()
    return len(keys)


def _cleared(model: Any) -> dict[str, Any]:
    """What every row is left with. A digest that must stand becomes a random one, which nobody looks for."""
    values: dict[str, Any] = {}
    for column in model.__table__.columns:
        if column.name.endswith("_sealed"):
            values[column.name] = None if column.nullable else b""
        elif column.name.endswith("_digest"):
            values[column.name] = None if column.nullable else os.urandom(16)
        elif column.name.endswith("_tokens"):
            values[column.name] = []
    values |= dict.fromkeys(model.ALSO_ERASED)
    if issubclass(model, Answerable):
        fields = [name.removesuffix("_sealed") for name in values]
        values["answers"] = func.coalesce(model.answers.op("-")(cast(fields, ARRAY(Text))), cast("{}", model.answers.type))
    return values
