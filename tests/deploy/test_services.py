"""What a deployment is made of: systemd takes the units and finds little to complain about, and the image copies no secret."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from config import Config
from tests.conftest import ROOT
from tests.deploy.programs import needs

DEPLOY = ROOT / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
# systemd's own scale: 0 is shut, 10 is open, and below 2.5 it says OK.
MOST_EXPOSED = 2


def directives(unit: Path) -> list[tuple[str, str]]:
    lines = (line.partition("=") for line in unit.read_text().splitlines() if "=" in line and not line.startswith("#"))
    return [(name, value) for name, _, value in lines]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_each_line(unit: Path, tmp_path: Path) -> None:
    for each in UNITS:
        # The programs and the user are there on the day, not here.
        text = re.sub(r"^(User|Group)=.*$", "", each.read_text(), flags=re.M)
        text = re.sub(r"^Documentation=.*$", "", text, flags=re.M)
        (tmp_path / each.name).write_text(re.sub(r"/opt/intake/\S+", sys.executable, text))
    done = subprocess.run([needs("systemd-analyze"), "verify", str(tmp_path / unit.name)], capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if unit.name in line]
    assert told == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_service_can_do_little_else(unit: Path) -> None:
    command = [needs("systemd-analyze"), "security", "--offline=true", f"--threshold={MOST_EXPOSED * 10}", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:]


def test_only_the_migrations_get_the_owner_of_the_tables() -> None:
    have = {unit.name for unit in UNITS if ("EnvironmentFile", "/etc/intake/owner.env") in directives(unit)}
    assert have == {"intake-prepare.service"}
    assert "DATABASE_OWNER_URL" not in (DEPLOY / "intake.env.example").read_text()


def test_every_program_and_setting_of_the_units_is_there() -> None:
    named = {value.split()[0] for unit in UNITS for name, value in directives(unit) if name == "ExecStart"}
    assert {Path(program).name for program in named} == {"flask", "gunicorn", "python"}
    settings = set(re.findall(r"\b(?:INTAKE_[A-Z]+?(?:_[A-Z]+)*?)(?:_FILE)?=", "".join(unit.read_text() for unit in UNITS)))
    known = (ROOT / "config.py").read_text()
    assert [name for name in settings if f'"{name.removesuffix("=").removesuffix("_FILE")}"' not in known] == []


def test_a_real_desk_starts_on_the_example_with_its_secrets(config: Config) -> None:
    example = (
        line.split("=", 1) for line in (DEPLOY / "intake.env.example").read_text().splitlines() if line[:1] not in ("#", "")
    )
    settings = dict(example)
    secrets = {"INTAKE_KEYS": config.keys, "INTAKE_SECRET_KEY": "x" * 64, "INTAKE_METRICS_TOKEN": "x" * 64, "INTAKE_PROXIES": "1"}
    started = Config.from_env({"INTAKE_ENV": "production", **settings, **secrets})
    assert (started.production, started.hosts) == (True, ("intake.example.org", "127.0.0.1"))


def test_the_container_file_is_sound() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([str(hadolint), str(DEPLOY / "Containerfile")], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_made_of_named_things_that_are_there() -> None:
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.M)
    sources = [source for line in copied for source in line.split()]
    assert sources, "nothing is copied"
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert {"var", ".", "tests", ".git"} & set(sources) == set()
