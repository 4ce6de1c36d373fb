"""What the person says of a place: they want it, or they refuse it, and why. It stays through every new search."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.audit.service import record
from intake.facilities.queries import facility
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import Conflict
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.intakes.models import Intake
from intake.intakes.queries import find_intake
from intake.matching import queries
from intake.matching.models import PlaceChoice
from intake.storage.encrypted import reseal


def choose_place(
    session: Session, *, actor: Actor, intake_id: UUID, facility_id: UUID, kind: str, reason: str | None = None
) -> PlaceChoice:
    """The person wants this place (`pinned`) or refuses it (`refused`). The earlier word stays in the record, ended.

    Refuses a place that is not there, and an intake that is closed or abandoned. The same word again changes nothing.
    """
    intake = _intake_to_change(session, actor, intake_id)
    place, before = facility(session, facility_id), queries.choice_of(session, intake_id, facility_id)
    if before is not None:
        if (before.kind, before.reason) == (kind, reason):
            return before
        _end(session, actor, before)
    choice = PlaceChoice(
        intake_id=intake_id, facility_id=place.id, kind=kind, data_key=intake.subject.data_key, at=now(), by=actor.id
    )
    session.add(choice)
    choice.reason = reason
    session.flush()
    record(session, actor, "matching.choose_place", choice, person_id=intake.subject_id, kind=kind)
    return choice


def take_back_choice(session: Session, *, actor: Actor, intake_id: UUID, facility_id: UUID) -> None:
    """Neither wanted nor refused any more. The row stays; where nothing stands nothing changes."""
    intake = _intake_to_change(session, actor, intake_id)
    choice = queries.choice_of(session, intake_id, facility_id)
    if choice is not None:
        _end(session, actor, choice)
        record(session, actor, "matching.take_back_choice", choice, person_id=intake.subject_id)


def open_choices(session: Session, *, actor: Actor, intake_id: UUID) -> Sequence[PlaceChoice]:
    """Everything the person said of places, also what was taken back; that it was read stays in the trail."""
    require(actor, Permission.MATCHES_RUN)
    intake = find_intake(session, actor, intake_id)
    record(session, actor, "matching.open_choices", intake, person_id=intake.subject_id)
    return queries.all_choices_of(session, intake_id)


def standing_choices(session: Session, intake: Intake) -> Sequence[PlaceChoice]:
    """What stands. After another person turned out to be the one in need, the reasons move to that person's key."""
    choices = queries.choices_of(session, intake.id)
    for choice in choices:
        if choice.data_key_id != intake.subject.data_key_id and not choice.is_erased:
            reseal(choice, intake.subject.data_key)
    return choices


def forget_reasons_of(session: Session, *, actor: Actor, person_ids: Collection[UUID]) -> None:
    """These people were erased: which places they wanted stays, why goes, whatever key it was sealed with."""
    require(actor, Permission.PEOPLE_ERASE)
    theirs = select(Intake.id).where(Intake.subject_id.in_(person_ids))
    session.execute(update(PlaceChoice).where(PlaceChoice.intake_id.in_(theirs)).values(reason_sealed=None))


def _intake_to_change(session: Session, actor: Actor, intake_id: UUID) -> Intake:
    require(actor, Permission.MATCHES_RUN)
    # Held, so that two words at once come one after the other.
    intake = find_intake(session, actor, intake_id, lock=True)
    if intake.state not in ("draft", "complete"):
        raise Conflict(Words("This intake is %(state)s. Nothing in it changes any more.", state=intake.state))
    return intake


def _end(session: Session, actor: Actor, choice: PlaceChoice) -> None:
    choice.ended_at, choice.ended_by = now(), actor.id
    session.flush()
