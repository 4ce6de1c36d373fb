"""Whether what is named by an id is hidden from an actor by now."""

from collections.abc import Set
from uuid import UUID

from sqlalchemy import or_, select, true
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.callers.queries import visible_to as sees_person
from intake.calls.models import Call
from intake.calls.queries import visible_to as sees_call
from intake.foundation.actor import Actor
from intake.intakes.models import Intake
from intake.intakes.queries import visible_to as sees_intake

# All else hangs on one of these, and an operation about it names that one in its path or in its answer.
_KINDS = ((Person, sees_person), (Call, sees_call), (Intake, sees_intake))


def hides_any(session: Session, actor: Actor, ids: Set[UUID]) -> bool:
    """Whether one of these ids is that of a person, a call or an intake that the actor may not see now."""
    hidden = (select(kind.id).where(kind.id.in_(ids), sees(actor).is_not(true())).exists() for kind, sees in _KINDS)
    return bool(session.scalar(select(or_(*hidden))))
