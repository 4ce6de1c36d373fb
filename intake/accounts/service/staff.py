"""What an administrator does with accounts. Each verb ends what the change makes wrong, and stands in the trail.

Nobody changes their own role, and one administrator who can sign in always stays.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.accounts import queries
from intake.accounts.models import Account
from intake.accounts.service.administrators import hold_account, keep_one_administrator, refuse_own
from intake.accounts.service.passwords import give_password
from intake.accounts.service.second_factor import reset_factor
from intake.accounts.service.sessions import end_all_sessions
from intake.accounts.service.set_up import end_links
from intake.audit.service import record
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import Conflict, Invalid, PreconditionFailed
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.foundation.words import Words
from intake.storage.outbox import record_event

STAFF_ROLES = (
    Role.COUNSELOR,
    Role.SUPERVISOR,
    Role.CLINICIAN,
    Role.QUALITY_REVIEWER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


def create_account(
    session: Session,
    *,
    actor: Actor,
    email: str,
    name: str,
    role: str,
    password: str | None = None,
    team_id: UUID | None = None,
) -> Account:
    """A new account; without a password nobody signs in until `offer_set_up` gave a link.

    Refuses an e-mail that has an account, a role that is not staff's, a team that is not there, a weak password.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    _check(session, None, role=role, team_id=team_id, email=email)
    account = Account(email=email.strip(), name=name, role=str(role), team_id=team_id)
    if password is not None:
        give_password(account, password, "/password")
    session.add(account)
    session.flush()
    record(session, actor, "accounts.create_account", account, role=account.role)
    record_event(session, event("accounts.created", account_id=account.id))
    return account


def change_account(session: Session, *, actor: Actor, account_id: UUID, version: int, changes: Mapping[str, Any]) -> Account:
    """Change what `changes` names of name, email, role and team_id. Another role ends the account's sessions.

    Refuses a version that is not the current one, the actor's own role, and the last administrator's.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    account, others = hold_account(session, account_id)
    if account.version != version:
        raise PreconditionFailed
    before = {name: getattr(account, name) for name in changes}
    changed = sorted(name for name, value in changes.items() if value != before[name])
    _check(session, account, **{name: changes[name] for name in changed if name != "name"})
    if "role" in changed:
        refuse_own(actor, account, "Nobody changes their own role: ask another administrator.")
        keep_one_administrator(account, others)
    for name in changed:
        setattr(account, name, changes[name])
    account.version += 1
    told = {"was": before["role"], "role": account.role} if "role" in changed else {}
    record(session, actor, "accounts.change_account", account, fields=changed, **told)
    if "role" in changed:
        # What the new role asks for at sign-in, a second factor above all, is asked now.
        end_all_sessions(session, actor=actor, account_id=account.id)
        record_event(session, event("accounts.role_changed", account_id=account.id))
    return account


def disable_account(session: Session, *, actor: Actor, account_id: UUID) -> Account:
    """Close the account, end its sessions at once, and let no link open it.

    Refuses one that is disabled already, the actor's own, and the last administrator's.
    """
    require(actor, Permission.ACCOUNTS_MANAGE)
    account, others = hold_account(session, account_id)
    if account.disabled_at is not None:
        raise Conflict("This account is disabled already.")
    refuse_own(actor, account, "Nobody disables their own account: ask another administrator.")
    keep_one_administrator(account, others)
    account.disabled_at = now()
    account.version += 1
    end_links(session, account.id)
    record(session, actor, "accounts.disable_account", account)
    end_all_sessions(session, actor=actor, account_id=account.id)
    record_event(session, event("accounts.disabled", account_id=account.id))
    return account


def enable_account(session: Session, *, actor: Actor, account_id: UUID) -> Account:
    """Open a disabled account again, with the password and second factor that it had. Refuses one that is open."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    account, _ = hold_account(session, account_id)
    if account.disabled_at is None:
        raise Conflict("This account is not disabled.")
    account.disabled_at = None
    account.version += 1
    record(session, actor, "accounts.enable_account", account)
    return account


def reset_password(session: Session, *, actor: Actor, account_id: UUID, password: str) -> None:
    """Give a new password, open the account again, and end its sessions: for the command line."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    account, _ = hold_account(session, account_id)
    give_password(account, password, "/password")
    account.disabled_at = None
    account.version += 1
    end_links(session, account.id)
    record(session, actor, "accounts.reset_password", account)
    end_all_sessions(session, actor=actor, account_id=account.id)


def reset_second_factor(session: Session, *, actor: Actor, account_id: UUID) -> None:
    """Forget a lost second factor and end the account's sessions. Refuses an account that has none, and the actor's own."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    account, _ = hold_account(session, account_id)
    refuse_own(actor, account, "Nobody resets their own second factor: ask another administrator.")
    if not reset_factor(session, actor=actor, account=account):
        raise Conflict("This account has no second factor.")
    end_all_sessions(session, actor=actor, account_id=account.id)


def end_sessions_of(session: Session, *, actor: Actor, account_id: UUID) -> None:
    """Sign an account out everywhere."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    account, _ = hold_account(session, account_id)
    end_all_sessions(session, actor=actor, account_id=account.id)


def _check(
    session: Session, own: Account | None, *, role: str | None = None, team_id: UUID | None = None, email: str | None = None
) -> None:
    if role is not None and role not in STAFF_ROLES:
        raise Invalid.field("/role", Words("Choose one of: %(choices)s.", choices=", ".join(one.value for one in STAFF_ROLES)))
    if team_id is not None and team_id not in queries.team_names(session):
        raise Invalid.field("/team_id", "There is no such team.")
    # One's own e-mail with other capitals is taken by nobody else.
    if email is not None and queries.account_by_email(session, email) not in (None, own):
        raise Conflict("There is an account with this e-mail already.")
