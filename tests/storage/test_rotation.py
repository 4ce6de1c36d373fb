"""The ring is rotated while people work; a lost or foreign ring is told; the ring's backup opens with its passphrase alone."""

import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from config import Config
from intake.accounts.models import SecondFactor
from intake.accounts.queries import account_by_email
from intake.accounts.service import open_session
from intake.accounts.service.passwords import hash_password
from intake.app import create_app
from intake.audit.models import AuditEntry
from intake.storage import ringfile
from intake.storage.base import Base
from intake.storage.embedded import Cluster
from intake.storage.encrypted import DataKey
from intake.storage.keyring import KeyRing
from intake.storage.rotation import WRAPPED
from intake.storage.session import Storage
from tests.conftest import ROOT
from tests.factories.accounts import a_team, an_account, an_account_with_factor
from tests.factories.followups import a_desk
from tests.factories.intakes import klonopin_call

OLD = KeyRing.create()
PASSWORD = "nine quiet harbor lamps"
ERIN = {"INTAKE_ADMINISTRATOR": "erin@example.org", "INTAKE_ADMINISTRATOR_PASSWORD": PASSWORD}
NOBODY = {"INTAKE_ADMINISTRATOR": "", "INTAKE_ADMINISTRATOR_PASSWORD": ""}


@pytest.fixture
def settings(cluster: Cluster, template: str, config: Config, tmp_path: Path) -> Iterator[Config]:
    """A desk of its own, whose ring stands in a file."""
    cluster.create_database("rotated", template=template)
    file = tmp_path / "ring.json"
    file.write_text(OLD.dump())
    yield replace(config, database_url=cluster.app_url("rotated"), keys=OLD.dump(), keys_file=file)
    cluster.drop_database("rotated")


@pytest.fixture
def desk(settings: Config) -> Iterator[Flask]:
    yield from _started(settings)


@pytest.fixture
def other(settings: Config) -> Iterator[Flask]:
    """Another process on the same desk."""
    yield from _started(settings)


def _started(settings: Config) -> Iterator[Flask]:
    app = create_app(settings)
    with storage_of(app).unit_of_work() as session:
        if account_by_email(session, "erin@example.org") is None:
            an_account(session, "Erin", "administrator").password_hash = hash_password(PASSWORD)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.extensions["intake"].storage.engine.dispose()


def storage_of(app: Flask) -> Storage:
    found: Storage = app.extensions["intake"].storage
    return found


def flask(app: Flask, *words: str, env: dict[str, str] | None = None, told: str | None = None) -> Result:
    return app.test_cli_runner().invoke(args=words, env=ERIN | (env or {}), input=told)


def ring_keys(app: Flask) -> set[str]:
    with storage_of(app).unit_of_work() as session:
        return set(session.scalars(select(DataKey.ring_key)))


def a_counselor(app: Flask) -> dict[str, str]:
    with storage_of(app).unit_of_work() as session:
        a_desk(session)
        alice = an_account(session, "Alice", "counselor", a_team(session, "Days"))
        return {"Authorization": f"Bearer {open_session(session, alice, kind='bearer', hours=12)}"}


def work(app: Flask, headers: dict[str, str], answers: list[int], stop: threading.Event, name: str) -> None:
    """Calls are recorded, read, and sent twice, until told to stop."""
    client, round_ = app.test_client(), 0
    while not stop.is_set():
        round_ += 1
        told = klonopin_call()
        once = headers | {"Idempotency-Key": f"{name}-{round_}"}
        for _ in range(2):
            made = client.post("/api/v1/intakes", json=told, headers=once)
            answers.append(made.status_code)
        if made.status_code == 201:
            answers.append(client.get(f"/api/v1/intakes/{made.get_json()['id']}", headers=headers).status_code)


def test_the_ring_is_rotated_while_people_work_and_no_request_fails(desk: Flask, other: Flask) -> None:
    headers, stop = a_counselor(desk), threading.Event()
    answers: list[int] = []
    threads = [threading.Thread(target=work, args=(app, headers, answers, stop, str(n))) for n, app in enumerate((desk, other))]
    for thread in threads:
        thread.start()
    try:
        while len(answers) < 12 and any(thread.is_alive() for thread in threads):
            stop.wait(0.1)
        for words in (["keys", "create"], ["keys", "rotate"]):
            done = flask(desk, *words)
            assert done.exit_code == 0, done.output
        after = len(answers)
        while len(answers) < after + 12 and any(thread.is_alive() for thread in threads):
            stop.wait(0.1)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert set(answers) == {200, 201}
    assert flask(desk, "keys", "rotate").exit_code == 0
    assert ring_keys(desk) == {"k2"}


def test_who_works_on_the_keys_proves_to_be_an_administrator_and_stands_in_the_trail(desk: Flask) -> None:
    with storage_of(desk).unit_of_work() as session:
        an_account(session, "Sam", "supervisor").password_hash = hash_password(PASSWORD)
    wrong = flask(desk, "keys", "create", env=NOBODY, told="erin@example.org\nnot hers\n")
    other = flask(desk, "keys", "create", env=NOBODY, told=f"sam@example.org\n{PASSWORD}\n")
    assert (wrong.exit_code, "The e-mail or the password is not right." in wrong.output) == (1, True)
    assert (other.exit_code, "Your role does not allow this." in other.output) == (1, True)
    assert flask(desk, "keys", "status").output.split()[::3] == ["k1"]
    assert flask(desk, "keys", "create", env=NOBODY, told=f"erin@example.org\n{PASSWORD}\n").exit_code == 0
    with storage_of(desk).unit_of_work() as session:
        rows = session.scalars(select(AuditEntry).where(AuditEntry.action.like("keys.%"))).all()
        assert [(row.action, row.actor_name) for row in rows] == [("keys.create", "Erin")]


def test_an_administrator_with_a_second_factor_brings_its_code_too(desk: Flask) -> None:
    with storage_of(desk).unit_of_work() as session:
        fran = an_account_with_factor(session, "Fran")
        fran.role, fran.password_hash = "administrator", hash_password(PASSWORD)
        app = pyotp.TOTP(session.scalars(select(SecondFactor)).one().secret)
    fran_alone = {"INTAKE_ADMINISTRATOR": "fran@example.org"}
    assert flask(desk, "keys", "create", env=fran_alone, told="000000\n").exit_code == 1
    assert flask(desk, "keys", "create", env=fran_alone, told=f"{app.now()}\n").exit_code == 0


def test_a_process_meets_a_key_that_was_added_a_moment_ago(desk: Flask, other: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # However long this takes, the moment is not over.
    monkeypatch.setattr(ringfile, "LOOK_SECONDS", 3600.0)
    headers = a_counselor(desk)
    made = desk.test_client().post("/api/v1/intakes", json=klonopin_call(), headers=headers).get_json()
    place = f"/api/v1/intakes/{made['id']}"
    assert other.test_client().get(place, headers=headers).status_code == 200
    flask(desk, "keys", "create")
    flask(desk, "keys", "rotate")
    assert other.test_client().get(place, headers=headers).get_json()["subject"] == made["subject"]


def test_a_key_retires_only_when_nothing_uses_it(desk: Flask, settings: Config) -> None:
    headers = a_counselor(desk)
    made = desk.test_client().post("/api/v1/intakes", json=klonopin_call(), headers=headers).get_json()
    flask(desk, "keys", "create")
    assert "still wraps" in flask(desk, "keys", "retire", "k1").output
    flask(desk, "keys", "rotate")
    assert "a moment ago" in flask(desk, "keys", "retire", "k1").output
    assert settings.keys_file is not None
    os.utime(settings.keys_file, (0, 0))
    assert "out of the ring" in flask(desk, "keys", "retire", "k1").output
    assert set(KeyRing.parse(settings.keys_file.read_text()).keys) == {"k2"}
    assert settings.keys_file.stat().st_mode & 0o077 == 0
    assert desk.test_client().get(f"/api/v1/intakes/{made['id']}", headers=headers).status_code == 200
    lines = flask(desk, "keys", "status").output.split("\n")
    assert lines[0].startswith("k2") and lines[0].endswith("current")


def test_a_broken_ring_file_leaves_the_good_ring_in_use(desk: Flask, settings: Config) -> None:
    assert settings.keys_file is not None
    rings = storage_of(desk).rings
    for broken in ("{", KeyRing.create().dump()):
        settings.keys_file.write_text(broken)
        assert rings.reread() == OLD


def test_a_ring_and_its_name_are_on_the_disk_before_anything_is_sealed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, sync = list[str](), os.fsync

    def watched(descriptor: int) -> None:
        kept.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    ringfile.write_secret(tmp_path / "ring.json", OLD.dump())
    assert kept == [str(tmp_path / "ring.json.new"), str(tmp_path)]


def test_everything_that_names_a_ring_key_is_rotated() -> None:
    named = {mapper.class_ for mapper in Base.registry.mappers if "ring_key" in mapper.columns}
    assert named == {kind.model for kind in WRAPPED}


def test_the_ring_s_backup_opens_with_its_passphrase_alone(desk: Flask, tmp_path: Path) -> None:
    backup, restored = tmp_path / "backup.json", tmp_path / "restored.json"
    right, wrong = {"INTAKE_PASSPHRASE": "nine quiet harbor lamps"}, {"INTAKE_PASSPHRASE": "nine quiet harbor lamp"}
    made = flask(desk, "keys", "backup", str(backup), env=right)
    assert made.exit_code == 0
    assert backup.stat().st_mode & 0o077 == 0
    assert OLD.dump().split('"')[9] not in backup.read_text()

    def restore(env: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """As the command told, on a machine whose ring is lost: no setting of a desk is there, and no Python but ours."""
        command = made.output.splitlines()[-1].replace("RING_FILE", str(restored)).split()
        return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)

    refused = restore(wrong)
    assert refused.returncode == 1
    assert "does not open" in refused.stderr
    assert not restored.exists()
    assert restore(right).returncode == 0
    assert KeyRing.parse(restored.read_text()) == OLD
    assert restored.stat().st_mode & 0o077 == 0
    assert restore(right).returncode == 1
    assert flask(desk, "keys", "backup", str(tmp_path / "short"), env={"INTAKE_PASSPHRASE": "short"}).exit_code == 1
