"""What the running application carries: its settings, its storage, and who can tell who a token belongs to."""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from flask import Request, current_app
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from config import Config
from intake.foundation.actor import Actor
from intake.storage.session import Storage

# Given the session of the request, the secret part of a token and whether a person asks (not the open page by itself): the actor,
# or None when it is not (or no longer) good.
Authenticator = Callable[[Session, str, bool], Actor | None]
# Given the session, who asks and a person: the places that this person's referrals go to, by key, with their names.
PlacesOf = Callable[[Session, Actor, UUID], Mapping[UUID, str]]
# Given the session and a key: what the directory calls the place; None for a key that is no place's.
PlaceName = Callable[[Session, UUID], str | None]
# Given the session, who asks and ids: whether one of these is that of a record that they may not see (any more).
HidesAny = Callable[[Session, Actor, Set[UUID]], bool]
# Given who asks: the clause of the alerts that are for them.
AlertsFor = Callable[[Actor], ColumnElement[bool]]
# Given the session, who asks and intakes: the references of those that they may not open.
BehindGlass = Callable[[Session, Actor, Set[UUID]], Mapping[UUID, str]]
# Given a request: the id of the browser that it comes from, when somebody of the desk has signed in there before.
KnownBrowser = Callable[[Request], str | None]


@dataclass
class Runtime:
    config: Config
    storage: Storage
    # Told by rooms above; the roof joins them.
    places_of: PlacesOf
    place_name: PlaceName
    hides_any: HidesAny
    alerts_for: AlertsFor
    references_behind_glass: BehindGlass
    known_browser: KnownBrowser
    authenticators: dict[str, Authenticator] = field(default_factory=dict)


def current_runtime() -> Runtime:
    return cast(Runtime, current_app.extensions["intake"])
