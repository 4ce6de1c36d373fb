"""What is declared of a route, and what a view gets to work with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from config import Config
from intake.foundation.actor import Actor
from intake.foundation.errors import NotSignedIn
from intake.foundation.permissions import Permission
from intake.web.schema import Schema

View = TypeVar("View", bound=Callable[..., Any])


DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Unit:
    """What a view works with: the transaction, who asks, and the settings."""

    session: Session
    visitor: Actor | None
    config: Config

    @property
    def actor(self) -> Actor:
        if self.visitor is None:
            raise NotSignedIn
        return self.visitor


@dataclass(frozen=True, slots=True)
class Declaration:
    """What was declared of a route; tests of the house read it from the view function.

    `discloses`: what a route tells somebody who is not staff. A route that is `DECIDED` answers only when
    `consents.decide_disclosure` has said yes in the same transaction; any other word is the reason why no person's data is in it.
    """

    method: str
    permission: Permission
    takes: Schema | None = None
    query: Schema | None = None
    gives: Schema | None = None
    status: int = 200
    or_status: int | None = None
    idempotent: bool = False
    versioned: bool = False
    if_match: bool = False
    fresh: bool = False
    unattended: bool = False
    discloses: str = ""
    body_bytes: int | None = None
    sends: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithStatus:
    """A view's answer under the other status that it declared."""

    row: Any
    status: int
