"""Argon2id in one place. Changing a number here makes each account's hash anew at its next sign-in."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from intake.accounts.models import Account
from intake.accounts.rules import problem_of_password
from intake.foundation.clock import now
from intake.foundation.errors import Invalid

# OWASP's password storage sheet (read November 2026) asks for at least 19 MiB, 2 passes, 1 lane; this is somewhat more.
_HASHER = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1, hash_len=32, salt_len=16)
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"


def hash_password(password: str) -> str:
    return _HASHER.hash(_bytes(password))


def give_password(account: Account, password: str, pointer: str) -> None:
    """The account's password from now on. Refuses a weak one with Invalid at `pointer`."""
    problem = problem_of_password(password, email=account.email, name=account.name)
    if problem:
        raise Invalid.field(pointer, problem)
    account.password_hash, account.password_changed_at = hash_password(password), now()


def verify_password(kept: str | None, password: str) -> bool:
    """True when it is the password. Without a kept hash it takes as long, so that nobody learns which accounts exist."""
    try:
        return _HASHER.verify(kept or _nobodys_hash(), _bytes(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(kept: str) -> bool:
    return _HASHER.check_needs_rehash(kept)


def generate_password() -> str:
    """About 98 bits in four groups that can be read out: `k7mw2-…`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))


def _bytes(password: str) -> bytes:
    return unicodedata.normalize("NFC", password).encode()


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(24))
