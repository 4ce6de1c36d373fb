"""What a person answered, and the three different ways in which an answer can be missing.

`NOT_ASKED`: nobody has put the question. `UNKNOWN`: asked, and the person does not know. `DECLINED`: asked, and the
person would rather not say. None of the three is ever read as yes or as no.
"""

from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Missing(StrEnum):
    NOT_ASKED = "not_asked"
    UNKNOWN = "unknown"
    DECLINED = "declined"


def is_known(answer: object) -> bool:
    """True when somebody gave a value, be it yes, no, zero or an empty list."""
    return answer is not None and not isinstance(answer, Missing)


def known_or_none(answer: T | Missing) -> T | None:
    """The value given, or None for each kind of missing answer."""
    return None if isinstance(answer, Missing) else answer
