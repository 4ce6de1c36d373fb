"""Staff accounts, their sessions, and failed attempts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.storage.base import Base, Created, Identified


class Account(Identified, Created, Base):
    """A member of staff. Sign-in methods hang on it: a password now; second factors and single sign-on as rows of their own."""

    __tablename__ = "account"
    __table_args__ = (
        Index("uq_account_email", text("lower(email)"), unique=True),
        CheckConstraint(
            "role in ('counselor', 'supervisor', 'clinician', 'quality_reviewer', 'auditor', 'administrator')", name="role"
        ),
    )

    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"))
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class SignInSession(Identified, Created, Base):
    """One signed-in browser or program. The token itself is never stored, only its digest."""

    __tablename__ = "sign_in_session"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class SignInFailure(Identified, Base):
    """A failed attempt: which e-mail and from where, as digests, so that guessing slows down and nobody else does.

    From where: the network address, or the browser when the account has signed in with it before.
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_recent", "source_digest", "at"),)

    at: Mapped[datetime]
    email_digest: Mapped[bytes]
    source_digest: Mapped[bytes]
