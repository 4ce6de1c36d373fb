"""What keeps a desk from losing its administrators, and an administrator from working on their own account."""

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account
from intake.foundation.actor import Actor, Role
from intake.foundation.errors import Conflict, NotAllowed, NotFound

_ADMINISTRATORS = and_(Account.role == Role.ADMINISTRATOR.value, Account.disabled_at.is_(None))


def hold_account(session: Session, account_id: UUID) -> tuple[Account, list[Account]]:
    """The account and the other administrators in use, held until the transaction ends.

    All in one order, so that two administrators who close each other's account at one moment wait instead of both winning.
    """
    query = select(Account).where(or_(Account.id == account_id, _ADMINISTRATORS)).order_by(Account.id)
    held = session.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    found = next((account for account in held if account.id == account_id), None)
    if found is None:
        raise NotFound
    return found, [account for account in held if account.id != account_id]


def keep_one_administrator(account: Account, others: list[Account]) -> None:
    """Refuse to lose the last administrator who has a password."""
    if account.role != Role.ADMINISTRATOR or account.disabled_at is not None:
        return
    if not any(other.password_hash for other in others):
        raise Conflict("This is the last administrator. Make another one first, and let them choose their password.")


def refuse_own(actor: Actor, account: Account, words: str) -> None:
    if account.id == actor.id:
        raise NotAllowed(words)
