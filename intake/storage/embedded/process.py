"""Is the cluster's server alive? `postmaster.pid` and `pg_ctl status` lie after a kill -9: look at the process."""

from pathlib import Path

import psutil


def postmaster_port(data: Path) -> int | None:
    """The port of the server that runs on `data`, or None when none runs."""
    lines = _lines(data)
    if len(lines) < 4 or not _serves(int(lines[0]), data):
        return None
    return int(lines[3])


def forget_stale_postmaster(data: Path) -> None:
    """Remove a `postmaster.pid` whose number now belongs to a stranger or a zombie: PostgreSQL would never start.

    Left alone while the number is free (PostgreSQL then checks its shared memory itself) or a backend still leaves.
    """
    lines = _lines(data)
    if not lines or not psutil.pid_exists(int(lines[0])) or _serves(int(lines[0]), data) or _backends(data):
        return
    (data / "postmaster.pid").unlink(missing_ok=True)


def _lines(data: Path) -> list[str]:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    return lines if lines and lines[0].isdigit() else []


def _serves(pid: int, data: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except psutil.Error:
        return False


def _backends(data: Path) -> bool:
    for process in psutil.process_iter(["name"]):
        try:
            if process.info["name"] == "postgres" and Path(process.cwd()) == data:
                return True
        except (psutil.Error, OSError):
            continue
    return False
