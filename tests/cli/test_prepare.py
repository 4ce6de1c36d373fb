"""`flask desk prepare` on a database of its own: everything on the first run, nothing on the second."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from click.testing import Result

from config import Config
from intake.app import create_app
from intake.storage.embedded import Cluster
from intake.storage.encrypted import DataKey
from intake.storage.keyring import KeyRing
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def desk(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Config]:
    """The settings of an empty database, and the first run on it."""
    cluster.create_database("prepared")
    env = {
        "INTAKE_ENV": "development",
        "INTAKE_HOME": str(tmp_path_factory.mktemp("desk")),
        "DATABASE_URL": cluster.app_url("prepared"),
        "DATABASE_OWNER_URL": cluster.owner_url("prepared"),
        "INTAKE_KEYS": KeyRing.create().dump(),
        "INTAKE_SECRET_KEY": "only-for-tests-only-for-tests-only",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            patch.setenv(name, env[name])
        config = Config.from_env(env)
        first = flask(config, "desk", "prepare")
        assert first.exit_code == 0, first.output
        assert [line[:2] for line in first.output.splitlines() if line.startswith("·")] == ["· "] * 5
        yield config
    cluster.drop_database("prepared")


def flask(config: Config, *arguments: str) -> Result:
    app = create_app(config)
    try:
        return app.test_cli_runner().invoke(args=arguments)
    finally:
        app.extensions["intake"].storage.engine.dispose()


def as_owner(config: Config) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect((config.database_owner_url or "").replace("+psycopg", ""), autocommit=True)


def everything(config: Config) -> tuple[object, ...]:
    with as_owner(config) as connection:
        return connection.execute(EVERYTHING).fetchall()[0]


EVERYTHING = """
    select (select array_agg(email || ' ' || role order by email) from account), (select array_agg(name) from team),
        (select array_agg(number) from line), (select array_agg(name) from partner),
        (select count(*) from facility where listed), (select count(*) from facility where name not like 'Demo %'),
        (select name from organisation_settings), (select count(*) > 60 from substance), (select count(*) > 60 from payer),
        (select max(id::text) from audit_entry), (select array_agg(password_hash order by email) from account)
"""


def test_the_first_run_does_everything_and_the_second_nothing(desk: Config) -> None:
    stands = everything(desk)
    assert stands[:9] == (
        ["alice@example.org counselor", "bob@example.org supervisor", "erin@example.org administrator"],
        ["Demo days"],
        ["+18005550199"],
        ["Demo Partner Clinic"],
        6,
        0,
        "Demo Helpline",
        True,
        True,
    )
    second = flask(desk, "desk", "prepare")
    assert (second.exit_code, second.output.count("up to date")) == (0, 3)
    assert everything(desk) == stands


def test_whom_to_sign_in_as_is_told_in_a_private_file(desk: Config) -> None:
    file = desk.home / "demo-accounts.txt"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = [line.split() for line in file.read_text().splitlines()[1:]]
    assert [line[:2] for line in lines] == [
        ["counselor", "alice@example.org"],
        ["supervisor", "bob@example.org"],
        ["administrator", "erin@example.org"],
    ]
    body = {"email": "alice@example.org", "password": lines[0][2]}
    app = create_app(desk)
    assert app.test_client().post("/api/v1/sessions", json=body).status_code == 201
    file.unlink()
    assert flask(desk, "demo", "load").exit_code == 0
    assert app.test_client().post("/api/v1/sessions", json=body).status_code == 401
    body["password"] = file.read_text().splitlines()[1].split()[2]
    assert app.test_client().post("/api/v1/sessions", json=body).status_code == 201
    app.extensions["intake"].storage.engine.dispose()


def test_another_key_ring_is_refused_with_the_remedy(desk: Config) -> None:
    stranger = DataKey.create(KeyRing.create())
    values = (stranger.id, stranger.ring_key, stranger.wrapped)
    with as_owner(desk) as owner:
        owner.execute("insert into data_key (id, ring_key, wrapped) values (%s, %s, %s)", values)
        refused = flask(desk, "keys", "check")
        owner.execute("delete from data_key")
    assert (refused.exit_code, "The key ring does not fit this database" in refused.output) == (1, True)
    assert flask(desk, "keys", "check").exit_code == 0


def test_without_the_owner_nothing_is_migrated(desk: Config) -> None:
    without = replace(desk, database_owner_url=None)
    assert flask(without, "database", "upgrade").exit_code == 0
    with as_owner(desk) as owner:
        stands = owner.execute("select version_num from alembic_version").fetchone()
        owner.execute("update alembic_version set version_num = '0001'")
        refused = flask(without, "database", "upgrade")
        owner.execute("update alembic_version set version_num = %s", stands)
    assert (refused.exit_code, "set DATABASE_OWNER_URL" in refused.output) == (1, True)


def test_rights_that_were_not_given_are_given_by_the_next_run(desk: Config) -> None:
    with as_owner(desk) as owner:
        owner.execute("revoke all on substance from intake_app")
        assert flask(desk, "database", "upgrade").exit_code == 0
        readable = owner.execute("select has_table_privilege('intake_app', 'substance', 'select')").fetchone()
    assert readable == (True,)


def test_a_reviewed_file_that_changed_is_loaded_again(desk: Config) -> None:
    assert "up to date" in flask(desk, "reference", "load").output
    with as_owner(desk) as owner:
        owner.execute("update loaded_reference set digest = 'of an older edition'")
        owner.execute("update substance set name = 'Something else' where code = 'clonazepam'")
        assert "1 rows added or changed" in flask(desk, "reference", "load").output
        assert owner.execute("select name from substance where code = 'clonazepam'").fetchone() != ("Something else",)


def test_a_demo_is_refused_where_people_are_served(desk: Config) -> None:
    done = flask(replace(desk, environment="production"), "demo", "load")
    assert (done.exit_code, "development only" in done.output) == (1, True)


def test_a_key_ring_is_written_once_and_privately(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "ring.json"
    command = [sys.executable, "-m", "intake.storage.keyring", str(file)]
    assert subprocess.run(command, cwd=ROOT).returncode == 0
    kept = file.read_text()
    assert (stat.S_IMODE(file.stat().st_mode), sorted(json.loads(kept))) == (0o600, ["current", "keys", "lookup"])
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (again.returncode, "never replaced" in again.stderr, file.read_text()) == (1, True, kept)
