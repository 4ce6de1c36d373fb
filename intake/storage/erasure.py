"""Erasing a person: their data keys are destroyed, and everything that could find them again is cleared. The rows stay."""

from collections.abc import Mapping, Set
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Text, case, cast, func, literal, null, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from intake.foundation.clock import now
from intake.storage.answers import Answerable
from intake.storage.base import Base
from intake.storage.encrypted import DataKey, Sealed
from intake.storage.idempotency import forget_answers_about


def sealed_models() -> list[Any]:
    """Every table with sealed columns, those of rooms built later too."""
    return [mapper.class_ for mapper in Base.registry.mappers if issubclass(mapper.class_, Sealed)]


def erase(session: Session, people: Mapping[UUID, UUID]) -> int:
    """How many data keys are gone: of people (person → data key), and of rows that are theirs alone (`ERASED_WITH`)."""
    keys = set(people.values())
    for model in sealed_models():
        if model.ERASED_WITH:
            keys.update(session.scalars(select(model.data_key_id).where(getattr(model, model.ERASED_WITH).in_(people))))
    destroy_keys(session, keys, also=people.keys())
    return len(keys)


def destroy_keys(session: Session, keys: Set[UUID], *, also: Set[UUID] = frozenset()) -> None:
    """Nothing that these keys sealed can be read or found any more, nor told again as a kept answer.

    `also`: ids beside those of the rows themselves by which a kept answer is known to be about them.
    """
    session.flush()
    gone = update(DataKey).where(DataKey.id.in_(keys)).values(wrapped=None, destroyed_at=now())
    session.execute(gone.execution_options(synchronize_session=False))
    ids = set(also)
    for model in sealed_models():
        ids.update(session.scalars(select(model.id).where(model.data_key_id.in_(keys))))
        if model.ERASED_BY:
            session.execute(select(getattr(func, model.ERASED_BY)(cast(sorted(keys), ARRAY(model.data_key_id.type)))))
            continue
        cleared = update(model).where(model.data_key_id.in_(keys)).values(_cleared(model))
        session.execute(cleared.execution_options(synchronize_session=False))
    forget_answers_about(session, ids)
    session.expire_all()


def _cleared(model: Any) -> dict[str, Any]:
    """What every row is left with. A digest that must stand becomes a random one of its own, which nobody looks for.

    Where something was sealed, emptiness stays: that it was told is part of the row (a broken glass has a reason).
    """
    values: dict[str, Any] = {}
    for column in model.__table__.columns:
        if column.name.endswith("_sealed"):
            values[column.name] = case((column.is_(None), null()), else_=literal(b"", LargeBinary()))
        elif column.name.endswith("_digest"):
            values[column.name] = None if column.nullable else func.uuid_send(func.gen_random_uuid())
        elif column.name.endswith("_tokens"):
            values[column.name] = []
    values |= dict.fromkeys(model.ALSO_ERASED) | dict(model.LEFT_WITH)
    if issubclass(model, Answerable):
        fields = [name.removesuffix("_sealed") for name in values]
        values["answers"] = func.coalesce(model.answers.op("-")(cast(fields, ARRAY(Text))), cast("{}", model.answers.type))
    return values
