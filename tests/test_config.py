"""Settings: every bad one is named at once, and no secret has a default."""

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
    assert config.database_url == "postgresql+psycopg://intake_app:secret@db.example.org/intake"
    assert config.database_owner_url == "postgresql+psycopg://owner@db.example.org/intake"


def test_without_a_word_it_is_production() -> None:
    assert Config.from_env({name: value for name, value in GOOD.items() if name != "INTAKE_ENV"}).production


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
    }
    named = [line.split()[0] for line in problems(bad)]
    assert sorted(named) == sorted([*bad, "INTAKE_KEYS"])


def test_no_secret_has_a_default() -> None:
    named = {line.split()[0] for line in problems({})}
    assert named == {"DATABASE_URL", "INTAKE_KEYS", "INTAKE_SECRET_KEY"}


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
