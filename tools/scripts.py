"""`python -m tools.scripts`: the types of our own JavaScript modules, which their JSDoc tells, checked by TypeScript."""

import os
import subprocess
import sys

from tools.console import ROOT
from tools.frontend import CHECKER, search_path
from tools.setup import VENV


def main() -> None:
    check = ["env", f"PATH={search_path(VENV)}", "node", str(CHECKER), "--project", "jsconfig.json"]
    sys.exit(subprocess.run(check, cwd=ROOT, env=os.environ).returncode)


if __name__ == "__main__":
    main()
