"""Stored runs."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.facilities.models import ImportRun
from intake.matching.models import MatchRun


def match_run(session: Session, run_id: UUID) -> MatchRun | None:
    """A stored run."""
    return session.get(MatchRun, run_id)


def newest_run_of(session: Session, intake_id: UUID) -> MatchRun | None:
    """The last run kept for an intake."""
    query = select(MatchRun).where(MatchRun.intake_id == intake_id).order_by(MatchRun.id.desc()).limit(1)
    return session.scalar(query)


def directory_version() -> Any:
    """The import that last changed the directory."""
    imports = select(ImportRun.id).where(ImportRun.changed, ImportRun.source == "samhsa")
    return imports.order_by(ImportRun.id.desc()).limit(1)
