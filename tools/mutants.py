"""Break the product on purpose, one way at a time, and see that the named test notices.

Each patch in tests/house/mutants/ begins with `# caught by: <test> [<test> …]` (as pytest names them) and is applied to a copy.
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
        red = _failing(folder, sorted({test for patch in chosen for test in _tests(patch)}))
        bad = [patch.stem for patch in chosen if not _told(patch, folder, red)]
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


def _failing(folder: Path, tests: list[str]) -> set[str]:
    """The tests that fail without any mutant, and so can tell nothing."""
    done = _run(folder, tests)
    if done.returncode not in (0, FAILED):
        print("The tests do not even start:\n" + _summary(done.stdout + done.stderr))
        return set(tests)
    return set(re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", done.stdout, re.MULTILINE))


def _told(patch: Path, folder: Path, red: set[str]) -> bool:
    """Print what became of one mutant; True when it was caught."""
    try:
        done = _broken_run(patch, folder, red)
    except NotUsable as problem:
        print(f"  UNUSABLE  {patch.stem}: {problem}", flush=True)
        return False
    caught = done.returncode == FAILED
    print(f"  {'caught  ' if caught else 'SURVIVED'}  {patch.stem}", flush=True)
    if done.returncode not in (0, FAILED):
        print(_summary(done.stdout + done.stderr))
    return caught


def _broken_run(patch: Path, folder: Path, red: set[str]) -> subprocess.CompletedProcess[str]:
    tests = _tests(patch)
    if any(failed.startswith(test) for failed in red for test in tests):
        raise NotUsable("its test fails without it, too")
    _apply(patch, folder)
    try:
        for name in TARGET.findall(patch.read_text()):
            if name.endswith(".py"):
                _compile(folder / name)
        return _run(folder, tests, "-x")
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


def _run(folder: Path, tests: list[str], *options: str) -> subprocess.CompletedProcess[str]:
    # Compiled files carry whole seconds; a mutant of the same length and second would go unseen.
    env = os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(folder)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options, *tests]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True)


def _summary(output: str) -> str:
    return "\n".join(f"    {line}" for line in output.strip().splitlines()[-12:])


if __name__ == "__main__":
    sys.exit(main())
