"""The second factor: codes of an authenticator app (RFC 6238), and recovery codes on paper for when it is lost."""

import hmac
import secrets
from uuid import UUID

import pyotp
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from intake.accounts.models import Account, RecoveryCode, SecondFactor
from intake.accounts.rules import CODE_SECONDS, RECOVERY_CODES, steps_to_try
from intake.accounts.service.attempts import Attempt, Origin, begin_attempt, forget_failures, note_failure
from intake.audit.service import record
from intake.foundation.actor import Actor
from intake.foundation.clock import now
from intake.foundation.errors import BadField, Conflict, Invalid, NotFound
from intake.storage.encrypted import new_data_key, ring_of

_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


class WrongCode(Invalid):
    """The failure is remembered, as that of a password."""

    keeps_changes = True


def confirmed_factor(session: Session, account_id: UUID) -> SecondFactor | None:
    return session.scalar(
        select(SecondFactor).where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))
    )


def proposed_factor(session: Session, account_id: UUID) -> SecondFactor | None:
    return session.scalar(select(SecondFactor).where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_(None)))


def propose_factor(session: Session, account: Account) -> SecondFactor:
    """A fresh secret to put into an app; one proposed before is good no more. Refuses an account that has a factor."""
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    if confirmed_factor(session, account.id) is not None:
        raise Conflict("There is a second factor already. An administrator can reset it.")
    session.execute(delete(SecondFactor).where(SecondFactor.account_id == account.id))
    factor = SecondFactor(account_id=account.id, data_key=new_data_key(session))
    session.add(factor)
    factor.secret = pyotp.random_base32()
    session.flush()
    return factor


def confirm_factor(session: Session, *, actor: Actor, account: Account, code: str, origin: Origin) -> list[str]:
    """Take the proposed secret into use with its first code; the recovery codes, told only here. Refuses a wrong code."""
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    factor = proposed_factor(session, account.id)
    if factor is None:
        raise NotFound
    attempt = begin_attempt(session, email=account.email.lower(), origin=_of_codes(account, origin))
    if not _take_step(factor, code):
        refuse_code(session, attempt)
    forget_failures(session, attempt)
    factor.confirmed_at = now()
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    session.add_all(RecoveryCode(account_id=account.id, digest=_digest(session, code)) for code in codes)
    record(session, actor, "accounts.confirm_second_factor", account)
    return codes


def take_code(session: Session, *, account: Account, code: str, origin: Origin) -> None:
    """Use up a code of the app, or a recovery code. Refuses a wrong or used one with WrongCode, counted; TooMany after some."""
    # Locked, so that two requests at one moment cannot both use one code.
    session.get(Account, account.id, with_for_update=True, populate_existing=True)
    attempt = begin_attempt(session, email=account.email.lower(), origin=_of_codes(account, origin))
    factor = session.scalar(
        select(SecondFactor)
        .where(SecondFactor.account_id == account.id, SecondFactor.confirmed_at.is_not(None))
        .execution_options(populate_existing=True)
    )
    if factor is None or not (_take_step(factor, code) or _take_recovery(session, account.id, code)):
        refuse_code(session, attempt)
    forget_failures(session, attempt)
    session.flush()


def reset_factor(session: Session, *, actor: Actor, account: Account) -> bool:
    """Forget the factor and its recovery codes; whether there was one."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    gone = session.scalars(delete(SecondFactor).where(SecondFactor.account_id == account.id).returning(SecondFactor.id)).all()
    record(session, actor, "accounts.reset_second_factor", account)
    return bool(gone)


def codes_left(session: Session, account_id: UUID) -> int:
    """How many recovery codes are still good."""
    rows = session.scalars(select(RecoveryCode.id).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None)))
    return len(rows.all())


def app_address(factor: SecondFactor, account: Account) -> str:
    """The `otpauth://` address that an app reads from the QR code."""
    return pyotp.TOTP(factor.secret or "").provisioning_uri(name=account.email, issuer_name="Intake")


def refuse_code(session: Session, attempt: Attempt) -> None:
    note_failure(session, attempt)
    raise WrongCode([BadField("/code", "This code is not right, or was used before. Wait for the next one.")])


def _of_codes(account: Account, origin: Origin) -> Origin:
    """Guesses at a code count over all addresses: whoever makes them knows the password, so a stranger locks nobody out."""
    return origin if origin.browser else Origin(f"codes of {account.id}")


def _take_step(factor: SecondFactor, code: str) -> bool:
    """True once for each code: a step that was used, or is older than one that was, is used up."""
    given, app = "".join(code.split()).encode(), pyotp.TOTP(factor.secret or "")
    good = [
        step for step in steps_to_try(now(), factor.last_step) if hmac.compare_digest(app.at(step * CODE_SECONDS).encode(), given)
    ]
    if good:
        factor.last_step = good[-1]
    return bool(good)


def _take_recovery(session: Session, account_id: UUID, code: str) -> bool:
    digest = _digest(session, code)
    query = select(RecoveryCode).where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    found = next((row for row in session.scalars(query) if hmac.compare_digest(row.digest, digest)), None)
    if found is not None:
        found.used_at = now()
    return found is not None


def _recovery_code() -> str:
    """About 58 bits, to write down: `k7mw-2abc-defg`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def _digest(session: Session, code: str) -> bytes:
    plain = "".join(sign for sign in code.lower() if sign in _LETTERS)
    return ring_of(session).digest("recovery code", plain)
