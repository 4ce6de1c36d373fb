"""Asks with pip-audit whether a known hole is in what is pinned.

A hole fails; a service that cannot be reached is told, and does not fail.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tools.console import ROOT, say

FILES = ("requirements.txt", "requirements-dev.txt", "requirements-setup.txt", "requirements-node.txt")
PATIENCE = 120
# Advisory id to the reason why it does not concern us, and until when that was thought through.
ACCEPTED: dict[str, str] = {}


@dataclass
class Verdict:
    """`holes`: one line each. `unasked`: packages that nobody could tell about."""

    asked: int = 0
    holes: list[str] = field(default_factory=list)
    unasked: list[str] = field(default_factory=list)


def judge(report: Mapping[str, Any]) -> Verdict:
    """What pip-audit's JSON says."""
    verdict = Verdict()
    for package in report["dependencies"]:
        if "skip_reason" in package:
            verdict.unasked.append(package["name"])
            continue
        verdict.asked += 1
        for hole in package["vulns"]:
            if hole["id"] not in ACCEPTED:
                mended = ", ".join(hole["fix_versions"]) or "no version yet"
                verdict.holes.append(f"{package['name']} {package['version']}: {hole['id']} (mended in {mended})")
    return verdict


def ask(file: str) -> Verdict | None:
    """The verdict on one file of pins; None, and a line that says so, when there is no answer."""
    command = [sys.executable, "-m", "pip_audit", "-r", file, "--disable-pip", "--require-hashes", "-f", "json"]
    try:
        done = subprocess.run(
            [*command, "--progress-spinner", "off", "--timeout", "10"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
        )
        return judge(json.loads(done.stdout))
    except subprocess.TimeoutExpired:
        reason = f"no answer within {PATIENCE} s"
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["no report"])[-1][:200]
    say(f"! Known holes: {file} could NOT be checked ({reason})")
    return None


def main() -> int:
    """1 when a hole is known in something pinned."""
    holes = []
    for file in FILES:
        verdict = ask(file)
        if verdict is None:
            continue
        if verdict.unasked:
            say(f"! Known holes: {file}: {len(verdict.unasked)} packages could NOT be checked ({verdict.unasked[0]} …)")
        if verdict.asked:
            say(f"· Known holes: {file}: {verdict.asked} packages checked, {len(verdict.holes)} with a hole")
        holes += [f"{hole}, pinned in {file}" for hole in verdict.holes]
    for line in holes:
        say(f"! {line}")
    return 1 if holes else 0


if __name__ == "__main__":
    sys.exit(main())
