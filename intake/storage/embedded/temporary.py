"""A cluster for one run of the tests: fast, and gone afterwards, also when the run was killed."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from intake.storage.embedded.cluster import Cluster

PREFIX = "intake-postgres-"
MAKER = "made-by"


@contextlib.contextmanager
def temporary_cluster() -> Iterator[Cluster]:
    """A started, fast cluster that leaves nothing behind; clears away those whose makers were killed."""
    _sweep()
    home = Path(tempfile.mkdtemp(prefix=PREFIX))
    (home / MAKER).write_text(_name(psutil.Process()))
    home.chmod(0o711)  # the account that stands in for root must get in
    cluster = Cluster(home, fast=True)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(home)


def _sweep() -> None:
    for home in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        # whatever goes wrong, another run is clearing the same one
        with contextlib.suppress(Exception):
            if home.stat().st_uid == os.geteuid() and not _lives((home / MAKER).read_text()):
                Cluster(home, fast=True).stop()
                shutil.rmtree(home)


def _lives(maker: str) -> bool:
    try:
        return _name(psutil.Process(int(maker.split()[0]))) == maker
    except psutil.NoSuchProcess:
        return False


def _name(process: psutil.Process) -> str:
    """Number and birth: the number alone is used again."""
    return f"{process.pid} {process.create_time()}"
