"""What the rules of this room need of a row: its answers."""

from typing import Any, Protocol


class Answers(Protocol):
    """A row of answers."""

    def answer(self, field: str) -> Any: ...
