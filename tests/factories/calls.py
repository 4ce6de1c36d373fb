"""Lines and calls."""

from typing import Any

from sqlalchemy.orm import Session

from intake.calls import service
from intake.calls.models import Call, Line
from intake.foundation.actor import Actor


def a_line(session: Session, number: str = "+18005550100", name: str = "Help line") -> Line:
    line = Line(number=number, name=name)
    session.add(line)
    session.flush()
    return line


def a_call(session: Session, actor: Actor, from_number: str | None = "+15615550123", **values: Any) -> Call:
    return service.start_call(session, actor=actor, from_number=from_number, **values).call
