"""Staff accounts, their sessions, and failed attempts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from intake.storage.base import Base, Created, Identified
from intake.storage.encrypted import Sealed, sealed_text


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
    # Grows with each change by an administrator, so that two of them do not overwrite each other unseen.
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class SetUpLink(Identified, Created, Base):
    """A way to choose a password, for an account that was just made or whose password is lost. Good once, for some days."""

    __tablename__ = "set_up_link"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class SignInSession(Identified, Created, Base):
    """One signed-in browser or program. The token itself is never stored, only its digest."""

    __tablename__ = "sign_in_session"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # When the person last proved to be who they are: at sign-in, or again since.
    confirmed_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class PendingSignIn(Identified, Created, Base):
    """The password was right and a code is still missing, or a second factor to be set up. It lets nobody in by itself."""

    __tablename__ = "pending_sign_in"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(lazy="joined", innerjoin=True)


class SecondFactor(Identified, Created, Sealed, Base):
    """An account's authenticator app. Until `confirmed_at` it is only proposed; `last_step` is the newest code that was used."""

    __tablename__ = "second_factor"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), unique=True)
    secret_sealed: Mapped[bytes | None]
    secret = sealed_text()
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int | None] = mapped_column(BigInteger)


class RecoveryCode(Identified, Created, Base):
    """A code on paper for the day the telephone is lost, kept as a digest; good once."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("account_id", "digest"),)

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    digest: Mapped[bytes]
    used_at: Mapped[datetime | None]


class SignInFailure(Identified, Base):
    """A failed attempt: which e-mail and from where, as digests, so that guessing slows down and nobody else does.

    From where: the network address, or the browser when the account has signed in with it before.
    """

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_recent", "source_digest", "at"),)

    at: Mapped[datetime]
    email_digest: Mapped[bytes]
    source_digest: Mapped[bytes]
