"""Erasing a person's record, with what other rooms still meant to do for them: all of it in one transaction."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.queries import record_ids, survivors
from intake.callers.service import erase_if_free, erase_person
from intake.consents.models import Consent
from intake.consents.service import end_links_of
from intake.followups.service import cancel_tasks_of
from intake.foundation.actor import Actor
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


def erase_record(session: Session, *, actor: Actor, person_id: UUID, reason: str) -> int:
    """How many data keys were destroyed; see `callers.erase_person` for what is refused."""
    _hold(session, record_ids(session, person_id))
    keys = erase_person(session, actor=actor, person_id=person_id, reason=reason)
    _end_what_is_open(session, actor, record_ids(session, person_id))
    return keys


def erase_records(session: Session, *, actor: Actor, person_ids: Collection[UUID], reason: str) -> int:
    """How many of these people were erased: those whom nothing keeps."""
    _hold(session, survivors(session, person_ids))
    erased = erase_if_free(session, actor=actor, person_ids=person_ids, reason=reason)
    if erased:
        _end_what_is_open(session, actor, erased)
    return len(erased)


def _hold(session: Session, person_ids: Collection[UUID]) -> None:
    """What hangs on these people, before they are held themselves: in the order in which every other verb takes its locks."""
    for model, whose in _BEFORE_PEOPLE:
        theirs = select(model.id).where(whose.in_(person_ids)).order_by(model.id)
        session.execute(theirs.with_for_update(of=model))


def _end_what_is_open(session: Session, actor: Actor, person_ids: Collection[UUID]) -> None:
    end_links_of(session, person_ids)
    cancel_tasks_of(session, actor=actor, person_ids=person_ids)
    stop_referrals_of(session, actor=actor, person_ids=person_ids)
    stop_messages_of(session, actor=actor, person_ids=person_ids)
    abandon_drafts_of(session, actor=actor, person_ids=person_ids)
    forget_references_of(session, actor=actor, person_ids=person_ids)
    forget_origins_of(session, actor=actor, person_ids=person_ids)
    forget_reasons_of(session, actor=actor, person_ids=person_ids)
