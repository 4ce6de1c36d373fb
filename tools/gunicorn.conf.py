# ruff: noqa: N999 - gunicorn's own way to name this file
"""gunicorn's settings for `make run`. The address is given on the command line."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "16"))  # as many as the session pool holds connections
control_socket_disable = True  # gunicorn 27 opens one by default
preload_app = True  # read once, then forked: no connection is open before the first request
graceful_timeout = 10
timeout = 60
keepalive = 5
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeats only, never on a slow disk

# Where the processes leave what they count, so that each of them can tell the sum.
_counts = None
if {"INTAKE_METRICS_TOKEN", "INTAKE_METRICS_TOKEN_FILE"} & set(os.environ) and "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    _counts = os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="intake-metrics-")


def when_ready(server):
    # What was read before the fork stays: no collection walks through it again, and none copies its memory pages.
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


def on_exit(server):
    if _counts:
        shutil.rmtree(_counts, ignore_errors=True)


accesslog = None  # the application writes its own, redacted
errorlog = "-"
