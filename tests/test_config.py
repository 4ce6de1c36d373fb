"""Settings: every bad one is named at once, and no secret has a default."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import BadConfig, Config

GOOD = {
    "INTAKE_ENV": "development",
    "DATABASE_URL": "postgresql://intake_app:secret@db.example.org/intake",
    "INTAKE_KEYS": "{}",
    "INTAKE_SECRET_KEY": "x" * 32,
}


def problems(env: dict[str, str]) -> list[str]:
    with pytest.raises(BadConfig) as caught:
        Config.from_env(env)
    return caught.value.problems


def test_good_settings_are_read() -> None:
    config = Config.from_env({**GOOD, "PORT": "8123", "DATABASE_OWNER_URL": "postgres://owner@db.example.org/intake"})
    assert (config.port, config.production, config.idle_minutes) == (8123, False, 30)
    assert config.anchors == config.home / "anchors.jsonl"
    assert config.database_url == "postgresql+psycopg://intake_app:secret@db.example.org/intake"
    assert config.database_owner_url == "postgresql+psycopg://owner@db.example.org/intake"


def test_without_a_word_it_is_production() -> None:
    real = {name: value for name, value in GOOD.items() if name != "INTAKE_ENV"} | {"INTAKE_HOSTS": "desk.example.org"}
    assert Config.from_env(real).production


def test_a_real_desk_says_its_hosts_and_asks_for_a_second_factor() -> None:
    real = {**GOOD, "INTAKE_ENV": "production"}
    assert [line.split()[0] for line in problems(real)] == ["INTAKE_HOSTS"]
    named = {**real, "INTAKE_HOSTS": "Desk.example.org, desk2.example.org:8443"}
    config = Config.from_env(named)
    assert config.hosts == ("desk.example.org", "desk2.example.org:8443")
    assert (config.second_factor, Config.from_env(GOOD).second_factor) == ("required", "optional")
    assert [line.split()[0] for line in problems({**named, "INTAKE_SECOND_FACTOR": "optional"})] == ["INTAKE_SECOND_FACTOR"]


def test_a_setting_adds_roles_that_need_a_second_factor_and_takes_two_away_from_nobody() -> None:
    always = {"supervisor", "administrator"}

    def needing(**more: str) -> set[str]:
        return set(Config.from_env({**GOOD, "INTAKE_SECOND_FACTOR": "required", **more}).factor_roles)

    assert needing() == always | {"clinician", "quality_reviewer", "auditor"}
    assert needing(INTAKE_SECOND_FACTOR_ROLES="") == always
    assert needing(INTAKE_SECOND_FACTOR_ROLES="counselor, auditor") == always | {"counselor", "auditor"}
    assert Config.from_env(GOOD).factor_roles == frozenset()


def test_limits_are_on_unless_it_is_a_test() -> None:
    limits = Config.from_env(GOOD).limits
    assert (limits.address > 0, limits.account > 0, limits.sign_in > 0, limits.store) == (True, True, True, "memory://")
    assert Config.from_env({**GOOD, "INTAKE_LIMITS_URL": "valkey://cache.example.org:6379/0"}).limits.store.startswith("valkey")


def test_every_bad_setting_is_named_at_once() -> None:
    bad = {
        "INTAKE_ENV": "staging",
        "DATABASE_URL": "mysql://x",
        "DATABASE_OWNER_URL": "nonsense",
        "INTAKE_SECRET_KEY": "short",
        "PORT": "0",
        "INTAKE_IDLE_MINUTES": "½",
        "INTAKE_SESSION_HOURS": "-1",
        "INTAKE_REQUEST_BYTES": "many",
        "INTAKE_SECOND_FACTOR": "sometimes",
        "INTAKE_SECOND_FACTOR_ROLES": "everybody",
        "INTAKE_FRESH_MINUTES": "0",
        "INTAKE_HOSTS": "https://desk.example.org/",
        "INTAKE_LIMIT_ADDRESS": "lots",
        "INTAKE_LIMITS_URL": "postgresql://x",
        "INTAKE_SECURITY_CONTACT": "write to us",
        "INTAKE_POSTGRES_PROGRAMS": "/nowhere",
    }
    named = [line.split()[0] for line in problems(bad)]
    assert sorted(named) == sorted([*bad, "INTAKE_KEYS"])


def test_no_secret_has_a_default() -> None:
    named = {line.split()[0] for line in problems({})}
    assert named == {"DATABASE_URL", "INTAKE_KEYS", "INTAKE_SECRET_KEY", "INTAKE_HOSTS"}


def test_no_refusal_repeats_a_secret() -> None:
    told = " ".join(problems({**GOOD, "DATABASE_URL": "oops://me:hunter22@h/d", "INTAKE_SECRET_KEY": "hunter22"}))
    assert "hunter22" not in told


def test_a_secret_can_lie_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("y" * 40 + "\n")
    without = {name: value for name, value in GOOD.items() if name != "INTAKE_SECRET_KEY"}
    config = Config.from_env({**without, "INTAKE_SECRET_KEY_FILE": str(tmp_path / "key")})
    assert config.secret_key == b"y" * 40
    missing = problems({**without, "INTAKE_SECRET_KEY_FILE": str(tmp_path / "nowhere")})
    assert [line.split()[0] for line in missing] == ["INTAKE_SECRET_KEY_FILE"]


@pytest.mark.parametrize(("mode", "refused"), [(0o644, True), (0o604, True), (0o600, False), (0o440, False)])
def test_a_real_desk_refuses_a_secret_that_everybody_can_read(tmp_path: Path, mode: int, refused: bool) -> None:
    (tmp_path / "ring").write_text("{}")
    (tmp_path / "ring").chmod(mode)
    told = {name: value for name, value in GOOD.items() if name != "INTAKE_KEYS"} | {"INTAKE_KEYS_FILE": str(tmp_path / "ring")}
    real = {**told, "INTAKE_ENV": "production", "INTAKE_HOSTS": "desk.example.org"}
    if refused:
        assert [line.split()[0] for line in problems(real)] == ["INTAKE_KEYS_FILE"]
    else:
        assert Config.from_env(real).keys == "{}"
    assert Config.from_env(told).keys == "{}"


@pytest.fixture
def shut(tmp_path: Path) -> Iterator[Path]:
    """A folder that we may not enter, as `/etc/intake` is to the service: root may enter all, so for so long we are not root."""
    folder, me = tmp_path / "shut", os.geteuid()
    folder.mkdir()
    for name in ("authority.pem", "pg_dump", "pg_restore"):
        (folder / name).write_text("here")
    folder.chmod(0)
    if me == 0:
        os.seteuid(65534)
    yield folder
    os.seteuid(me)
    folder.chmod(0o700)


def test_a_file_in_a_shut_folder_is_told_by_its_setting(shut: Path) -> None:
    mail = {"INTAKE_MAIL_SERVER": "smtp.example.org", "INTAKE_MAIL_SENDER": "post@example.org"}
    told = problems({**GOOD, **mail, "INTAKE_MAIL_CA_FILE": str(shut / "authority.pem"), "INTAKE_POSTGRES_PROGRAMS": str(shut)})
    assert [line.split()[0] for line in told] == ["INTAKE_POSTGRES_PROGRAMS", "INTAKE_MAIL_CA_FILE"]
