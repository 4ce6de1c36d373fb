"""Accounts made, disabled, and given a new password."""

from uuid import UUID

from sqlalchemy.orm import Session

from intake.accounts import queries
from intake.accounts.models import Account
from intake.accounts.rules import problem_of_password
from intake.accounts.service.attempts import Origin, begin_attempt, forget_failures, note_failure
from intake.accounts.service.passwords import hash_password, verify_password
from intake.accounts.service.second_factor import reset_factor
from intake.accounts.service.sessions import end_all_sessions
from intake.audit.service import record
from intake.foundation.actor import Actor, Role
from intake.foundation.clock import now
from intake.foundation.errors import BadField, Conflict, Invalid, NotFound
from intake.foundation.events import event
from intake.foundation.permissions import Permission, require
from intake.storage.outbox import record_event

STAFF_ROLES = (
    Role.COUNSELOR,
    Role.SUPERVISOR,
    Role.CLINICIAN,
    Role.QUALITY_REVIEWER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)


class WrongCurrentPassword(Invalid):
    """The failure is remembered, as at sign-in."""

    keeps_changes = True


def create_account(
    session: Session, *, actor: Actor, email: str, name: str, role: Role, password: str, team_id: UUID | None = None
) -> Account:
    """A new account. Refuses an e-mail that has one, a role that is not staff's, a weak password."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    if role not in STAFF_ROLES:
        raise Invalid.field("/role", "Choose one of: " + ", ".join(one.value for one in STAFF_ROLES) + ".")
    if queries.account_by_email(session, email) is not None:
        raise Conflict("There is an account with this e-mail already.")
    account = Account(email=email.strip(), name=name, role=role.value, team_id=team_id)
    _set_password(account, password, "/password")
    session.add(account)
    session.flush()
    record(session, actor, "accounts.create_account", account, role=role.value)
    record_event(session, event("accounts.created", account_id=account.id))
    return account


def disable_account(session: Session, *, actor: Actor, account: Account) -> None:
    """Close the account and end its sessions at once. Refuses one that is disabled already."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    if account.disabled_at is not None:
        raise Conflict("This account is disabled already.")
    account.disabled_at = now()
    record(session, actor, "accounts.disable_account", account)
    end_all_sessions(session, actor=actor, account_id=account.id)
    record_event(session, event("accounts.disabled", account_id=account.id))


def reset_password(session: Session, *, actor: Actor, account: Account, password: str) -> None:
    """Give a new password, open the account again, and end its sessions."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    _set_password(account, password, "/password")
    account.disabled_at = None
    record(session, actor, "accounts.reset_password", account)
    end_all_sessions(session, actor=actor, account_id=account.id)


def reset_second_factor(session: Session, *, actor: Actor, account: Account) -> None:
    """Forget a lost second factor and end the account's sessions. Refuses an account that has none."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    if not reset_factor(session, actor=actor, account=account):
        raise Conflict("This account has no second factor.")
    end_all_sessions(session, actor=actor, account_id=account.id)


def change_password(session: Session, *, actor: Actor, current: str, new: str, origin: Origin) -> None:
    """The actor's own password; ends their other sessions. Refuses a wrong current one, counted as at sign-in."""
    account = session.get(Account, actor.id, with_for_update=True)
    if account is None:
        raise NotFound
    attempt = begin_attempt(session, email=account.email.lower(), origin=origin)
    if not verify_password(account.password_hash, current):
        note_failure(session, attempt)
        raise WrongCurrentPassword([BadField("/current_password", "This is not your current password.")])
    forget_failures(session, attempt)
    _set_password(account, new, "/new_password")
    record(session, actor, "accounts.change_password", account)
    end_all_sessions(session, actor=actor, account_id=account.id, but=actor.session_id)


def _set_password(account: Account, password: str, pointer: str) -> None:
    problem = problem_of_password(password, email=account.email, name=account.name)
    if problem:
        raise Invalid.field(pointer, problem)
    account.password_hash, account.password_changed_at = hash_password(password), now()
