"""`make flask DO="facilities import FILE"`: one command on the desk that `make run` serves, or would serve."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

from intake.storage.embedded import Cluster, EmbeddedDatabaseError
from tools.console import ROOT, fail
from tools.home import chosen_port, environment, keep_secrets, open_home


def main(words: Sequence[str]) -> int:
    """The command's own exit code. The embedded database is started for it when it does not run, and stopped again."""
    home, port = open_home(), chosen_port()
    keep_secrets(home)
    if os.environ.get("DATABASE_URL"):
        return _run(words, environment(home, port, None))
    cluster = Cluster(home)
    try:
        was_running = cluster.is_running()
        cluster.start()
        try:
            return _run(words, environment(home, port, cluster))
        finally:
            if not was_running:
                cluster.stop()
    except EmbeddedDatabaseError as error:
        fail(str(error))


def _run(words: Sequence[str], env: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *words], cwd=ROOT, env=env).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
