"""Reads."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.foundation.errors import NotFound
from intake.organisation.models import Settings


def settings(session: Session) -> Settings:
    """The desk's settings; NotFound on a desk that was never set up."""
    found = session.scalars(select(Settings)).one_or_none()
    if found is None:
        raise NotFound("This desk is not set up yet: run `flask desk prepare`.")
    return found
