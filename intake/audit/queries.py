"""Reads."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from intake.audit.models import AuditChain, AuditEntry
from intake.audit.rules import EARLIER, START, Head, Row, Sealed
from intake.storage.paging import Page, read_page

_ROW = [getattr(AuditEntry, name) for name in Row._fields]
_AT_A_TIME = 2000


def trail_of_person(session: Session, records: Sequence[UUID], *, cursor: str | None = None, limit: int = 50) -> Page[AuditEntry]:
    """Who opened or changed these records of one person, the latest first. Ask first whether the reader may see the person."""
    query = select(AuditEntry).where(AuditEntry.person_id.in_(records))
    return read_page(session, query, keys=[AuditEntry.id], values=lambda row: [row.id], cursor=cursor, limit=limit)


def done_to_person(session: Session, records: Collection[UUID], actions: Collection[str]) -> Sequence[AuditEntry]:
    """What of these actions was done to these records of one person, however often they were opened since."""
    query = select(AuditEntry).where(AuditEntry.person_id.in_(records), AuditEntry.action.in_(actions))
    return session.scalars(query.order_by(AuditEntry.id.desc())).all()


def doers(session: Session, record_ids: Collection[UUID], actions: Collection[str]) -> dict[tuple[UUID, str], UUID | None]:
    """The account that did one of these actions to one of these records, by both."""
    of = AuditEntry.record_id.in_(record_ids), AuditEntry.action.in_(actions)
    rows = session.execute(select(AuditEntry.record_id, AuditEntry.action, AuditEntry.actor_id).where(*of)) if record_ids else ()
    return {(row.record_id, row.action): row.actor_id for row in rows}


def trail_of_record(session: Session, record_id: UUID) -> list[AuditEntry]:
    """What was done to one record, in order."""
    return list(session.scalars(select(AuditEntry).where(AuditEntry.record_id == record_id).order_by(AuditEntry.id)))


def chain_heads(session: Session) -> list[Head]:
    """Where each chain ends."""
    found = session.execute(select(AuditChain.id, AuditChain.link, AuditChain.seal).order_by(AuditChain.id))
    return [Head(*row) for row in found]


def sealed_rows(session: Session, *, earlier: bool = False) -> Iterator[Sealed]:
    """Every row in the order of its chain, a few thousand at a time; or those from before there were chains."""
    query: Select[Any] = select(*_ROW, AuditEntry.seal, AuditChain.link, AuditChain.seal)
    query = query.outerjoin_from(AuditEntry, AuditChain, AuditChain.id == AuditEntry.chain)
    query = query.where(AuditEntry.chain == EARLIER if earlier else AuditEntry.chain != EARLIER)
    ordered = query.order_by(AuditEntry.chain, AuditEntry.link).execution_options(yield_per=_AT_A_TIME)
    for *told, seal, end, end_seal in session.execute(ordered):
        row = Row._make(told)
        yield Sealed(row, seal, Head(row.chain, end or 0, end_seal or START))


def first_of_action(session: Session, action: str) -> AuditEntry | None:
    """The first row on a chain that tells of this action."""
    query = select(AuditEntry).where(AuditEntry.action == action, AuditEntry.chain != EARLIER)
    return session.scalars(query.order_by(AuditEntry.id).limit(1)).first()
