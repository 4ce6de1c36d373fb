"""Links by which staff choose their password: no administrator ever knows it. The token is told once and kept as a digest."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.accounts.models import Account, SetUpLink
from intake.accounts.rules import SET_UP_HOURS
from intake.accounts.service.administrators import hold_account, keep_one_administrator, refuse_own
from intake.accounts.service.passwords import give_password
from intake.accounts.service.sessions import end_all_sessions
from intake.audit.service import record
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, NotFound
from intake.foundation.permissions import Permission, require
from intake.storage.encrypted import ring_of


@dataclass(frozen=True, slots=True)
class OfferedLink:
    """`token` is told here and never again."""

    account: Account
    token: str
    expires_at: datetime


def offer_set_up(session: Session, *, actor: Actor, account_id: UUID) -> OfferedLink:
    """A fresh link for this account: the password it had is good no more, its sessions and earlier links end.

    Refuses a disabled account, the last administrator's, and the actor's own: they change it themself.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    account, others = hold_account(session, account_id)
    refuse_own(actor, account, "Change your own password on the page of your account.")
    if account.disabled_at is not None:
        raise Conflict("This account is disabled: enable it first.")
    keep_one_administrator(account, others)
    end_links(session, account.id)
    account.password_hash = None
    secret = secrets.token_urlsafe(32)
    link = SetUpLink(account=account, token_digest=_digest(session, secret), expires_at=now() + timedelta(hours=SET_UP_HOURS))
    session.add(link)
    session.flush()
    record(session, actor, "accounts.offer_set_up", account)
    end_all_sessions(session, actor=actor, account_id=account.id)
    return OfferedLink(account, secret, link.expires_at)


def set_password(session: Session, *, token: str, password: str) -> Account:
    """Choose the password and use the link up. NotFound alike for a wrong, used or late link; Invalid for a weak password."""
    query = select(SetUpLink).where(SetUpLink.token_digest == _digest(session, token))
    link = session.scalar(query.with_for_update(of=SetUpLink).execution_options(populate_existing=True))
    if link is None or link.used_at is not None or link.expires_at <= now() or link.account.disabled_at is not None:
        raise NotFound("This link is not good, or no longer. Ask an administrator of the desk for a new one.")
    account = link.account
    give_password(account, password, "/password")
    link.used_at = now()
    record(session, _themself(account), "accounts.set_password", account)
    return account


def end_links(session: Session, account_id: UUID) -> None:
    """No link of this account is good any more."""
    session.execute(
        update(SetUpLink).where(SetUpLink.account_id == account_id, SetUpLink.used_at.is_(None)).values(used_at=now())
    )


def _themself(account: Account) -> Actor:
    return Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id)


def _digest(session: Session, secret: str) -> bytes:
    return ring_of(session).digest("set-up link", secret.strip())
