"""Reviewed reference data into its tables, once for each edition of the files."""

import hashlib
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from intake.facilities.service import load_zip_centroids
from intake.foundation.clock import now
from intake.insurance.service import load_payers
from intake.organisation.models import LoadedReference
from intake.substances.service import load_substances
from intake.triage.service import load_rules

ROOMS = Path(__file__).resolve().parent.parent
_NAME = "all"
LOADERS: tuple[Callable[[Session], int], ...] = (load_zip_centroids, load_substances, load_payers, load_rules)


def load_reference(session: Session) -> int:
    """Bring the reference tables in line with the reviewed files; how many rows were read. Safe to repeat."""
    rows = sum(load(session) for load in LOADERS)
    stamp = {"name": _NAME, "digest": digest_of_files(), "loaded_at": now()}
    session.execute(insert(LoadedReference).values(stamp).on_conflict_do_update(index_elements=["name"], set_=stamp))
    return rows


def is_loaded(session: Session) -> bool:
    """True when the tables hold what the files of this edition say."""
    kept = session.scalar(select(LoadedReference.digest).where(LoadedReference.name == _NAME))
    return kept == digest_of_files()


def digest_of_files() -> str:
    """Changes with any reviewed file, with the code that loads it, and with the package that ZIP centers come from."""
    total = hashlib.sha256(version("zipcodes").encode())
    for file in _files():
        total.update(file.relative_to(ROOMS).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def _files() -> Iterable[Path]:
    data = (file for file in ROOMS.glob("*/data/**/*") if file.is_file())
    loading = (ROOMS / room / name for room in ("substances", "insurance", "triage") for name in ("service.py", "models.py"))
    return sorted({*data, *(file for file in loading if file.exists())})
