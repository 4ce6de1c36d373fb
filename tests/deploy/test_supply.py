"""What is installed is what was pinned, file by file; a known hole fails, and silence is told."""

import re

import pytest

from tests.conftest import ROOT
from tools.advisories import FILES, judge, main

PIN = re.compile(r"^[a-z0-9][a-z0-9._-]*(\[[a-z,-]+\])?==[^\s=]+( ; .+)?$", re.IGNORECASE)
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def requirements(file: str) -> list[list[str]]:
    """Each requirement as its pin followed by its hashes."""
    lines = (line for line in (ROOT / file).read_text().replace("\\\n", "\0").splitlines() if not line.lstrip().startswith("#"))
    return [[part.strip() for part in line.split("\0")] for line in lines if line.strip()]


@pytest.mark.parametrize("file", FILES)
def test_every_package_is_pinned_with_hashes(file: str) -> None:
    found = requirements(file)
    assert found
    wrong = [pin for pin, *hashes in found if not PIN.match(pin) or not hashes or not all(map(HASH.match, hashes))]
    assert wrong == []


def test_every_file_of_pins_is_looked_at() -> None:
    assert {file.name for file in ROOT.glob("requirements*.txt")} == set(FILES)


def test_the_installer_takes_nothing_without_its_hash() -> None:
    setup = (ROOT / "tools" / "setup.py").read_text()
    installs = re.findall(r'"install", .*', setup)
    assert len(installs) == 2
    assert [line for line in installs if "--require-hashes" not in line] == []


def test_a_known_hole_is_told_with_what_mends_it() -> None:
    report = {
        "dependencies": [
            {"name": "good", "version": "1", "vulns": []},
            {"name": "bad", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"], "aliases": []}]},
            {"name": "lost", "skip_reason": "not found"},
        ]
    }
    verdict = judge(report)
    assert (verdict.asked, verdict.unasked) == (2, ["lost"])
    assert verdict.holes == ["bad 2: PYSEC-1 (mended in 2.1)"]


def test_a_service_that_cannot_be_reached_is_told_and_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setattr("tools.advisories.FILES", ("requirements-setup.txt",))
    assert main() == 0
    told = capsys.readouterr()
    assert "could NOT be checked" in told.out + told.err
