"""Reads. What the actor may not see looks like what is not there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, joinedload, load_only

from intake.callers.queries import same_person, unrestricted
from intake.foundation.actor import Actor
from intake.foundation.errors import NotFound
from intake.foundation.identifiers import number_of
from intake.foundation.permissions import Reach, reach_of
from intake.insurance.models import Policy
from intake.insurance.queries import policies_of
from intake.insurance.rules import PolicyWarning
from intake.intakes.models import EarlierAnswer, Finding, Intake, Note
from intake.intakes.rules.answers import Answers
from intake.intakes.rules.completeness import MissingAnswer, OpenFinding, kind_of_call, missing_answers
from intake.intakes.rules.doses import dose_as_told
from intake.intakes.rules.findings import KeptFinding
from intake.organisation.queries import within_reach
from intake.storage.encrypted import DataKey
from intake.storage.paging import Page, read_page
from intake.storage.statements import asked_by, built_once
from intake.substances.models import SubstanceUse, Treatment
from intake.substances.queries import treatments_in, uses_of
from intake.triage.queries import rule_text

_FINDINGS = select(*(getattr(Finding, one.name) for one in fields(KeptFinding) if one.name != "text"))


@dataclass(frozen=True)
class WholeIntake:
    """An intake with everything in it, as it is shown; other attributes are the intake's own."""

    intake: Intake
    substances: list[SubstanceUse]
    policies: list[Policy]
    findings: list[KeptFinding]
    treatments: list[Treatment]
    # Those that stood once, the latest first.
    gone: list[KeptFinding] = field(default_factory=list)

    @property
    def missing(self) -> list[MissingAnswer]:
        """What must still be asked or acknowledged before the intake is complete, then what can wait until later."""
        emergencies = [OpenFinding(f.id, f.content["title"]) for f in self.findings if f.is_open_emergency]
        records: dict[str, Answers] = {"intake": self.intake, "caller": self.intake.caller, "subject": self.intake.subject}
        return missing_answers(
            records,
            substances=len(self.substances),
            policies=self.policies,
            emergencies=emergencies,
            in_danger=self.in_danger,
            flags={flag for f in self.findings if f.status == "found" for flag in f.text.get("flags", ())},
        )

    @property
    def in_danger(self) -> bool:
        """An emergency stands, whether somebody has said what was done or not; one that was set aside counts no longer."""
        return any(f.severity == "emergency" and f.status == "found" and f.overridden_at is None for f in self.findings)

    @property
    def doses(self) -> dict[str, Mapping[str, Any] | None]:
        """How strong each amount is, by the id of the substance use."""
        return {str(use.id): dose_as_told(use) for use in self.substances}

    @property
    def doubts(self) -> dict[str, list[PolicyWarning]]:
        """What looks wrong with each policy, by its id."""
        return {str(policy.id): policy.warnings for policy in self.policies}

    @property
    def kind_of_call(self) -> str:
        return kind_of_call(self.intake.answer("for_whom"), self.in_danger)

    @property
    def situation(self) -> Intake:
        return self.intake

    def __getattr__(self, name: str) -> Any:
        return getattr(self.intake, name)


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """Mine, my team's, and those that nobody owns yet; for who reads records all that are no draft; nobody restricted's.

    An emergency that nobody has answered is open to every supervisor.
    """
    return and_(_within_reach(actor), unrestricted(actor, Intake.caller_id, Intake.subject_id))


def intake_behind_glass(session: Session, actor: Actor, number: int) -> Intake | None:
    """The intake of this reference's number, that nothing but a restriction hides from the actor."""
    return session.scalars(select(Intake).where(Intake.number == number, _within_reach(actor))).one_or_none()


def _within_reach(actor: Actor) -> ColumnElement[bool]:
    within = within_reach(actor, Intake.owner_id, Intake.team_id, record=Intake.state.in_(("complete", "closed")))
    return or_(within, _in_danger()) if reach_of(actor) is Reach.TEAM else within


def _in_danger() -> ColumnElement[bool]:
    standing = (Finding.gone_at.is_(None), Finding.acknowledged_at.is_(None), Finding.overridden_at.is_(None))
    found = (Finding.severity == "emergency", Finding.status == "found")
    return exists().where(Finding.intake_id == Intake.id, *found, *standing)


def find_intake(
    session: Session, actor: Actor, intake_id: UUID, *, lock: bool = False, only: frozenset[str] | None = None
) -> Intake:
    """The intake, held until the transaction ends when `lock`. NotFound also for one that the actor may not see.

    `only`: the columns that are wanted; any other is read when it is asked for.
    """
    query, told = _one_intake(actor, lock, only), asked_by(actor, intake_id=intake_id)
    found = session.scalars(query, told).one_or_none()
    if found is None and lock:
        # Whom it is about was changed while it was waited for: with another key, PostgreSQL finds the joined row no more.
        session.execute(select(Intake.id).where(Intake.id == intake_id, visible_to(actor)).with_for_update())
        found = session.scalars(query, told).one_or_none()
    if found is None:
        raise NotFound
    return found


@built_once
def _one_intake(actor: Actor, lock: bool, only: frozenset[str] | None) -> Select[Intake]:
    query = select(Intake).where(Intake.id == bindparam("intake_id"), visible_to(actor))
    if only is not None:
        query = query.options(load_only(*(getattr(Intake, name) for name in sorted(only))))
    return query.with_for_update(of=Intake).execution_options(populate_existing=True) if lock else query


def intake_by_reference(session: Session, actor: Actor, text: str) -> Intake | None:
    """The intake whose reference somebody typed, in any form; None also for one that the actor may not see."""
    number = number_of(Intake.REFERENCE_PREFIX, text)
    return None if number is None else session.scalars(select(Intake).where(Intake.number == number, visible_to(actor))).first()


def earlier_answers(session: Session, intake_id: UUID) -> Sequence[EarlierAnswer]:
    """What was amended or replaced, the latest first."""
    query = select(EarlierAnswer).where(EarlierAnswer.intake_id == intake_id)
    return session.scalars(query.order_by(EarlierAnswer.replaced_at.desc(), EarlierAnswer.id.desc())).all()


def whole_intake(session: Session, intake: Intake) -> WholeIntake:
    """Everything that belongs to the intake, in a fixed number of queries."""
    uses, policies = uses_of(session, intake.id), policies_of(session, intake.id)
    kept = kept_findings(session, intake.id)
    gone = sorted((one for one in kept if one.gone_at is not None), key=lambda one: str(one.gone_at), reverse=True)
    standing = [one for one in kept if one.gone_at is None]
    return WholeIntake(intake, uses, policies, standing, treatments_in(session, [intake.id]), gone)


def notes_of(session: Session, intake_id: UUID) -> Sequence[Note]:
    """What was jotted down, the oldest first."""
    return session.scalars(select(Note).where(Note.intake_id == intake_id).order_by(Note.id)).all()


def kept_findings(session: Session, intake_id: UUID) -> list[KeptFinding]:
    """Every finding that the intake was ever told, in order."""
    query = _FINDINGS.where(Finding.intake_id == intake_id).order_by(Finding.position)
    return [_kept(session, row) for row in session.connection().execute(query)]


def kept_finding(session: Session, finding_id: UUID) -> KeptFinding:
    """One finding; it must be there."""
    return _kept(session, session.connection().execute(_FINDINGS.where(Finding.id == finding_id)).one())


def _kept(session: Session, row: Row[Any]) -> KeptFinding:
    return KeptFinding(**row._mapping, text=rule_text(session, row.rule_id, row.rule_version))


def intake_page(
    session: Session,
    actor: Actor,
    *,
    state: str | None,
    mine: bool,
    cursor: str | None,
    limit: int,
    number: int | None = None,
) -> Page[Intake]:
    """Newest first; `number`: only the one whose reference this is."""
    query: Select[Any] = select(Intake).where(visible_to(actor))
    if state is not None:
        query = query.where(Intake.state == state)
    if number is not None:
        query = query.where(Intake.number == number)
    if mine:
        query = query.where(Intake.owner_id == actor.id)
    return read_page(session, query, keys=[Intake.id], values=lambda intake: [intake.id], cursor=cursor, limit=limit)


def drafts_of(session: Session, actor: Actor, limit: int = 20) -> list[Intake]:
    """The actor's own drafts and those that nobody owns, also kept for later, with their people, newest first."""
    query = _drafts(actor, "all").order_by(Intake.id.desc()).limit(limit)
    return list(session.scalars(query).unique())


def has_draft(session: Session, person_ids: Collection[UUID]) -> bool:
    """Whether an intake with one of these people is still being told, whoever may see it."""
    part = or_(Intake.caller_id.in_(person_ids), Intake.subject_id.in_(person_ids))
    return session.scalars(select(Intake.id).where(Intake.state == "draft", part).limit(1)).first() is not None


def drafts_page(
    session: Session, actor: Actor, *, which: str, oldest: bool = False, cursor: str | None = None, limit: int = 50
) -> Page[Intake]:
    """One page of what can be resumed; `which`: `mine`, `handed` to the actor, `unowned`, `all` of these, or `colleagues`."""
    return read_page(
        session,
        _drafts(actor, which),
        keys=[Intake.id],
        values=lambda row: [row.id],
        cursor=cursor,
        limit=limit,
        descending=not oldest,
    )


def _drafts(actor: Actor, which: str) -> Select[Any]:
    mine, nobodys = Intake.owner_id == actor.id, Intake.owner_id.is_(None)
    handed, colleagues = and_(mine, Intake.handed_by.is_not(None)), Intake.owner_id != actor.id
    lists: Mapping[str, ColumnElement[bool]] = {"mine": mine, "handed": handed, "unowned": nobodys, "colleagues": colleagues}
    chosen = lists.get(which, or_(mine, nobodys))
    people = joinedload(Intake.caller), joinedload(Intake.subject)
    return select(Intake).where(_can_be_told(), chosen, visible_to(actor)).options(*people)


def _can_be_told() -> ColumnElement[bool]:
    """A draft, or one that was kept for later; not one that ended because the person in need was erased."""
    erased = exists().where(DataKey.id == Intake.data_key_id, DataKey.wrapped.is_(None))
    return and_(Intake.state.in_(("draft", "abandoned")), or_(Intake.state == "draft", ~erased))


def intakes_about(session: Session, actor: Actor, person_id: UUID) -> list[Intake]:
    """Every intake that the person is part of and the actor may see, newest first."""
    about = or_(Intake.caller_id.in_(same_person(person_id)), Intake.subject_id.in_(same_person(person_id)))
    return list(session.scalars(select(Intake).where(about, visible_to(actor)).order_by(Intake.id.desc())).unique())
