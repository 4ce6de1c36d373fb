"""Importing the published directory: seconds and peak memory of `flask facilities import`, beside reading and copying it bare."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

import openpyxl
import psycopg

from bench.measure import ROUNDS, Result
from bench.servers import ROOT
from intake.storage.embedded import Cluster

NAMES = ("import_seconds", "import_memory")
FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
SHEET = "Facilities List"


def results(cluster: Cluster, settings: Mapping[str, str], file: Path) -> Iterator[Result]:
    """The medians of some first imports, each into a copy of a desk without a directory."""
    template = _prepared(cluster, settings)
    ours, floor = [], []
    for n in range(ROUNDS):
        name = f"import_{n}"
        cluster.create_database(name, template=template)
        url = {"DATABASE_URL": cluster.app_url(name)}
        floor.append(_run([sys.executable, "-m", "bench.directory", str(file), cluster.owner_url(name)], {}))
        ours.append(
            _run([sys.executable, "-m", "flask", "--app", "wsgi", "facilities", "import", str(file)], {**settings, **url})
        )
    for at, (name, unit) in enumerate(zip(NAMES, ("s", "MB"), strict=True)):
        mine, bare = median(one[at] for one in ours), median(one[at] for one in floor)
        yield Result(name, round(mine, 2), round(bare, 2), round(mine / bare, 2), unit)  # type: ignore[arg-type]


def _prepared(cluster: Cluster, settings: Mapping[str, str]) -> str:
    name = "import_template"
    cluster.create_database(name)
    urls = {"DATABASE_URL": cluster.app_url(name), "DATABASE_OWNER_URL": cluster.owner_url(name)}
    _run([*FLASK, "desk", "prepare"], {**settings, **urls})
    return name


def _run(command: list[str], settings: Mapping[str, str]) -> tuple[float, float]:
    """(seconds, peak memory in MB) of one program."""
    started = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL) as program:
        _, status, used = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
    if program.returncode:
        raise RuntimeError(f"{' '.join(command[1:6])} ended with {program.returncode}")
    # Linux tells kilobytes, macOS bytes.
    return time.monotonic() - started, used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)


def copy_bare(file: str, url: str) -> None:
    """The floor: the rows as they stand, into one table of text."""
    rows = openpyxl.load_workbook(file, read_only=True)[SHEET].iter_rows(values_only=True)
    header = [str(name) for name in next(rows)]
    with psycopg.connect(url.replace("postgresql+psycopg", "postgresql")) as floor:
        floor.execute(f"create table if not exists bare ({', '.join(f'{name} text' for name in header)})")
        with floor.cursor().copy("copy bare from stdin") as copy:
            for row in rows:
                copy.write_row(row)


if __name__ == "__main__":
    copy_bare(*sys.argv[1:3])
