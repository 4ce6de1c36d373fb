"""Reads."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from intake.callers.queries import same_person
from intake.facilities.models import Facility
from intake.foundation.actor import Actor
from intake.foundation.errors import NotFound
from intake.intakes.models import Intake
from intake.intakes.queries import visible_to
from intake.matching.models import MatchRun
from intake.referrals.models import Referral
from intake.referrals.rules import OPEN, REQUESTED
from intake.storage.paging import Page, read_page


def _readable(actor: Actor) -> Select[Referral]:
    """With place and steps; only of intakes that the actor may see."""
    return (
        select(Referral)
        .join(Intake, Intake.id == Referral.intake_id)
        .where(visible_to(actor))
        .options(joinedload(Referral.facility), selectinload(Referral.steps))
    )


def referral(session: Session, actor: Actor, referral_id: UUID, *, lock: bool = False) -> Referral:
    """The referral, held until the transaction ends when `lock`. NotFound also for what the actor may not see."""
    query = _readable(actor).where(Referral.id == referral_id)
    if lock:
        query = query.with_for_update(of=Referral).execution_options(populate_existing=True)
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def referrals(
    session: Session,
    actor: Actor,
    *,
    intake_id: UUID | None = None,
    state: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Referral]:
    """One page, the newest first."""
    query: Select[Any] = _readable(actor)
    if intake_id is not None:
        query = query.where(Referral.intake_id == intake_id)
    if state is not None:
        query = query.where(Referral.state == state)
    return read_page(session, query, keys=[Referral.id], values=lambda row: [row.id], cursor=cursor, limit=limit)


def referrals_about(session: Session, actor: Actor, person_id: UUID, limit: int = 50) -> Sequence[Referral]:
    """The newest referrals of a person, with place and steps; those of merged records too."""
    query = _readable(actor).where(Referral.subject_id.in_(same_person(person_id)))
    return session.scalars(query.order_by(Referral.id.desc()).limit(limit)).unique().all()


def listed_facility(session: Session, facility_id: UUID) -> Facility | None:
    """The place, if the newest edition of the directory still has it."""
    return session.scalars(select(Facility).where(Facility.id == facility_id, Facility.listed)).one_or_none()


def has_open(session: Session, intake_id: UUID, facility_id: UUID) -> bool:
    query = select(Referral.id).where(
        Referral.intake_id == intake_id, Referral.facility_id == facility_id, Referral.state.in_(OPEN)
    )
    return session.scalars(query).first() is not None


def is_run_of(session: Session, match_run_id: UUID, intake_id: UUID) -> bool:
    """True for a match run that was made for this intake."""
    query = select(MatchRun.id).where(MatchRun.id == match_run_id, MatchRun.intake_id == intake_id)
    return session.scalars(query).one_or_none() is not None


def places_of(session: Session, actor: Actor, person_id: UUID) -> dict[UUID, str]:
    """Key and name of each place that this person's open referrals go to; only of intakes that the actor may see."""
    rows = session.scalars(_readable(actor).where(Referral.subject_id.in_(same_person(person_id)), Referral.state.in_(OPEN)))
    return {row.facility_id: row.facility.full_name for row in rows}


def unsent_under(session: Session, consent_id: UUID) -> list[Referral]:
    """Referrals that were cleared to leave under this consent and have not left, held until the transaction ends."""
    query = select(Referral).where(Referral.consent_id == consent_id, Referral.state == REQUESTED)
    return list(session.scalars(query.with_for_update(of=Referral)))


def open_of(session: Session, person_ids: Collection[UUID]) -> list[Referral]:
    """Referrals of these people that have not ended, held until the transaction ends."""
    query = select(Referral).where(Referral.subject_id.in_(person_ids), Referral.state.in_(OPEN))
    return list(session.scalars(query.with_for_update(of=Referral)))
