"""Break the product on purpose, one way at a time, and see that the named test notices.

Each patch in tests/house/mutants/ begins with `# caught by: <test file> [<test file> …]` and is applied to a copy.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PATCHES = ROOT / "tests" / "house" / "mutants"
LEFT_OUT = (".venv", "var", "build", "node_modules", ".git", "__pycache__", ".*_cache", ".hypothesis")
HEADER = re.compile(r"^# caught by: (.+)$")
TARGET = re.compile(r"^\+\+\+ b/(.+)$", re.MULTILINE)
FAILED = 1  # pytest's exit status when a test failed


class NotUsable(Exception):
    """The patch cannot say anything: it does not apply, breaks the syntax, or names no test."""


def main() -> int:
    chosen = _chosen()
    with _copy() as folder:
        unbroken = _run(folder, sorted({test for patch in chosen for test in _tests(patch)}))
        if unbroken.returncode:
            print("These tests fail without any mutant, so they can tell nothing:\n" + _summary(unbroken.stdout))
            return 1
        bad = [patch.stem for patch in chosen if not _told(patch, folder)]
    print(f"{len(chosen) - len(bad)} of {len(chosen)} mutants caught" + (f"; not: {', '.join(bad)}" if bad else ""))
    return 1 if bad else 0


def _chosen() -> list[Path]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only these patches, by the beginning of their name")
    wanted = tuple(parser.parse_args().names)
    return [patch for patch in sorted(PATCHES.glob("*.patch")) if not wanted or patch.stem.startswith(wanted)]


@contextmanager
def _copy() -> Iterator[Path]:
    """The tree, without what was installed or built, where it can be broken."""
    with tempfile.TemporaryDirectory(prefix="intake-mutants-") as place:
        folder = Path(place) / "main"
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
        yield folder


def _told(patch: Path, folder: Path) -> bool:
    """Print what became of one mutant; True when it was caught."""
    try:
        done = _broken_run(patch, folder)
    except NotUsable as problem:
        print(f"  UNUSABLE  {patch.stem}: {problem}", flush=True)
        return False
    caught = done.returncode == FAILED
    print(f"  {'caught  ' if caught else 'SURVIVED'}  {patch.stem}", flush=True)
    if done.returncode not in (0, FAILED):
        print(_summary(done.stdout + done.stderr))
    return caught


def _broken_run(patch: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    tests = _tests(patch)
    _apply(patch, folder)
    try:
        for name in TARGET.findall(patch.read_text()):
            if name.endswith(".py"):
                _compile(folder / name)
        return _run(folder, tests)
    finally:
        _apply(patch, folder, "--reverse")


def _tests(patch: Path) -> list[str]:
    header = HEADER.match(patch.read_text().partition("\n")[0])
    if header is None:
        raise NotUsable("its first line must be `# caught by: tests/…`")
    return header.group(1).split()


def _apply(patch: Path, folder: Path, *options: str) -> None:
    done = subprocess.run(["git", "apply", *options, str(patch)], cwd=folder, capture_output=True, text=True)
    if done.returncode:
        raise NotUsable(f"it no longer applies ({done.stderr.strip().splitlines()[0]})")


def _compile(file: Path) -> None:
    try:
        compile(file.read_text(), file.name, "exec")
    except SyntaxError as error:
        raise NotUsable(f"{file.name} is no longer Python ({error.msg})") from error


def _run(folder: Path, tests: list[str]) -> subprocess.CompletedProcess[str]:
    # Compiled files carry whole seconds; a mutant of the same length and second would go unseen.
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


def _summary(output: str) -> str:
    return "\n".join(f"    {line}" for line in output.strip().splitlines()[-12:])


if __name__ == "__main__":
    sys.exit(main())
