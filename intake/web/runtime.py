"""What the running application carries: its settings, its storage, and who can tell who a token belongs to."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from config import Config
from intake.foundation.actor import Actor
from intake.storage.session import Storage

# Given the session of the request and the secret part of a token: the actor, or None when it is not (or no longer) good.
Authenticator = Callable[[Session, str], Actor | None]


@dataclass
class Runtime:
    config: Config
    storage: Storage
    authenticators: dict[str, Authenticator] = field(default_factory=dict)


def current_runtime() -> Runtime:
    return cast(Runtime, current_app.extensions["intake"])
