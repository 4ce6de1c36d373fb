"""Reads: what is over, and what the desk has set."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, case, cast, exists, false, func, select
from sqlalchemy.orm import Session

from intake.attachments.models import Attachment
from intake.callers.models import ContactPoint, LegalHold, Person, Relationship
from intake.callers.queries import held, visible_to
from intake.calls.models import Call
from intake.consents.models import AccountingRequest, Consent, Disclosure, RevocationNotice
from intake.followups.models import Attempt, Task
from intake.foundation.actor import Actor
from intake.foundation.identifiers import first_id_at
from intake.insurance.models import BenefitsInquiry, BenefitsWorksheet
from intake.insurance.models import Policy as Coverage
from intake.intakes.models import EarlierAnswer, Intake, Note
from intake.messages.models import Message
from intake.organisation.queries import desk_zone
from intake.referrals.models import Referral, ReferralStep
from intake.retention.models import RetentionSetting
from intake.retention.rules import CALL, DRAFT, OF_A_RECORD, Policies, is_kept_as_minor, told_of_minor
from intake.storage.answers import last_answered
from intake.storage.encrypted import DataKey
from intake.substances.models import SubstanceUse, Treatment

BATCH = 100


def setting(session: Session, *, lock: bool = False) -> RetentionSetting:
    """The one row; with nothing set it is off, and not stored yet."""
    found = session.get(RetentionSetting, 1, with_for_update=lock or None)
    return found or RetentionSetting(id=1, is_on=False, years={}, version=0)


def due_people(
    session: Session,
    policies: Policies,
    moment: datetime,
    *,
    after: UUID | None = None,
    seen_by: Actor | None = None,
    among: Collection[UUID] | None = None,
) -> Iterator[Person]:
    """Whose record is over in each of its kinds, in the order of their ids. No hold stands on them, and none is still young."""
    moment = moment.astimezone(desk_zone(session))
    while batch := _batch(session, policies, moment, after, seen_by, among):
        kept = _kept_by_merged(session, policies, moment, [person.id for person in batch])
        for person in batch:
            if person.id not in kept and not _is_young(person, policies, moment):
                yield person
        after = batch[-1].id


def due_calls(session: Session, policies: Policies, moment: datetime, limit: int) -> Sequence[UUID]:
    """Calls that belong to nobody's record and are over, the oldest first."""
    before = policies.cutoff(CALL, moment)
    query = (
        select(Call.id)
        .join(DataKey, DataKey.id == Call.data_key_id)
        .where(Call.id < first_id_at(before), Call.caller_id.is_(None), DataKey.wrapped.is_not(None))
        .where(func.greatest(Call.started_at, Call.ended_at) < before, ~exists().where(Intake.call_id == Call.id))
    )
    return session.scalars(query.order_by(Call.id).limit(limit)).all()


def held_people(session: Session, actor: Actor, limit: int) -> Sequence[Person]:
    """People on whose record a hold stands and whom the actor may see."""
    return session.scalars(select(Person).where(held(Person.id), visible_to(actor)).order_by(Person.id).limit(limit)).all()


def count_held(session: Session) -> int:
    """How many people of the desk are held."""
    standing = select(func.count(LegalHold.person_id.distinct())).where(LegalHold.lifted_at.is_(None))
    return session.scalar(standing) or 0


def _batch(
    session: Session,
    policies: Policies,
    moment: datetime,
    after: UUID | None,
    seen_by: Actor | None,
    among: Collection[UUID] | None,
) -> Sequence[Person]:
    query = select(Person).join(DataKey, DataKey.id == Person.data_key_id).where(DataKey.wrapped.is_not(None))
    # Ids tell when they were made: whoever is younger than the shortest time is not even looked at.
    shortest = max(policies.cutoff(kind, moment) for kind in (DRAFT, *OF_A_RECORD))
    query = query.where(Person.id < first_id_at(shortest), ~held(Person.id), Person.created_at < _since(policies, moment))
    query = query.where(Person.merged_into_id.is_(None), *(~trace for trace in _traces(policies, moment)))
    if after is not None:
        query = query.where(Person.id > after)
    if seen_by is not None:
        query = query.where(visible_to(seen_by))
    if among is not None:
        query = query.where(Person.id.in_(among))
    return session.scalars(query.order_by(Person.id).limit(BATCH)).all()


def _kept_by_merged(session: Session, policies: Policies, moment: datetime, ids: Collection[UUID]) -> set[UUID]:
    """Those of these people of whom a record that was merged into theirs still has to be kept."""
    merged = session.scalars(select(Person).where(Person.merged_into_id.in_(ids))).all()
    if not merged:
        return set()
    over = select(Person.id).where(Person.id.in_([one.id for one in merged]), *(~trace for trace in _traces(policies, moment)))
    gone = set(session.scalars(over))
    return {
        one.merged_into_id for one in merged if one.merged_into_id and (one.id not in gone or _is_young(one, policies, moment))
    }


def _since(policies: Policies, moment: datetime) -> ColumnElement[Any]:
    """From when on something keeps a person's record: a draft's people are kept for a shorter time."""
    draft, record = policies.cutoff(DRAFT, moment), policies.cutoff("intake", moment)
    return case((Person.standing == "provisional", draft), else_=record)


def _traces(policies: Policies, moment: datetime) -> list[ColumnElement[bool]]:
    """Whether something of a person is too young to go. Each table that tells of somebody has its line here."""
    since = _since(policies, moment)
    consent, disclosure = policies.cutoff("consent", moment), policies.cutoff("disclosure", moment)
    intake = func.greatest(Intake.created_at, Intake.completed_at, Intake.closed_at, Intake.abandoned_at, last_answered(Intake))
    of_intake = Intake.subject_id == Person.id
    of_policy = Coverage.person_id == Person.id
    told = func.greatest(RevocationNotice.created_at, RevocationNotice.told_at)
    answered = func.greatest(AccountingRequest.created_at, AccountingRequest.answered_at)
    # A consent counts until its last day is over at the desk.
    over = func.timezone(str(moment.tzinfo), cast(Consent.expires_on + 1, DateTime))
    ended = func.coalesce(Consent.revoked_at, over)
    return [
        exists().where(of_intake, intake >= since),
        exists().where(Intake.caller_id == Person.id, intake >= since),
        exists().where(of_intake, Note.intake_id == Intake.id, Note.recorded_at >= since),
        exists().where(of_intake, EarlierAnswer.intake_id == Intake.id, EarlierAnswer.replaced_at >= since),
        exists().where(of_intake, SubstanceUse.intake_id == Intake.id, _told(SubstanceUse) >= since),
        exists().where(of_intake, Treatment.intake_id == Intake.id, _told(Treatment) >= since),
        exists().where(Coverage.person_id == Person.id, _told(Coverage) >= since),
        exists().where(of_policy, BenefitsWorksheet.policy_id == Coverage.id, _told(BenefitsWorksheet) >= since),
        exists().where(of_policy, BenefitsInquiry.policy_id == Coverage.id, BenefitsInquiry.created_at >= since),
        exists().where(ContactPoint.person_id == Person.id, _told(ContactPoint) >= since),
        func.coalesce(last_answered(Person) >= since, false()),
        exists().where(
            Relationship.person_id == Person.id, func.greatest(Relationship.created_at, Relationship.ended_at) >= since
        ),
        exists().where(Call.caller_id == Person.id, func.greatest(Call.started_at, Call.ended_at) >= since),
        exists().where(Task.person_id == Person.id, func.greatest(Task.created_at, Task.due_at, Task.finished_at) >= since),
        exists().where(Task.person_id == Person.id, Attempt.task_id == Task.id, Attempt.at >= since),
        exists().where(Referral.subject_id == Person.id, ReferralStep.referral_id == Referral.id, ReferralStep.at >= since),
        exists().where(Message.person_id == Person.id, func.greatest(Message.created_at, Message.left_at) >= since),
        exists().where(Attachment.person_id == Person.id, Attachment.created_at >= since),
        exists().where(Consent.subject_id == Person.id, func.greatest(Consent.created_at, ended) >= consent),
        exists().where(Disclosure.subject_id == Person.id, Disclosure.at >= disclosure),
        exists().where(Consent.subject_id == Person.id, RevocationNotice.consent_id == Consent.id, told >= disclosure),
        exists().where(AccountingRequest.subject_id == Person.id, answered >= disclosure),
    ]


def _told(model: Any) -> Any:
    return func.greatest(model.created_at, last_answered(model))


def _is_young(person: Person, policies: Policies, moment: datetime) -> bool:
    # A birth date counts from the first word about them, an age from the day it was told on.
    born = person.mark("birth_date")
    return is_kept_as_minor(
        born=person.birth_date,
        heard_at=min(person.created_at, born.told().at) if born else person.created_at,
        as_minor=told_of_minor(person, moment.date()),
        until_age=policies.minors.years,
        today=moment,
    )
