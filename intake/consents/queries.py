"""Reads. Ask `callers.service.open_person` for the person first: that decides who may see them, and writes the trail."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.callers.queries import same_person
from intake.consents.models import AccountingRequest, BasisSwitch, Consent, Disclosure, RevocationNotice, SigningLink
from intake.consents.rules import law
from intake.storage.encrypted import ring_of


def consents_of(session: Session, subject_id: UUID, *, hold: bool = False) -> list[Consent]:
    """Every consent of the person, the latest first; when `hold`, none of them is taken back until the transaction ends."""
    query = select(Consent).where(Consent.subject_id.in_(same_person(subject_id))).order_by(Consent.id.desc())
    if hold:
        query = query.with_for_update(of=Consent, read=True).execution_options(populate_existing=True)
    return list(session.scalars(query))


def consents_to_people(session: Session, subject_ids: Collection[UUID], who: Collection[UUID]) -> list[Consent]:
    """Every consent of these people that names one of those as who may be told."""
    if not subject_ids or not who:
        return []
    named = Consent.recipient_kind == "person", Consent.recipient_id.in_(who)
    return list(session.scalars(select(Consent).where(Consent.subject_id.in_(subject_ids), *named).order_by(Consent.id.desc())))


def consent(session: Session, consent_id: UUID, *, lock: bool = False) -> Consent | None:
    query = select(Consent).where(Consent.id == consent_id)
    if lock:
        query = query.with_for_update(of=Consent).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def consent_behind(session: Session, token: str) -> UUID | None:
    """Which consent a link is of, whether or not the link is good."""
    return session.scalar(select(SigningLink.consent_id).where(SigningLink.token_digest == token_digest(session, token)))


def link_by_token(session: Session, token: str) -> SigningLink | None:
    """The link, held until the transaction ends, so that two tries at once count as two."""
    digest = token_digest(session, token)
    query = select(SigningLink).where(SigningLink.token_digest == digest).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def token_digest(session: Session, token: str) -> bytes:
    return ring_of(session).digest("signing link", token)


def disclosures_of(
    session: Session, subject_id: UUID, *, since: datetime | None = None, only_consented: bool = False
) -> list[Disclosure]:
    """What was disclosed about the person, the latest first. Warm transfers, where nothing was, are not among them."""
    query = select(Disclosure).where(Disclosure.subject_id.in_(same_person(subject_id)), Disclosure.leaves)
    if since is not None:
        query = query.where(Disclosure.at >= since)
    if only_consented:
        query = query.where(Disclosure.consent_id.is_not(None))
    return list(session.scalars(query.order_by(Disclosure.at.desc(), Disclosure.id.desc())))


def disclosure(session: Session, disclosure_id: UUID) -> Disclosure | None:
    return session.get(Disclosure, disclosure_id)


def disclosures_among(session: Session, ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these ids under which something was recorded."""
    return frozenset(session.scalars(select(Disclosure.id).where(Disclosure.id.in_(ids))))


def disclosed_under(session: Session, consent_id: UUID) -> list[Disclosure]:
    """Who has received something under this consent."""
    return list(session.scalars(select(Disclosure).where(Disclosure.consent_id == consent_id).order_by(Disclosure.id)))


def notices_of(session: Session, consent_ids: Sequence[UUID]) -> dict[UUID, list[RevocationNotice]]:
    """Who has to hear, or has heard, that each of these consents was taken back."""
    found: dict[UUID, list[RevocationNotice]] = {}
    query = select(RevocationNotice).where(RevocationNotice.consent_id.in_(consent_ids)).order_by(RevocationNotice.id)
    for row in session.scalars(query) if consent_ids else ():
        found.setdefault(row.consent_id, []).append(row)
    return found


def notices_to_tell(session: Session, consent_id: UUID) -> list[RevocationNotice]:
    """Those of whom nobody has noted yet that they heard, held until the transaction ends."""
    query = select(RevocationNotice).where(RevocationNotice.consent_id == consent_id).order_by(RevocationNotice.id)
    locked = query.with_for_update(of=RevocationNotice).execution_options(populate_existing=True)
    return [row for row in session.scalars(locked) if row.told_at is None]


def notice(session: Session, notice_id: UUID, *, lock: bool = False) -> RevocationNotice | None:
    query = select(RevocationNotice).where(RevocationNotice.id == notice_id)
    if lock:
        query = query.with_for_update(of=RevocationNotice).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def accounting_requests_of(session: Session, subject_id: UUID) -> list[AccountingRequest]:
    """What the person asked for, the latest first."""
    query = select(AccountingRequest).where(AccountingRequest.subject_id.in_(same_person(subject_id)))
    return list(session.scalars(query.order_by(AccountingRequest.id.desc())))


def accounting_request(session: Session, accounting_id: UUID, *, lock: bool = False) -> AccountingRequest | None:
    query = select(AccountingRequest).where(AccountingRequest.id == accounting_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def switches(session: Session) -> Mapping[str, bool]:
    """Each ground of the closed list, and whether this desk uses it."""
    kept = {row.basis: row.is_on for row in session.scalars(select(BasisSwitch))}
    return {code: kept.get(code, basis.on) for code, basis in law().bases.items()}


def switched_on(session: Session) -> frozenset[str]:
    return frozenset(code for code, is_on in switches(session).items() if is_on)
