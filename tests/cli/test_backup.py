"""The restore drill: a desk is backed up while it stands, and comes back whole on a new cluster."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import LiteralString

import psycopg
import pytest
from click.testing import Result
from sqlalchemy import select

from config import Config
from intake.accounts.service import open_session
from intake.app import create_app
from intake.callers.models import Person
from intake.storage.backup import BadBackup, compare, create_backup, verify_backup
from intake.storage.embedded import Cluster, temporary_cluster
from intake.storage.embedded.programs import installed_programs
from intake.storage.keyring import KeyRing
from tests.conftest import RING
from tests.factories.accounts import a_team, an_account
from tests.factories.followups import a_desk
from tests.factories.intakes import klonopin_call


@pytest.fixture(scope="module")
def desk(cluster: Cluster, template: str, config: Config) -> Iterator[Config]:
    """A desk with a recorded call."""
    cluster.create_database("backed_up", template=template)
    settings = replace(
        config, database_url=cluster.app_url("backed_up"), database_owner_url=cluster.owner_url("backed_up"), keys=RING.dump()
    )
    app = create_app(settings)
    storage = app.extensions["intake"].storage
    with storage.unit_of_work() as session:
        a_desk(session)
        alice = an_account(session, "Alice", "counselor", a_team(session, "Days"))
        token = open_session(session, alice, kind="bearer", hours=12)
    made = app.test_client().post("/api/v1/intakes", json=klonopin_call(), headers={"Authorization": f"Bearer {token}"})
    assert made.status_code == 201, made.text
    storage.engine.dispose()
    yield settings
    cluster.drop_database("backed_up")


@pytest.fixture(scope="module")
def file(desk: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "desk.backup"
    done = flask(desk, "backup", "create", str(file))
    assert done.exit_code == 0, done.output
    return file


def flask(config: Config, *words: str) -> Result:
    app = create_app(config)
    try:
        return app.test_cli_runner().invoke(args=words)
    finally:
        app.extensions["intake"].storage.engine.dispose()


def names(config: Config) -> set[str | None]:
    storage = create_app(config).extensions["intake"].storage
    with storage.unit_of_work() as session:
        found = {person.given_name for person in session.scalars(select(Person))}
    storage.engine.dispose()
    return found


def run(url: str, statement: LiteralString) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(statement)


def test_a_backup_comes_back_whole_on_a_new_cluster(desk: Config, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with temporary_cluster() as fresh:
        place = {"DATABASE_URL": fresh.app_url(), "DATABASE_OWNER_URL": fresh.owner_url()}
        for name, value in place.items():
            monkeypatch.setenv(name, value)
        restored = replace(desk, database_url=place["DATABASE_URL"], database_owner_url=place["DATABASE_OWNER_URL"])
        done = flask(restored, "backup", "restore", str(file))
        assert done.exit_code == 0, done.output
        compare(place["DATABASE_OWNER_URL"], verify_backup(file, RING))
        assert names(restored) == names(desk) != set()
        verified = flask(restored, "audit", "verify")
        assert verified.exit_code == 0, verified.output
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(restored.database_url, "delete from audit_entry")
        assert "not empty" in flask(restored, "backup", "restore", str(file)).output
        run(place["DATABASE_OWNER_URL"], "update person set gender = 'other'")
        with pytest.raises(BadBackup, match=r"not what was backed up: public\.person$"):
            compare(place["DATABASE_OWNER_URL"], verify_backup(file, RING))


def test_two_backups_into_one_file_at_once_are_one_whole_backup_and_one_refusal(desk: Config, tmp_path: Path) -> None:
    file, both = tmp_path / "desk.backup", Barrier(2)

    def create() -> str:
        both.wait()
        try:
            create_backup(desk.database_owner_url or "", RING, file)
        except BadBackup as refused:
            return str(refused)
        return "whole"

    with ThreadPoolExecutor(2) as pool:
        told = [one.result() for one in [pool.submit(create) for _ in range(2)]]
    assert sorted(told) == [f"{file}.part is there: another backup is being written, or one was cut off; then remove it", "whole"]
    assert verify_backup(file, RING).rows > 0
    assert [one.name for one in tmp_path.iterdir()] == ["desk.backup"]


def test_a_server_behind_tls_is_dumped_by_its_own_programs(desk: Config, tmp_path: Path) -> None:
    secure = replace(desk, database_owner_url=f"{desk.database_owner_url}?sslmode=verify-full")
    refused = flask(secure, "backup", "create", str(tmp_path / "refused"))
    assert refused.exit_code == 1 and "INTAKE_POSTGRES_PROGRAMS" in refused.output
    assert not (tmp_path / "refused").exists()
    for name in ("pg_dump", "pg_restore"):
        script = tmp_path / name
        script.write_text(f'#!/bin/sh\necho {name} >>{tmp_path}/asked\nexec {installed_programs() / name} "$@"\n')
        script.chmod(0o700)
    own = replace(desk, programs=tmp_path)
    for words in (("create", str(tmp_path / "own")), ("verify", str(tmp_path / "own"))):
        done = flask(own, "backup", *words)
        assert done.exit_code == 0, done.output
    assert (tmp_path / "asked").read_text().split() == ["pg_dump", "pg_restore"]


def test_a_changed_or_cut_backup_is_refused(file: Path, tmp_path: Path) -> None:
    whole, other = file.read_bytes(), tmp_path / "other.backup"
    last_frame = len(whole) - 40
    header = whole.index(b"\n") + 1
    size = 4 + int.from_bytes(whole[header : header + 4], "big")
    for changed in (
        whole[:-1],
        whole[: header + size],
        whole[:last_frame] + bytes([whole[last_frame] ^ 1]) + whole[last_frame + 1 :],
        whole[:header],
        b"{}\n" + whole[header:],
        b"",
    ):
        other.write_bytes(changed)
        with pytest.raises(BadBackup):
            verify_backup(other, RING)
    with pytest.raises(BadBackup, match="key ring does not open"):
        verify_backup(file, KeyRing.create())


def test_the_file_tells_nobody_anything(file: Path, desk: Config) -> None:
    whole = file.read_bytes()
    assert b"PGDMP" not in whole
    assert b"audit_entry" not in whole
    assert file.stat().st_mode & 0o077 == 0
    assert "never replaced" in flask(desk, "backup", "create", str(file)).output
