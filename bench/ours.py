"""The product as it is served: signed in, checked, sealed, with trail and findings."""

import itertools
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.calls import a_call, number
from bench.load import Client, Connection
from bench.servers import ROOT
from config import Config
from intake.accounts.models import Account
from intake.accounts.service import open_session
from intake.app import create_app
from intake.storage.embedded import Cluster
from intake.storage.keyring import KeyRing
from intake.storage.session import Storage

DIRECTORY = ROOT.parent / "shared" / "data" / "samhsa" / "national_directory_su_facilities_2022.xlsx"
LOOK_UP = "/api/v1/people/search"


@dataclass(frozen=True)
class Desk:
    """A desk that is set up: how to serve it, and a counselor's token."""

    settings: Mapping[str, str]
    token: str


def set_up(cluster: Cluster, home: Path, database: str = "intake", *, directory: bool = True) -> Desk:
    """Migrations, reference data, the published directory if wanted, one counselor."""
    ring = KeyRing.create()
    settings = {
        "INTAKE_ENV": "production",
        "INTAKE_HOSTS": "127.0.0.1,localhost",
        # One counselor asks here as often as a thousand would.
        "INTAKE_LIMIT_ADDRESS": "0",
        "INTAKE_LIMIT_ACCOUNT": "0",
        "INTAKE_HOME": str(home),
        "INTAKE_KEYS": ring.dump(),
        "INTAKE_SECRET_KEY": "only-for-measuring-only-for-measuring",
        "DATABASE_URL": cluster.app_url(database),
    }
    steps = [["desk", "prepare"], ["facilities", "import", str(DIRECTORY)]]
    for arguments in steps if directory else steps[:1]:
        _flask(arguments, settings | {"DATABASE_OWNER_URL": cluster.owner_url(database)})
    return Desk(settings, _sign_in(Config.from_env(settings)))


def _flask(arguments: list[str], settings: Mapping[str, str]) -> None:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | settings, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"flask {' '.join(arguments[:2])}:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


def _sign_in(config: Config) -> str:
    storage: Storage = create_app(config).extensions["intake"].storage
    with storage.unit_of_work() as session:
        account = Account(email="bench@example.org", name="Bench", role="counselor")
        session.add(account)
        session.flush()
        token = open_session(session, account, kind="bearer", hours=12)
    storage.engine.dispose()
    return token


_calls = itertools.count(1_000_000)


def record_intakes(client: int) -> Client:
    """A whole, complete call in each request."""
    while True:
        yield "POST", "/api/v1/intakes", a_call(next(_calls), complete=True)


def save_fields(field: str, first: Any, second: Any) -> Any:
    """One answer of a draft saved again and again, by its version."""

    def client(_n: int) -> Client:
        intake = yield "POST", "/api/v1/intakes", a_call(next(_calls), complete=False)
        path = f"/api/v1/intakes/{intake['id']}/answers/intake/{intake['id']}/{field}"
        version = intake["situation"]["versions"].get(field, 0)
        while True:
            saved = yield "PUT", path, {"answer": second if version % 2 else first, "version": version}
            version = saved["version"]

    return client


def look_up_numbers(first: int, count: int) -> Any:
    """The people behind a number, out of those that were recorded before."""

    def client(n: int) -> Client:
        for step in itertools.count(n * 7919):
            yield "POST", LOOK_UP, {"phone": number(first + step % count)}

    return client


def find_matches(client: int) -> Client:
    """The places for one intake, in order, with every reason."""
    intake = yield "POST", "/api/v1/intakes", a_call(next(_calls), complete=False)
    while True:
        yield "POST", f"/api/v1/intakes/{intake['id']}/matches", {}


def findings_of(connection: Connection) -> str:
    """What ours finds for such a call, for the floor to write as well."""
    intake = connection.ask("POST", "/api/v1/intakes", a_call(next(_calls), complete=False))
    return json.dumps([{key: found[key] for key in ("rule_id", "severity", "content")} for found in intake["findings"]])
