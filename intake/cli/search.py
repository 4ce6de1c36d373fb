"""The tokens of names, made anew for everybody when a release finds names in another way."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from intake.callers.rules import edition
from intake.callers.service import index_names_anew
from intake.foundation.clock import now
from intake.organisation.models import LoadedReference
from intake.storage.session import Storage

_NAME = "name tokens"


def index_everybody(storage: Storage) -> int | None:
    """How many people got other tokens; None when all are of this edition. Cut off, it is simply run again."""
    with storage.unit_of_work() as session:
        if session.scalar(select(LoadedReference.digest).where(LoadedReference.name == _NAME)) == edition():
            return None
    changed, last = 0, None
    while True:
        with storage.unit_of_work() as session:
            done = index_names_anew(session, after=last)
        if done.last is None:
            break
        changed, last = changed + done.changed, done.last
    with storage.unit_of_work() as session:
        stamp = {"name": _NAME, "digest": edition(), "loaded_at": now()}
        session.execute(insert(LoadedReference).values(stamp).on_conflict_do_update(index_elements=["name"], set_=stamp))
    return changed
