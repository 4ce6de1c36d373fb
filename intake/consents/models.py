"""Consents, the links they are signed by, what was disclosed, what is owed to whom, and which grounds this desk uses."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session, relationship
from sqlalchemy.types import Text

from intake.callers.queries import person_who_stays
from intake.callers.rules import is_of_age
from intake.consents.rules import MINOR, standing
from intake.organisation.queries import today
from intake.storage.base import Base, Created, Identified, Numbered
from intake.storage.encrypted import Sealed, sealed_text


class Consent(Identified, Numbered, Created, Sealed, Base):
    """What one person agreed to share with one recipient. That it has expired is told by `expires_on`, not by `state`."""

    __tablename__ = "consent"
    __table_args__ = (
        CheckConstraint("state in ('verbal_intent_recorded', 'offered', 'signed', 'revoked')", name="state"),
        CheckConstraint("state <> 'signed' or signed_at is not null", name="signed_at"),
        CheckConstraint("ground in ('minor', 'lacks_capacity', 'deceased')", name="ground"),
        CheckConstraint("(representative_sealed is null) = (ground is null)", name="representative"),
    )
    REFERENCE_PREFIX = "CN"

    subject_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(default="verbal_intent_recorded", server_default="verbal_intent_recorded")
    recipient_kind: Mapped[str]
    # The place's key, where the recipient is one of the directory.
    recipient_id: Mapped[UUID | None]
    recipient_name_sealed: Mapped[bytes | None]
    purpose: Mapped[str]
    information: Mapped[list[str]] = mapped_column(ARRAY(Text))
    # The last day on which it counts.
    expires_on: Mapped[date]
    wording_version: Mapped[int]
    # Who signs when the person cannot; only with a ground.
    representative_sealed: Mapped[bytes | None]
    ground: Mapped[str | None]
    evidence_sealed: Mapped[bytes | None]
    signed_at: Mapped[datetime | None]
    # The words as they were shown, their SHA-256 (sealed too: from a bare hash a name could be guessed), and the signature.
    signed_words_sealed: Mapped[bytes | None]
    signed_hash_sealed: Mapped[bytes | None]
    signature_kind: Mapped[str | None]
    signature_sealed: Mapped[bytes | None]
    # Signed on paper: the scan, the day written on it, and who found every element on it, and when.
    scan_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))
    signed_on: Mapped[date | None]
    checked_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))

    @property
    def standing_today(self) -> str:
        """The state as it counts today at the desk."""
        return standing(self.state, self.expires_on, today(self._session), outgrown=self.outgrown_today)

    @property
    def outgrown_today(self) -> bool:
        """Whether somebody else signed for a minor who is of age by now."""
        if self.ground != MINOR:
            return False
        return is_of_age(person_who_stays(self._session, self.subject_id), today(self._session)) is True

    @property
    def _session(self) -> Session:
        session = object_session(self)
        if session is None:
            raise RuntimeError("how a consent stands is asked within a unit of work")
        return session

    recipient_name = sealed_text()
    representative = sealed_text()
    evidence = sealed_text()
    signed_words = sealed_text()
    signed_hash = sealed_text()
    signature = sealed_text()


class SigningLink(Identified, Created, Base):
    """A link to sign one consent by: kept as a digest, once, for a while, for a few tries."""

    __tablename__ = "signing_link"

    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    used_at: Mapped[datetime | None]


class Disclosure(Identified, Created, Sealed, Base):
    """Something about a person that was told to somebody. `leaves` false: the person spoke for themself."""

    __tablename__ = "disclosure"
    # What was told to whom stays as it was recorded: the application role may only add.
    ERASED_BY = "erase_disclosures"

    subject_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    recipient_kind: Mapped[str]
    recipient_id: Mapped[UUID | None]
    recipient_name_sealed: Mapped[bytes | None]
    purpose: Mapped[str]
    information: Mapped[list[str]] = mapped_column(ARRAY(Text))
    basis: Mapped[str]
    leaves: Mapped[bool]
    consent_id: Mapped[UUID | None] = mapped_column(ForeignKey("consent.id"), index=True)
    # The facts of the ground, as JSON.
    facts_sealed: Mapped[bytes | None]
    # What went along: the notice, and the consent or what it covers.
    carried_sealed: Mapped[bytes | None]

    recipient_name = sealed_text()
    facts = sealed_text()
    carried = sealed_text()


class RevocationNotice(Identified, Created, Base):
    """That a recipient must hear that a consent was taken back, and how they heard. `created_by`: who noted the taking back."""

    __tablename__ = "revocation_notice"
    __table_args__ = (
        CheckConstraint("(told_at is null) = (way is null)", name="told"),
        CheckConstraint("told_at is null or told_by is not null", name="told_by"),
    )

    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent.id"), index=True)
    # The last time that they received something: it names them.
    disclosure_id: Mapped[UUID] = mapped_column(ForeignKey("disclosure.id"), unique=True)
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    told_at: Mapped[datetime | None]
    told_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    way: Mapped[str | None]

    consent: Mapped[Consent] = relationship()
    disclosure: Mapped[Disclosure] = relationship(lazy="joined", innerjoin=True)

    @property
    def recipient_name(self) -> str | None:
        return self.disclosure.recipient_name


class AccountingRequest(Identified, Numbered, Created, Base):
    """Somebody asked who received something about them: since when, until when an answer is owed, and how it was given."""

    __tablename__ = "accounting_request"
    __table_args__ = (
        CheckConstraint("(answered_at is null) = (way is null)", name="answered"),
        CheckConstraint("answered_at is null or answered_by is not null", name="answered_by"),
        Index("uq_accounting_request_open", "subject_id", "kind", unique=True, postgresql_where="answered_at is null"),
    )
    REFERENCE_PREFIX = "AR"

    subject_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[str]
    asked_on: Mapped[date]
    # The last day on which the answer is in time, as the desk's settings had it when they asked.
    due_on: Mapped[date]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    way: Mapped[str | None]

    def is_late(self, today: date) -> bool:
        return self.answered_at is None and today > self.due_on


class BasisSwitch(Base):
    """A ground that this desk has switched on or off; the reviewed file tells what holds without a row."""

    __tablename__ = "basis_switch"

    basis: Mapped[str] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    changed_by: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
