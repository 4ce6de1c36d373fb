"""The mutants stay usable: a patch that no longer applies would say nothing, and nobody would notice."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATCHES = sorted((ROOT / "tests" / "house" / "mutants").glob("*.patch"))


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_a_mutant_applies_and_names_tests_that_are_there(patch: Path) -> None:
    done = subprocess.run(["git", "apply", "--check", str(patch)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    first = patch.read_text().splitlines()[0]
    assert first.startswith("# caught by: ")
    for test in first.removeprefix("# caught by: ").split():
        assert (ROOT / test.split("::")[0]).is_file(), test
