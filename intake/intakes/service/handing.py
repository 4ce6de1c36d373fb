"""Handing a draft over to another counselor: in one step, or not at all."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.callers.queries import person
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.permissions import Permission, may
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.intakes.service.draft import draft_to_change, noted
from intake.storage.outbox import record_event


def hand_over(
    session: Session, *, actor: Actor, intake_id: UUID, version: int, receiver_id: UUID, note: str | None = None
) -> Intake:
    """The draft is the receiver's from now on: in their list, with who gave it and a word for them.

    Refuses a version that is not the current one, what is no draft, and somebody who could not work on it: a disabled
    account, a role that takes no calls, a person who is restricted from them.
    """
    intake = draft_to_change(session, actor, intake_id)
    if intake.version != version:
        raise PreconditionFailed
    account = session.get(Account, receiver_id)
    receiver = None if account is None or account.disabled_at is not None else _actor_of(account)
    if receiver is None or not may(receiver, Permission.INTAKES_EDIT):
        raise Invalid.field("/receiver_id", "Choose a counselor or supervisor of this desk.")
    if receiver.id == intake.owner_id:
        raise Conflict("This draft is theirs already.")
    giver, people = intake.owner_id, {intake.caller, intake.subject}
    intake.owner_id, intake.team_id = receiver.id, receiver.team_id
    intake.handed_by, intake.handed_at, intake.hand_over_note = actor.id, now(), note
    for one in people:
        if one.standing == "provisional" and one.recorded_by == giver:
            one.recorded_by = receiver.id
    intake.version += 1
    session.flush()
    _check_seen(session, receiver, intake)
    noted(session, actor, intake, "hand_over", receiver_id=str(receiver.id), giver_id=str(giver))
    record_event(session, event("intakes.handed_over", intake_id=intake.id))
    return intake


def _check_seen(session: Session, receiver: Actor, intake: Intake) -> None:
    """Asked of the very clauses that the receiver will meet."""
    seen = {person(session, receiver, one) is not None for one in (intake.caller_id, intake.subject_id)}
    if seen != {True}:
        raise Conflict("They may not see somebody who is part of this intake. Nothing was handed over.")
    find_intake(session, receiver, intake.id)


def _actor_of(account: Account) -> Actor:
    return Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id)
