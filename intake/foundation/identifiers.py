"""Keys for the database (UUIDv7) and short references that can be read aloud on the phone (`IN-7K3F-92Q`)."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

# No 0/O, 1/I/L and no U: nothing that sounds or looks like its neighbor.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_BASE = len(_ALPHABET)
_SPACE = _BASE**6
# Odd and prime to 30, so that consecutive numbers give references that do not look consecutive, and none twice.
_STEP = 357_913_931
# Each prime to 30, so that one wrong character never gives the same sum.
_CHECK = (7, 11, 13, 17, 19, 23)


def new_id() -> UUID:
    """A time-ordered key, made before the insert."""
    return uuid7()


def first_id_at(moment: datetime) -> UUID:
    """Smaller than every id made from this moment on, and no smaller than those made before."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def reference(prefix: str, number: int) -> str:
    """The spoken form of a record's number: six characters and one that catches a mis-heard one."""
    if not 0 <= number < _SPACE:
        raise ValueError("a reference counts from 0 to 30 to the sixth")
    rest = number * _STEP % _SPACE
    digits = []
    for _ in range(6):
        rest, digit = divmod(rest, _BASE)
        digits.append(digit)
    letters = "".join(_ALPHABET[d] for d in digits) + _ALPHABET[_check(digits)]
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def number_of(prefix: str, text: str) -> int | None:
    """The number behind a reference as somebody typed it, in any case and with any marks between; None when it is not one."""
    letters = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(letters) == len(prefix) + 7:
        letters = letters.removeprefix(prefix)
    if len(letters) != 7 or any(letter not in _ALPHABET for letter in letters):
        return None
    digits = [_ALPHABET.index(letter) for letter in letters]
    if _check(digits[:6]) != digits[6]:
        return None
    value = sum(digit * int(_BASE**place) for place, digit in enumerate(digits[:6]))
    return value * pow(_STEP, -1, _SPACE) % _SPACE


def _check(digits: list[int]) -> int:
    return sum(weight * digit for weight, digit in zip(_CHECK, digits, strict=True)) % _BASE
