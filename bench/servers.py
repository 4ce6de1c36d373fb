"""The two applications under gunicorn, each on a database of its own in one PostgreSQL, and what CPU time they used."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from intake.storage.embedded import Cluster

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 30.0


@dataclass(frozen=True)
class Server:
    """One application and the database server behind it."""

    port: int
    web: psutil.Process
    postmaster: psutil.Process

    def cpu_seconds(self) -> float:
        """CPU time so far of the application's processes and of PostgreSQL together."""
        return _tree(self.web) + _tree(self.postmaster)


@contextmanager
def a_cluster() -> Iterator[Cluster]:
    """A PostgreSQL as `make run` has it, with all its safety, in a folder that is thrown away."""
    home = Path(tempfile.mkdtemp(prefix="intake-bench-"))
    home.chmod(0o711)
    cluster = Cluster(home)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def serve(app: str, settings: Mapping[str, str], cluster: Cluster, log: Path) -> Iterator[Server]:
    """`app` under gunicorn with the settings of `make run`."""
    port = _free_port()
    command = [sys.executable, "-m", "gunicorn", "-c", "tools/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", app]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=stream, stderr=stream)
        try:
            _wait(port, process, log)
            yield Server(port, psutil.Process(process.pid), _postmaster(cluster))
        finally:
            process.terminate()
            process.wait(30)


def _postmaster(cluster: Cluster) -> psutil.Process:
    return psutil.Process(int((cluster.data / "postmaster.pid").read_text().split("\n")[0]))


def _tree(root: psutil.Process) -> float:
    """Of a process, its children, and those of its children that have ended."""
    total = 0.0
    for process in (root, *root.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            total += times.user + times.system
            if process == root:
                total += times.children_user + times.children_system
    return total


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise RuntimeError(f"gunicorn does not serve:\n{log.read_text()[-2000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
