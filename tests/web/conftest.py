"""A small room of its own, on the real application and the real database, to try the doorway itself with."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from intake.app import create_app
from intake.foundation.errors import NotFound, TooMany
from intake.foundation.permissions import Permission
from intake.organisation.models import Team
from intake.organisation.schemas import TeamIn, TeamOut
from intake.storage.session import Storage
from intake.web.door import ApiDoor, PageDoor, Unit

api = ApiDoor("probe", __name__, "Only in tests.")
pages = PageDoor("probe_pages", __name__)


@api.operation("POST", "/probe/plain", permission=Permission.SIGNED_IN, takes=TeamIn(), gives=TeamOut(), status=201)
def plain(unit: Unit, data: dict[str, Any]) -> Team:
    """Adds a team and leaves the flush to the commit."""
    team = Team(**data)
    unit.session.add(team)
    return team


@api.operation("POST", "/probe/twice", permission=Permission.SIGNED_IN, takes=TeamIn(), gives=TeamOut(), status=201)
def twice(unit: Unit, data: dict[str, Any]) -> Team:
    """Adds the same name twice: the database refuses it only at the commit."""
    unit.session.add_all([Team(**data), first := Team(**data)])
    return first


@api.operation("POST", "/probe/refused", permission=Permission.SIGNED_IN, takes=TeamIn())
def refused(unit: Unit, data: dict[str, Any]) -> None:
    """Adds a team and then refuses."""
    unit.session.add(Team(**data))
    unit.session.flush()
    raise NotFound


@api.operation("POST", "/probe/remembered", permission=Permission.SIGNED_IN, takes=TeamIn())
def remembered(unit: Unit, data: dict[str, Any]) -> None:
    """Refuses, but what happened must be remembered."""
    unit.session.add(Team(**data))
    raise TooMany(60)


@api.operation("POST", "/probe/broken/<name>", permission=Permission.SIGNED_IN, takes=TeamIn())
def broken(unit: Unit, data: dict[str, Any], name: str) -> None:
    """A mistake in the code, with what somebody typed in its message."""
    unit.session.add(Team(**data))
    unit.session.flush()
    raise RuntimeError(f"cannot handle {data} of {name}")


@pages.page("POST", "/probe/form", permission=Permission.SIGNED_IN, takes=TeamIn())
def form(unit: Unit, data: dict[str, Any], problems: dict[str, list[str]]) -> str:
    return ";".join(sorted(problems)) or str(data["name"])


@pytest.fixture(scope="session")
def made(config: Config, storage: Storage) -> Callable[..., Flask]:
    """Makes the application with other settings, on the database of this test: it leaves no connection of its own open."""

    def make(**settings: Any) -> Flask:
        app = create_app(replace(config, **settings))
        app.extensions["intake"].storage.engine.dispose()
        app.extensions["intake"].storage = storage
        app.config["PROPAGATE_EXCEPTIONS"] = False
        return app

    return make


@pytest.fixture(scope="session")
def probe(made: Callable[..., Flask]) -> Iterator[Flask]:
    app = made()
    app.register_blueprint(api)
    app.register_blueprint(pages)
    yield app


@pytest.fixture
def teams(session: Session) -> Any:
    """The names of all teams now."""

    def names() -> list[str]:
        session.expire_all()
        return sorted(team.name for team in session.query(Team))

    return names
