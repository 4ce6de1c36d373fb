"""Erasing a person's record, with what other rooms still meant to do for them: all of it in one transaction."""

from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.models import Person
from intake.callers.queries import record_ids, survivors
from intake.callers.service import erase_if_free, erase_person
from intake.consents.models import Consent
from intake.consents.service import end_links_of
from intake.followups.service import cancel_tasks_of
from intake.foundation.actor import Actor
from intake.foundation.errors import Conflict
from intake.intakes.models import Intake
from intake.intakes.service import abandon_drafts_of
from intake.matching.service import forget_origins_of, forget_reasons_of
from intake.messages.models import Message
from intake.messages.service import stop_messages_of
from intake.partners.service import forget_references_of
from intake.referrals.models import Referral
from intake.referrals.service import stop_referrals_of

# docs/architecture.md tells the order. Saving an answer holds the intake, then the person; clearing a referral holds it, then the
# consent; a signed scan holds the consent, then the person.
_BEFORE_PEOPLE: tuple[tuple[Any, Any], ...] = (
    (Intake, Intake.subject_id),
    (Referral, Referral.subject_id),
    (Message, Message.person_id),
    (Consent, Consent.subject_id),
)


class _Meanwhile(Exception):
    """Something came to hang on them: what is held is let go."""


# Between two statements something comes to hang on a person perhaps once; never so often in a row.
_TRIES = 5


def erase_record(session: Session, *, actor: Actor, person_id: UUID, reason: str) -> int:
    """How many data keys were destroyed; see `callers.erase_person` for what is refused."""
    _hold(session, record_ids(session, person_id), waits=True)
    keys = erase_person(session, actor=actor, person_id=person_id, reason=reason)
    _end_what_is_open(session, actor, record_ids(session, person_id))
    return keys


def erase_records(
    session: Session,
    *,
    actor: Actor,
    person_ids: Collection[UUID],
    reason: str,
    still: Callable[[Collection[UUID]], Collection[UUID]] = lambda held: held,
) -> int:
    """How many of these people were erased: those whom nothing keeps. `still`: whom of those it got hold of."""
    free = still(_hold(session, survivors(session, person_ids), waits=False))
    erased = erase_if_free(session, actor=actor, person_ids=free, reason=reason)
    if erased:
        _end_what_is_open(session, actor, erased)
    return len(erased)


def _hold(session: Session, person_ids: Collection[UUID], *, waits: bool) -> set[UUID]:
    """What hangs on these people, then they themselves, as every other verb takes its locks; whom it got hold of (`waits`: all).

    Whatever came to hang on them in between is not held, and whoever works on it waits for the person: it begins anew, with
    nothing held.
    """
    people = select(Person.id).where(Person.id.in_(person_ids)).order_by(Person.id)
    for _ in range(_TRIES):
        with suppress(_Meanwhile), session.begin_nested():
            before = _hanging(session, person_ids, lock=True)
            held = set(session.scalars(people.with_for_update(of=Person, skip_locked=not waits)))
            if not _hanging(session, person_ids, lock=False) <= before:
                raise _Meanwhile
            return held
    raise Conflict("Somebody is working on this record. Nothing was changed; try again in a moment.")


def _hanging(session: Session, person_ids: Collection[UUID], *, lock: bool) -> set[UUID]:
    found: set[UUID] = set()
    for model, whose in _BEFORE_PEOPLE:
        theirs = select(model.id).where(whose.in_(person_ids)).order_by(model.id)
        found.update(session.scalars(theirs.with_for_update(of=model) if lock else theirs))
    return found


def _end_what_is_open(session: Session, actor: Actor, person_ids: Collection[UUID]) -> None:
    end_links_of(session, person_ids)
    cancel_tasks_of(session, actor=actor, person_ids=person_ids)
    stop_referrals_of(session, actor=actor, person_ids=person_ids)
    stop_messages_of(session, actor=actor, person_ids=person_ids)
    abandon_drafts_of(session, actor=actor, person_ids=person_ids)
    forget_references_of(session, actor=actor, person_ids=person_ids)
    forget_origins_of(session, actor=actor, person_ids=person_ids)
    forget_reasons_of(session, actor=actor, person_ids=person_ids)
