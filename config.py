"""Typed settings, read once from the environment. Every bad or missing setting is named in one error; no secret has a default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

Environment = Literal["production", "development", "test"]


class BadConfig(Exception):
    """One line per setting that is missing or wrong, with how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("The settings are not usable:\n" + "\n".join(f"  - {line}" for line in problems))


@dataclass(frozen=True, slots=True)
class Config:
    environment: Environment
    home: Path
    database_url: str
    database_owner_url: str | None
    keys: str
    secret_key: bytes
    port: int
    idle_minutes: int
    session_hours: int
    request_bytes: int
    proxies: int

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Read the settings; refuse with BadConfig, which lists every problem at once."""
        return _Reader(os.environ if env is None else env).config()


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []

    def config(self) -> Config:
        config = Config(
            environment=cast(Environment, self.choice("INTAKE_ENV", ("production", "development", "test"))),
            home=Path(self.env.get("INTAKE_HOME", "var")).absolute(),
            database_url=self.postgres("DATABASE_URL", required=True) or "",
            database_owner_url=self.postgres("DATABASE_OWNER_URL", required=False),
            keys=self.secret("INTAKE_KEYS", "the key ring: make one with `python -m intake.storage.keyring FILE`"),
            secret_key=self.secret("INTAKE_SECRET_KEY", "at least 32 random characters").encode(),
            port=self.number("PORT", 8000, 1, 65535),
            idle_minutes=self.number("INTAKE_IDLE_MINUTES", 30, 5, 720),
            session_hours=self.number("INTAKE_SESSION_HOURS", 12, 1, 24),
            request_bytes=self.number("INTAKE_REQUEST_BYTES", 1_000_000, 10_000, 50_000_000),
            # How many proxies of our own stand before it: only then is the address that they name believed.
            proxies=self.number("INTAKE_PROXIES", 0, 0, 5),
        )
        if config.secret_key and len(config.secret_key) < 32:
            self.problems.append("INTAKE_SECRET_KEY is shorter than 32 characters: use a longer random one")
        if self.problems:
            raise BadConfig(self.problems)
        return config

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        value = self.env.get(name, "production")
        if value not in allowed:
            self.problems.append(f"{name} must be one of {', '.join(allowed)}")
        return value

    def postgres(self, name: str, *, required: bool) -> str | None:
        value = self.env.get(name)
        if value is None:
            if required:
                self.problems.append(f"{name} is missing: set it to postgresql://USER:PASSWORD@HOST/DATABASE")
            return None
        scheme, _, rest = value.partition("://")
        if scheme.split("+")[0] not in ("postgresql", "postgres") or not rest:
            self.problems.append(f"{name} is not a PostgreSQL address (postgresql://USER:PASSWORD@HOST/DATABASE)")
        return "postgresql+psycopg://" + rest

    def secret(self, name: str, remedy: str) -> str:
        """The value of NAME, or the content of the file that NAME_FILE points to."""
        if name in self.env:
            return self.env[name]
        file = self.env.get(f"{name}_FILE")
        if file is None:
            self.problems.append(f"{name} or {name}_FILE is missing: {remedy}")
            return ""
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            self.problems.append(f"{name}_FILE cannot be read ({error.strerror}): {remedy}")
            return ""

    def number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.env.get(name, str(default))
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            self.problems.append(f"{name} must be a whole number from {least} to {most}")
            return default
        return int(text)
