"""Reads: batches of records in their order, and which outside number is which record."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from intake.accounts.models import Account
from intake.callers import queries as callers
from intake.callers.models import Person
from intake.exchange.models import OutsideNumber, Transfer
from intake.facilities.models import Facility
from intake.followups import queries as followups
from intake.followups.models import Task
from intake.foundation.actor import Actor
from intake.foundation.permissions import Reach, reach_of
from intake.insurance.models import BenefitsWorksheet, Policy
from intake.insurance.queries import worksheets_of
from intake.intakes import queries as intakes
from intake.intakes.models import Intake
from intake.storage.encrypted import DataKey, ring_of
from intake.storage.paging import Page, read_page
from intake.substances.models import SubstanceUse, Treatment
from intake.substances.queries import treatments_in, uses_in

BATCH = 200
_RECORDS = ("complete", "closed")
_MODELS: dict[str, Any] = {"people": Person, "intakes": Intake, "tasks": Task}


def selected(kind: str, actor: Actor) -> Select[Any]:
    """The records of a kind that the actor may see and that are records: no drafts, nobody who was erased."""
    if kind == "places":
        return select(Facility).where(Facility.listed).options(joinedload(Facility.site))
    query = _people(actor) if kind == "people" else _intakes(actor) if kind == "intakes" else _tasks(actor)
    return query.where(_MODELS[kind].data_key.has(DataKey.wrapped.is_not(None)))


def _people(actor: Actor) -> Select[Any]:
    told_of = exists().where(or_(Intake.caller_id == Person.id, Intake.subject_id == Person.id), Intake.state.in_(_RECORDS))
    known = or_(Person.standing == "confirmed", told_of)
    query = select(Person).where(Person.standing.in_(("confirmed", "provisional")), known, callers.visible_to(actor))
    return query.options(selectinload(Person.contact_points))


def _intakes(actor: Actor) -> Select[Any]:
    return select(Intake).where(Intake.state.in_(_RECORDS), intakes.visible_to(actor))


def _tasks(actor: Actor) -> Select[Any]:
    of_record = Task.intake_id.is_(None) | Task.intake_id.in_(select(Intake.id).where(Intake.state.in_(_RECORDS)))
    return select(Task).where(of_record, Task.origin != "duty", followups.visible_to(actor))


def count(session: Session, kind: str, actor: Actor) -> int:
    return session.scalar(select(func.count()).select_from(selected(kind, actor).subquery())) or 0


def batch_after(session: Session, kind: str, actor: Actor, after: UUID | None, limit: int = BATCH) -> list[Any]:
    """The next records in the order in which they came."""
    key: Any = (Facility if kind == "places" else _MODELS[kind]).id
    query = selected(kind, actor).order_by(key).limit(limit)
    return list(session.scalars(query if after is None else query.where(key > after)).unique())


def numbers_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Outside numbers by record; a record without one goes by its own id, and a merged person by the number of who stays."""
    wanted = set(ids)
    stays = {one: one for one in wanted} | {
        one: stay for one, stay in callers.survivors(session, wanted).items() if one in wanted
    }
    sought = set(stays.values())
    found = session.scalars(select(OutsideNumber).where(OutsideNumber.record_id.in_(sought))) if sought else ()
    numbers = {row.record_id: row.number for row in found if row.number}
    return {one: numbers.get(stay, str(stay)) for one, stay in stays.items()}


def records_by_number(session: Session, kind: str, numbers: Iterable[str]) -> dict[str, UUID]:
    """Which of these outside numbers are here already: brought in under it before, or a record's own id."""
    wanted = {number: digest_of(session, kind, number) for number in numbers}
    if not wanted:
        return {}
    query = select(OutsideNumber.number_digest, OutsideNumber.record_id)
    rows = session.execute(query.where(OutsideNumber.kind == kind, OutsideNumber.number_digest.in_(wanted.values())))
    known = {row.number_digest: row.record_id for row in rows}
    found = {number: known[digest] for number, digest in wanted.items() if digest in known}
    own = {_as_id(number): number for number in wanted if number not in found and _as_id(number)}
    model = _MODELS[kind]
    for record_id in session.scalars(select(model.id).where(model.id.in_(list(own)))) if own else ():
        found[own[record_id]] = record_id
    return found


def digest_of(session: Session, kind: str, number: str) -> bytes:
    return ring_of(session).digest(f"outside number of {kind}", number)


def people_by_ids(session: Session, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Those of these people whom the actor may see."""
    wanted = set(ids)
    query = select(Person).where(Person.id.in_(wanted), callers.visible_to(actor))
    return {one.id: one for one in session.scalars(query)} if wanted else {}


def intakes_by_ids(session: Session, actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Intake]:
    wanted = set(ids)
    query = select(Intake).where(Intake.id.in_(wanted), intakes.visible_to(actor))
    return {one.id: one for one in session.scalars(query)} if wanted else {}


@dataclass(frozen=True, slots=True)
class Parts:
    """What belongs to some intakes, by intake; without what was removed."""

    uses: Mapping[UUID, Sequence[SubstanceUse]]
    policies: Mapping[UUID, Sequence[Policy]]
    treatments: Mapping[UUID, Sequence[Treatment]]
    # By policy, the oldest first.
    worksheets: Mapping[UUID, Sequence[BenefitsWorksheet]]


def parts_of(session: Session, intake_ids: Sequence[UUID]) -> Parts:
    """Substances, policies with their worksheets, and treatments of before."""
    told = select(Policy).where(Policy.intake_id.in_(intake_ids), Policy.removed_at.is_(None))
    policies = session.scalars(told.order_by(Policy.position, Policy.id)).all()
    sheets = worksheets_of(session, [policy.id for policy in policies])
    return Parts(
        _by("intake_id", uses_in(session, intake_ids)),
        _by("intake_id", policies),
        _by("intake_id", treatments_in(session, intake_ids)),
        _by("policy_id", reversed(sheets)),
    )


def _by(name: str, rows: Iterable[Any]) -> Mapping[UUID, Sequence[Any]]:
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def accounts_by_email(session: Session, emails: Iterable[str]) -> dict[str, UUID]:
    wanted = {email.casefold() for email in emails}
    query = select(Account.email, Account.id).where(func.lower(Account.email).in_(wanted), Account.disabled_at.is_(None))
    return {row.email.casefold(): row.id for row in session.execute(query)} if wanted else {}


def emails_of(session: Session, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = {one for one in ids if one}
    return {row.id: row.email for row in session.execute(select(Account.id, Account.email).where(Account.id.in_(wanted)))}


def transfer(
    session: Session, actor: Actor, transfer_id: UUID, *, with_content: bool = False, lock: bool = False
) -> Transfer | None:
    """None also for a file about people that somebody else brought."""
    query = select(Transfer).where(Transfer.id == transfer_id, _own(actor))
    query = query.options(undefer(Transfer.content_sealed)) if with_content else query
    if lock:
        query = query.with_for_update(of=Transfer).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def transfers(
    session: Session, actor: Actor, kinds: Iterable[str], *, cursor: str | None = None, limit: int = 20
) -> Page[Transfer]:
    """Files of these kinds, the latest first."""
    query = select(Transfer).where(Transfer.kind.in_(list(kinds)), _own(actor))
    return read_page(session, query, keys=[Transfer.id], values=lambda row: [row.id], cursor=cursor, limit=limit)


def _own(actor: Actor) -> ColumnElement[bool]:
    """Its rows are shown before they come in, and nobody knows yet whom of them a restriction would hide."""
    if reach_of(actor) is Reach.EVERYTHING:
        return true()
    return or_(Transfer.kind == "places", Transfer.started_by == actor.id)


def _as_id(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None


def in_batches(session: Session, kind: str, actor: Actor) -> Iterator[list[Any]]:
    """Batch after batch, until there are no more."""
    after: UUID | None = None
    while found := batch_after(session, kind, actor, after):
        after = cast(UUID, found[-1].id)
        yield found
