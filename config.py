"""Typed settings, read once from the environment. Every bad or missing setting is named in one error; no secret has a default."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

Environment = Literal["production", "development", "test"]
SecondFactor = Literal["required", "optional"]
# A stolen password of these must never be enough: they see or run the most.
ALWAYS_SECOND_FACTOR = frozenset({"supervisor", "administrator"})
# They read records of every team, or who did what with them, but a desk may decide otherwise.
USUALLY_SECOND_FACTOR = frozenset({"clinician", "quality_reviewer", "auditor"})
MAY_NEED_SECOND_FACTOR = ALWAYS_SECOND_FACTOR | USUALLY_SECOND_FACTOR | {"counselor"}
# Where somebody who found a hole is told to write (RFC 9116).
CONTACT = re.compile(r"mailto:[^\s@,]+@[^\s@,]+|https://[^\s,]+|tel:\+[0-9-]+")
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|\[[0-9a-f:]+\](:[0-9]{1,5})?")
MAIL_SERVER = re.compile(r"(?P<host>[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:(?P<port>[0-9]{1,5}))?")
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")


class BadConfig(Exception):
    """One line per setting that is missing or wrong, with how to mend it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("The settings are not usable:\n" + "\n".join(f"  - {line}" for line in problems))


@dataclass(frozen=True, slots=True)
class Limits:
    """Requests a minute; 0 is no limit. `store` is where they are counted: memory of each process, or Redis or Valkey."""

    address: int
    account: int
    sign_in: int
    store: str


@dataclass(frozen=True, slots=True)
class Mail:
    """The server that e-mail is handed to, always over TLS: agreed on the line (`starttls`) or from the first byte (`tls`)."""

    host: str
    port: int
    tls: Literal["starttls", "tls"]
    user: str | None
    password: str | None
    # The address that messages come from, and the name beside it where the desk may say who it is.
    sender: str
    name: str
    # Who vouches for the server's certificate; None: whom this machine trusts.
    authorities: Path | None


@dataclass(frozen=True, slots=True)
class Config:
    environment: Environment
    home: Path
    database_url: str
    database_owner_url: str | None
    keys: str
    # Where the ring stands, so that a rotated one is taken up without a restart; None when the environment holds it.
    keys_file: Path | None
    secret_key: bytes
    port: int
    idle_minutes: int
    session_hours: int
    request_bytes: int
    proxies: int
    second_factor: SecondFactor
    second_factor_roles: frozenset[str]
    fresh_minutes: int
    hosts: tuple[str, ...]
    limits: Limits
    metrics_token: str | None
    # Where the worker notes each day how the trail's chains end.
    anchors: Path
    security_contact: str | None
    # Where pg_dump and pg_restore stand; None: those that come along.
    programs: Path | None
    # None: this desk sends no e-mail.
    mail: Mail | None = None

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def factor_roles(self) -> frozenset[str]:
        """The roles that do not sign in without a second factor."""
        return self.second_factor_roles if self.second_factor == "required" else frozenset()

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Config":
        """Read the settings; refuse with BadConfig, which lists every problem at once."""
        return _Reader(os.environ if env is None else env).config()


def _is_readable(file: Path) -> bool:
    """Whether it can be opened; no error where it stands in a folder that is shut to us."""
    try:
        with file.open("rb"):
            return True
    except OSError:
        return False


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.problems: list[str] = []

    def config(self) -> Config:
        config = Config(
            environment=cast(Environment, self.choice("INTAKE_ENV", ("production", "development", "test"))),
            home=self.home,
            database_url=self.postgres("DATABASE_URL", required=True) or "",
            database_owner_url=self.postgres("DATABASE_OWNER_URL", required=False),
            keys=self.secret("INTAKE_KEYS", "the key ring: make one with `.venv/bin/python -m intake.storage.keyring FILE`"),
            keys_file=self.file("INTAKE_KEYS"),
            secret_key=self.secret("INTAKE_SECRET_KEY", "at least 32 random characters").encode(),
            port=self.number("PORT", 8000, 1, 65535),
            idle_minutes=self.number("INTAKE_IDLE_MINUTES", 30, 5, 720),
            session_hours=self.number("INTAKE_SESSION_HOURS", 12, 1, 24),
            request_bytes=self.number("INTAKE_REQUEST_BYTES", 1_000_000, 10_000, 50_000_000),
            # How many proxies of our own stand before it: only then is the address that they name believed.
            proxies=self.number("INTAKE_PROXIES", 0, 0, 5),
            second_factor=self.second_factor(),
            second_factor_roles=self.second_factor_roles(),
            fresh_minutes=self.number("INTAKE_FRESH_MINUTES", 15, 1, 120),
            hosts=self.hosts(),
            limits=self.limits(),
            # Without it nothing is counted, and nobody can read /metrics.
            metrics_token=self.optional_secret("INTAKE_METRICS_TOKEN"),
            anchors=Path(self.env.get("INTAKE_ANCHORS") or self.home / "anchors.jsonl").absolute(),
            security_contact=self.security_contact(),
            programs=self.programs(),
            mail=self.mail(),
        )
        if config.secret_key and len(config.secret_key) < 32:
            self.problems.append("INTAKE_SECRET_KEY is shorter than 32 characters: use a longer random one")
        if config.metrics_token is not None and len(config.metrics_token) < 32:
            self.problems.append("INTAKE_METRICS_TOKEN is shorter than 32 characters: use a longer random one")
        if self.problems:
            raise BadConfig(self.problems)
        return config

    @property
    def home(self) -> Path:
        return Path(self.env.get("INTAKE_HOME", "var")).absolute()

    @property
    def is_production(self) -> bool:
        return self.env.get("INTAKE_ENV", "production") == "production"

    def second_factor(self) -> SecondFactor:
        """Whether the roles that need one must have it. A desk to try things with may do without, a real one not."""
        default = "required" if self.is_production else "optional"
        value = self.choice("INTAKE_SECOND_FACTOR", ("required", "optional"), default)
        if value == "optional" and self.is_production:
            self.problems.append("INTAKE_SECOND_FACTOR must be required in production: supervisors see the most")
        return cast(SecondFactor, value)

    def second_factor_roles(self) -> frozenset[str]:
        """Who needs one where it is required: what the setting names, and always supervisors and administrators."""
        named = self.env.get("INTAKE_SECOND_FACTOR_ROLES")
        if named is None:
            return ALWAYS_SECOND_FACTOR | USUALLY_SECOND_FACTOR
        roles = {role.strip() for role in named.split(",") if role.strip()}
        if roles - MAY_NEED_SECOND_FACTOR:
            self.problems.append(
                f"INTAKE_SECOND_FACTOR_ROLES must be roles with commas between them: {', '.join(sorted(MAY_NEED_SECOND_FACTOR))}"
            )
        return ALWAYS_SECOND_FACTOR | roles

    def hosts(self) -> tuple[str, ...]:
        """The names under which the desk is reached; a request for another one is refused. Empty: any (never in production)."""
        names = tuple(name.strip().lower() for name in self.env.get("INTAKE_HOSTS", "").split(",") if name.strip())
        if not names and self.is_production:
            self.problems.append("INTAKE_HOSTS is missing: name the hosts of the desk, like desk.example.org,desk2.example.org")
        if any(not HOST.fullmatch(name) for name in names):
            self.problems.append("INTAKE_HOSTS must be host names with commas between them, without https:// and without a path")
        return names

    def security_contact(self) -> str | None:
        """Told at /.well-known/security.txt; without it there is no such page."""
        value = self.env.get("INTAKE_SECURITY_CONTACT") or None
        if value is not None and not CONTACT.fullmatch(value):
            self.problems.append("INTAKE_SECURITY_CONTACT must be mailto:YOU@HOST, https://… or tel:+…")
        return value

    def programs(self) -> Path | None:
        """Those that come along speak no TLS, so a desk on a server of somebody else names that server's own."""
        value = self.env.get("INTAKE_POSTGRES_PROGRAMS") or None
        folder = None if value is None else Path(value).absolute()
        if folder is not None and not all(_is_readable(folder / name) for name in ("pg_dump", "pg_restore")):
            self.problems.append(
                "INTAKE_POSTGRES_PROGRAMS must be a folder with pg_dump and pg_restore (Debian: postgresql-client)"
            )
        return folder

    def limits(self) -> Limits:
        # One address may be a whole desk behind its router. Tests ask faster than people do.
        usual = self.env.get("INTAKE_ENV") != "test"
        store = self.env.get("INTAKE_LIMITS_URL", "memory://")
        if store != "memory://" and not store.startswith(("redis://", "rediss://", "valkey://", "valkeys://", "unix://")):
            self.problems.append("INTAKE_LIMITS_URL must be memory:// or the address of a Redis or Valkey (redis://HOST:6379/0)")
        return Limits(
            address=self.number("INTAKE_LIMIT_ADDRESS", 6000 if usual else 0, 0, 1_000_000),
            account=self.number("INTAKE_LIMIT_ACCOUNT", 900 if usual else 0, 0, 1_000_000),
            sign_in=self.number("INTAKE_LIMIT_SIGN_IN", 60 if usual else 0, 0, 1_000_000),
            store=store,
        )

    def mail(self) -> Mail | None:
        """Where e-mail is handed to; nothing is sent while INTAKE_MAIL_SERVER is not set."""
        server = self.env.get("INTAKE_MAIL_SERVER", "").strip().lower()
        if not server:
            return None
        found = MAIL_SERVER.fullmatch(server)
        if found is None:
            self.problems.append("INTAKE_MAIL_SERVER must be a host and its port, like smtp.example.org:587")
        tls = cast(Literal["starttls", "tls"], self.choice("INTAKE_MAIL_TLS", ("starttls", "tls"), "starttls"))
        sender = self.env.get("INTAKE_MAIL_SENDER", "").strip()
        if not MAIL_ADDRESS.fullmatch(sender):
            self.problems.append("INTAKE_MAIL_SENDER must be the address that messages come from; choose one that tells nothing")
        user, password = self.env.get("INTAKE_MAIL_USER") or None, None
        if user:
            password = self.secret("INTAKE_MAIL_PASSWORD", "the password of INTAKE_MAIL_USER at the mail server")
        authorities = self.env.get("INTAKE_MAIL_CA_FILE")
        if authorities and not _is_readable(Path(authorities)):
            self.problems.append("INTAKE_MAIL_CA_FILE cannot be read: name a PEM file that the desk's own user can read")
        return Mail(
            host=found["host"] if found else "",
            port=int((found and found["port"]) or (465 if tls == "tls" else 587)),
            tls=tls,
            user=user,
            password=password,
            sender=sender,
            name=" ".join(self.env.get("INTAKE_MAIL_NAME", "").split()),
            authorities=Path(authorities).absolute() if authorities else None,
        )

    def choice(self, name: str, allowed: tuple[str, ...], default: str = "production") -> str:
        value = self.env.get(name, default)
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
            if self.is_production and Path(file).stat().st_mode & 0o007:
                self.problems.append(f"{name}_FILE can be read by everybody on this machine: chmod 600 it, or mount it as 0400")
            return Path(file).read_text().strip()
        except OSError as error:
            self.problems.append(f"{name}_FILE cannot be read ({error.strerror}): {remedy}")
            return ""

    def optional_secret(self, name: str) -> str | None:
        if name not in self.env and f"{name}_FILE" not in self.env:
            return None
        return self.secret(name, "at least 32 random characters, or leave it out")

    def file(self, name: str) -> Path | None:
        """The file of NAME_FILE, when the value comes from it."""
        named = self.env.get(f"{name}_FILE")
        return Path(named).absolute() if named and name not in self.env else None

    def number(self, name: str, default: int, least: int, most: int) -> int:
        text = self.env.get(name, str(default))
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            self.problems.append(f"{name} must be a whole number from {least} to {most}")
            return default
        return int(text)
