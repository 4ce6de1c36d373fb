"""Real PostgreSQL for every test: one cluster a run, one migrated template, one database a worker, a savepoint a test."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config as AlembicConfig
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings
from sqlalchemy.event import listen, remove
from sqlalchemy.orm import Session

from config import Config
from intake.accounts.models import Account
from intake.accounts.service import open_session
from intake.app import create_app
from intake.cli import load_reference
from intake.foundation.actor import Actor, Role
from intake.organisation.models import Settings, Team
from intake.storage.embedded import Cluster, temporary_cluster
from intake.storage.keyring import KeyRing
from intake.storage.session import Storage
from tests.factories.accounts import a_team, an_account

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
RING = KeyRing.create()
# The same examples in every run, and how long one takes decides nothing.
settings.register_profile("intake", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("intake")


def shared_file(path: str) -> Path:
    """A published file that the tests read where it lies; without it they say so, and in CI they fail."""
    file = SHARED_DATA / path
    if not file.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"shared/data/{path} is missing")
        pytest.skip(f"shared/data/{path} is not here")
    return file


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with temporary_cluster() as started:
        yield started


@pytest.fixture(scope="session")
def template(cluster: Cluster) -> str:
    """The name of a database with every migration and the reference data, for copies."""
    cluster.create_database("template_intake")
    _migrate(cluster, "template_intake")
    storage = Storage(cluster.app_url("template_intake"), RING)
    with storage.unit_of_work() as session:
        load_reference(session)
    storage.engine.dispose()
    return "template_intake"


def _migrate(cluster: Cluster, database: str) -> None:
    os.environ["DATABASE_URL"] = cluster.app_url(database)
    os.environ["DATABASE_OWNER_URL"] = cluster.owner_url(database)
    command.upgrade(AlembicConfig(ROOT / "alembic.ini"), "head")


@pytest.fixture(scope="session")
def database(cluster: Cluster, template: str) -> str:
    cluster.create_database("tests", template=template)
    return "tests"


@pytest.fixture(scope="session")
def config(cluster: Cluster, database: str, tmp_path_factory: pytest.TempPathFactory) -> Config:
    return Config.from_env(
        {
            "INTAKE_ENV": "test",
            "INTAKE_HOME": str(tmp_path_factory.mktemp("home")),
            "DATABASE_URL": cluster.app_url(database),
            "INTAKE_KEYS": RING.dump(),
            "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
            # Nobody listens there.
            "INTAKE_MAIL_SERVER": "localhost:1",
            "INTAKE_MAIL_SENDER": "post@example.org",
        }
    )


@pytest.fixture(scope="session")
def app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    app.testing = True
    # Errors become answers, as in production.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.extensions["intake"].storage.engine.dispose()


@pytest.fixture(scope="session")
def storage(app: Flask) -> Storage:
    found: Storage = app.extensions["intake"].storage
    return found


@pytest.fixture
def own_storage(cluster: Cluster, template: str) -> Iterator[Storage]:
    """A database of its own, for what several commit at once; nothing of it meets another test."""
    cluster.create_database("own", template=template)
    storage = Storage(cluster.app_url("own"), RING)
    yield storage
    storage.engine.dispose()
    cluster.drop_database("own")


@pytest.fixture
def session(storage: Storage) -> Iterator[Session]:
    """A session whose commits are savepoints; everything is rolled back after the test. The app's requests join it."""
    with storage.engine.connect() as connection:
        outer = connection.begin()
        maker: Any = storage.sessions
        before = dict(maker.kw)
        maker.configure(bind=connection, join_transaction_mode="create_savepoint")
        with maker() as session:
            yield session
        maker.kw.clear()
        maker.kw.update(before)
        outer.rollback()


@dataclass(frozen=True)
class Member:
    """One of the cast: who they are for services, and a signed-in client for doors."""

    actor: Actor
    client: FlaskClient
    token: str


def member(app: Flask, session: Session, account: Account) -> Member:
    token = open_session(session, account, kind="bearer", hours=12)
    session.commit()
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    actor = Actor(role=Role(account.role), id=account.id, name=account.name, team_id=account.team_id)
    return Member(actor, client, token)


@pytest.fixture
def days(session: Session) -> Team:
    return a_team(session, "Days")


@pytest.fixture
def alice(app: Flask, session: Session, days: Team) -> Member:
    """A counselor."""
    return member(app, session, an_account(session, "Alice", "counselor", days))


@pytest.fixture
def bob(app: Flask, session: Session, days: Team) -> Member:
    """Alice's supervisor."""
    return member(app, session, an_account(session, "Bob", "supervisor", days))


@pytest.fixture
def charlie(app: Flask, session: Session) -> Member:
    """A counselor of another team, who must not see what is Alice's."""
    return member(app, session, an_account(session, "Charlie", "counselor", a_team(session, "Nights")))


@pytest.fixture
def erin(app: Flask, session: Session) -> Member:
    """An administrator: runs the system, sees no clinical content."""
    return member(app, session, an_account(session, "Erin", "administrator"))


@dataclass
class QueryCount:
    statements: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@pytest.fixture
def queries(storage: Storage) -> Iterator[QueryCount]:
    """Counts the statements sent to the database, savepoints aside."""
    count = QueryCount()

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "SAVEPOINT" not in statement:
            count.statements.append(statement)

    listen(storage.engine, "before_cursor_execute", note)
    yield count
    remove(storage.engine, "before_cursor_execute", note)


@pytest.fixture
def desk(session: Session) -> Settings:
    """A desk that was set up."""
    settings = Settings(name="Test desk", time_zone="America/New_York", part2_program=None)
    session.add(settings)
    session.commit()
    return settings
