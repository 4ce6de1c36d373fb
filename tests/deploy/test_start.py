"""The deployment as it is written: an empty database of another PostgreSQL, the units' own lines, and keys rotated live."""

import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp
import pytest

from intake.accounts.models import Account
from intake.accounts.service import Origin, confirm_factor, propose_factor
from intake.foundation.actor import SYSTEM
from intake.foundation.clock import now
from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing
from intake.storage.session import Storage
from tests.accounts.test_sign_in import HASH, PASSWORD
from tests.conftest import ROOT
from tests.deploy.test_nginx import free_port
from tests.deploy.test_services import DEPLOY, directives

pytestmark = pytest.mark.slow
AS_SERVICE = "setpriv --reuid=intake --regid=intake --init-groups --no-new-privs "


@dataclass(frozen=True)
class Machine:
    """Folders that stand for those of the machine; the application is this one."""

    here: Path

    @property
    def ring(self) -> Path:
        return self.here / "var/lib/intake/keys/ring.json"

    def put(self, text: str) -> str:
        """The same text with our folders in it."""
        programs = re.sub(r"(/opt/intake/)?\.venv/bin", str(Path(sys.executable).parent), text)
        return re.sub(r"/(etc|var/lib)/intake", rf"{self.here}/\1/intake", programs).replace("/opt/intake", str(ROOT))

    def start(self, unit: str, **words: str) -> tuple[list[str], dict[str, str]]:
        """Command and environment of a service, made as systemd makes them: nothing of ours is inherited."""
        given = {"PATH": "/usr/bin:/bin"}
        credentials = Path(tempfile.mkdtemp(prefix=unit, dir=self.here))
        lines = directives(DEPLOY / f"{unit}.service")
        for name, value in lines:
            if name == "LoadCredential":
                known, _, source = self.put(value).partition(":")
                (credentials / known).write_text(Path(source).read_text())
                (credentials / known).chmod(0o400)
            elif name == "EnvironmentFile":
                given |= dict(line.split("=", 1) for line in Path(self.put(value)).read_text().splitlines())
            elif name == "Environment":
                given |= dict(word.replace("%d", str(credentials)).split("=", 1) for word in self.put(value).split())
        credentials.chmod(0o500)
        command = self.put(dict(lines)["ExecStart"]).split()
        return [words.get(word, word) for word in command], given

    def desk(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        script = self.here / "desk"
        text = (DEPLOY / "desk").read_text()
        assert AS_SERVICE in text
        script.write_text(self.put(text.replace(AS_SERVICE, "")))
        env = {"PATH": os.environ["PATH"], **settings}
        return subprocess.run(["sh", str(script), *words], env=env, capture_output=True, text=True, timeout=600)


@pytest.fixture(scope="module")
def machine(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    # As a server of somebody else makes it: without our extensions.
    cluster.create_database("deployed", template="template0")
    machine = Machine(tmp_path_factory.mktemp("machine"))
    settings = machine.here / "etc/intake"
    settings.mkdir(parents=True)
    machine.ring.parent.mkdir(parents=True, mode=0o700)
    url, owner = (made("deployed").replace("+psycopg", "") for made in (cluster.app_url, cluster.owner_url))
    (settings / "intake.env").write_text(f"DATABASE_URL={url}\nINTAKE_HOSTS=desk.example.org,127.0.0.1\n")
    (settings / "owner.env").write_text(f"DATABASE_OWNER_URL={owner}\n")
    (settings / "secret-key").write_text("s" * 64)
    (settings / "metrics-token").write_text("m" * 64)
    for file in settings.iterdir():
        file.chmod(0o600)
    subprocess.run([sys.executable, "-m", "intake.storage.keyring", str(machine.ring)], cwd=ROOT, check=True)
    yield machine
    cluster.drop_database("deployed")


@contextmanager
def running(machine: Machine, unit: str, **words: str) -> Iterator[subprocess.Popen[bytes]]:
    command, env = machine.start(unit, **words)
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        assert process.wait(120) == 0, f"{unit} does not stop cleanly"


def ask(port: int, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {"Host": "desk.example.org", "Content-Type": "application/json", **headers}
    connection.request(method, path, json.dumps(body) if body is not None else None, sent)
    answer = connection.getresponse()
    try:
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            if ask(port, "GET", "/readyz")[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the web service does not come up")


def an_administrator(cluster: Cluster, ring: KeyRing) -> list[str]:
    """Erin, with a second factor; her recovery codes, each good once."""
    storage = Storage(cluster.app_url("deployed"), ring)
    with storage.unit_of_work() as session:
        account = Account(email="erin@example.org", name="Erin", role="administrator", password_hash=HASH)
        session.add(account)
        session.flush()
        code = pyotp.TOTP(propose_factor(session, account).secret or "").at(now())
        codes = confirm_factor(session, actor=SYSTEM, account=account, code=code, origin=Origin("here"))
    storage.engine.dispose()
    return codes


def test_the_services_start_by_their_own_lines_and_keys_rotate_while_they_work(machine: Machine, cluster: Cluster) -> None:
    command, env = machine.start("intake-prepare")
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    codes = iter(an_administrator(cluster, KeyRing.parse(machine.ring.read_text())))

    def sign_in(port: int) -> int:
        body = {"email": "erin@example.org", "password": PASSWORD, "code": next(codes)}
        return ask(port, "POST", "/api/v1/sessions", body)[0]

    port = free_port()
    with running(machine, "intake-worker") as worker, running(machine, "intake-web", **{"127.0.0.1:8000": f"127.0.0.1:{port}"}):
        wait_for(port)
        assert ask(port, "GET", "/metrics", Authorization="Bearer metrics_" + "m" * 64)[0] == 200
        assert ask(port, "GET", "/readyz", Host="other.example.org")[0] == 400
        assert sign_in(port) == 201
        for what in ("create", "rotate"):
            proof = {"INTAKE_ADMINISTRATOR": "erin@example.org", "INTAKE_ADMINISTRATOR_PASSWORD": PASSWORD}
            worked = machine.desk("keys", what, **proof, INTAKE_ADMINISTRATOR_CODE=next(codes))
            assert worked.returncode == 0, worked.stderr
        status = machine.desk("keys", "status").stdout.split()
        assert status[:2] == ["k1", "0"]
        # What only the new key opens is read by the processes that were started with the old one.
        assert sign_in(port) == 201
        kept = machine.desk("backup", "create", str(machine.here / "night.backup"))
        assert kept.returncode == 0, kept.stderr
        assert machine.desk("audit", "verify").returncode == 0
        assert worker.poll() is None


def test_the_health_check_of_the_image_finds_the_service_well_and_ill(machine: Machine) -> None:
    port = free_port()
    written = re.search(r"^HEALTHCHECK .*? CMD (\[.*\])$", (DEPLOY / "Containerfile").read_text(), re.M)
    assert written is not None
    command = [sys.executable, *json.loads(written[1].replace("127.0.0.1:8000", f"127.0.0.1:{port}"))[1:]]

    def check(hosts: str) -> int:
        env = {"PATH": "/usr/bin:/bin", "INTAKE_HOSTS": hosts}
        return subprocess.run(command, env=env, capture_output=True, timeout=20).returncode

    prepare, env = machine.start("intake-prepare")
    assert subprocess.run(prepare, cwd=ROOT, env=env, capture_output=True, timeout=300).returncode == 0
    with running(machine, "intake-web", **{"127.0.0.1:8000": f"127.0.0.1:{port}"}):
        wait_for(port)
        # Asked by the service's own name, because any other one is refused.
        assert check("desk.example.org,127.0.0.1") == 0
        assert check("other.example.org") != 0
    assert check("desk.example.org,127.0.0.1") != 0


@pytest.mark.parametrize("unit", ["intake-prepare", "intake-web", "intake-worker"])
def test_a_start_without_a_good_ring_is_refused_in_one_clear_line(machine: Machine, unit: str, tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("no ring")
    (tmp_path / "broken").chmod(0o600)
    for file, words in (("lost", "INTAKE_KEYS_FILE cannot be read"), ("broken", "the key ring is not the JSON")):
        command, env = machine.start(unit)
        env["INTAKE_KEYS_FILE"] = str(tmp_path / file)
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
        told = done.stdout + done.stderr
        assert done.returncode != 0 and words in told and "Intake does not start" in told
        assert "Traceback" not in told and "no ring" not in told


def test_a_role_that_owns_nothing_is_told_what_to_do(machine: Machine, cluster: Cluster) -> None:
    cluster.create_database("not_ours", template="template0")
    settings = machine.here / "etc/intake"
    for name, setting in (("intake.env", "DATABASE_URL"), ("owner.env", "DATABASE_OWNER_URL")):
        text = re.sub(rf"^{setting}=.*$", f"{setting}={cluster.app_url('not_ours')}", (settings / name).read_text(), flags=re.M)
        (settings / name).write_text(text)
    done = machine.desk("--owner", "database", "upgrade")
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "InsufficientPrivilege" in done.stderr and "DATABASE_OWNER_URL" in done.stderr
    cluster.drop_database("not_ours")
