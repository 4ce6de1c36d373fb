"""Backups: one file, sealed with a key of its own that the ring wraps; it says itself what must be in it.

A header line, then frames of AES-GCM, each tied to the header, its place and whether it is the last. The manifest comes first.
"""

import json
import os
import struct
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, NullPool, create_engine, make_url, text

from intake.foundation.clock import now
from intake.storage.embedded.programs import installed_programs
from intake.storage.keyring import BadKeyRing, KeyRing

KIND = "intake backup 1"
_FRAME = 1024 * 1024
_LENGTH = struct.Struct(">I")
_HEADER_LIMIT = 10_000
# A row as text must look the same on both sides.
_SETTINGS = "-c timezone=UTC -c datestyle=ISO,YMD -c bytea_output=hex -c intervalstyle=postgres -c extra_float_digits=1"
_TLS = frozenset({"require", "verify-ca", "verify-full"})
_NO_TLS = (
    "the pg_dump that comes along speaks no TLS, which the database's address asks for: "
    "name the folder of the server's own programs with INTAKE_POSTGRES_PROGRAMS (Debian: apt install postgresql-client)"
)
_TABLES = text(
    """
    select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and n.nspname in ('public', 'procrastinate') order by 1
    """
)


class BadBackup(Exception):
    """The file is no backup, was changed or cut off, or the database is not what it should be; in words."""


@dataclass(frozen=True)
class Manifest:
    """`tables`: for each its rows and a hash over all of them, whatever their order."""

    made_at: str
    revision: str
    tables: dict[str, tuple[int, str]]

    @property
    def rows(self) -> int:
        return sum(rows for rows, _ in self.tables.values())


def create_backup(url: str, ring: KeyRing, file: Path, programs: Path | None = None) -> Manifest:
    """Write the whole database, as it stands at one moment, to FILE. Refuses a file that is there, and one that is being written.

    `programs`: the folder of pg_dump and pg_restore, where they are not those that come along.
    """
    fresh = file.with_name(file.name + ".part")
    _refuse_tls_without(programs, url)
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BadBackup(f"{fresh} is there: another backup is being written, or one was cut off; then remove it") from None
    try:
        with os.fdopen(handle, "wb") as out, _opened(url) as connection:
            # Nobody else finishes one under this name meanwhile.
            if file.exists():
                raise BadBackup(f"{file} is there already: a backup is never replaced")
            manifest = _manifest(connection)
            snapshot = connection.scalar(text("select pg_export_snapshot()"))
            with _program(programs, "pg_dump", url, "--format=custom", f"--snapshot={snapshot}") as dump:
                assert dump.stdout is not None  # noqa: S101 - a pipe was asked for
                _seal(out, ring, manifest, iter(lambda: dump.stdout.read(_FRAME), b""))  # type: ignore[union-attr]
            out.flush()
            os.fsync(out.fileno())
        fresh.rename(file)
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def verify_backup(file: Path, ring: KeyRing, programs: Path | None = None) -> Manifest:
    """Open every frame and let pg_restore read the whole dump. Touches no database."""
    with file.open("rb") as stream:
        manifest, frames = _unseal(stream, ring)
        with _program(programs, "pg_restore", None, "--file=/dev/null") as check:
            _feed(check, frames)
    return manifest


def restore_backup(url: str, file: Path, ring: KeyRing, programs: Path | None = None) -> Manifest:
    """Fill an empty database and compare it with the manifest. Refuses one that holds tables, and tells each difference."""
    _refuse_tls_without(programs, url)
    with _opened(url) as connection:
        if connection.scalars(_TABLES).first() is not None:
            raise BadBackup("the database is not empty: restore into a new one")
    flags = ("--no-owner", "--no-privileges", "--no-comments", "--exit-on-error", "--single-transaction")
    with file.open("rb") as stream:
        manifest, frames = _unseal(stream, ring)
        with _program(programs, "pg_restore", url, *flags) as fill:
            _feed(fill, frames)
    compare(url, manifest)
    return manifest


def compare(url: str, manifest: Manifest) -> None:
    """Refuse with the names of the tables that are not what the manifest says."""
    with _opened(url) as connection:
        found = _manifest(connection).tables
    wrong = sorted(name for name in found.keys() | manifest.tables.keys() if found.get(name) != manifest.tables.get(name))
    if wrong:
        raise BadBackup("not what was backed up: " + ", ".join(wrong))


def _manifest(connection: Connection) -> Manifest:
    tables = {}
    for name in connection.scalars(_TABLES).all():
        # The name was quoted by PostgreSQL itself.
        count = f"select count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text from only {name} t"  # noqa: S608
        rows, total = connection.execute(text(count)).one()
        tables[name] = (int(rows), str(total))
    revision = connection.scalar(text("select version_num from alembic_version")) if "public.alembic_version" in tables else ""
    return Manifest(now().isoformat(timespec="seconds"), str(revision), tables)


@contextmanager
def _opened(url: str) -> Iterator[Connection]:
    """One moment of the database, for as long as it takes."""
    engine = create_engine(
        url, poolclass=NullPool, hide_parameters=True, isolation_level="REPEATABLE READ", connect_args={"options": _SETTINGS}
    )
    with engine.connect() as connection:
        yield connection


def _refuse_tls_without(programs: Path | None, url: str) -> None:
    if programs is None and make_url(url).query.get("sslmode") in _TLS:
        raise BadBackup(_NO_TLS)


@contextmanager
def _program(programs: Path | None, name: str, url: str | None, *flags: str) -> Iterator[subprocess.Popen[bytes]]:
    """The password travels in the environment: everybody on the machine can read a command line."""
    env, place = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}, []
    if url is not None:
        address = make_url(url).set(drivername="postgresql")
        env["PGPASSWORD"] = address.password or ""
        place = ["--dbname=" + address._replace(password=None).render_as_string(hide_password=False)]
    command = [str((programs or installed_programs()) / name), *flags, *place]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env) as process:  # noqa: S603
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        if process.stdin is not None and not process.stdin.closed:
            process.stdin.close()
        if process.wait() != 0:
            # Its own words may hold a row.
            raise BadBackup(f"{name} failed ({process.returncode})")


def _feed(process: subprocess.Popen[bytes], frames: Iterable[bytes]) -> None:
    try:
        for frame in frames:
            process.stdin.write(frame)  # type: ignore[union-attr]
        process.stdin.close()  # type: ignore[union-attr]
    except BrokenPipeError:
        raise BadBackup("pg_restore does not take the dump") from None


def _seal(out: IO[bytes], ring: KeyRing, manifest: Manifest, chunks: Iterator[bytes]) -> None:
    key = os.urandom(32)
    ring_key, wrapped = ring.wrap(key, KIND.encode())
    header = json.dumps({"kind": KIND, "ring_key": ring_key, "wrapped": b64encode(wrapped).decode()}).encode() + b"\n"
    out.write(header)
    place, frame = 0, json.dumps(asdict(manifest)).encode()
    for following in chunks:
        _put(out, AESGCM(key).encrypt(_nonce(place, last=False), frame, header))
        place, frame = place + 1, following
    _put(out, AESGCM(key).encrypt(_nonce(place, last=True), frame, header))


def _unseal(stream: IO[bytes], ring: KeyRing) -> tuple[Manifest, Iterator[bytes]]:
    """The manifest and the dump's frames, which raise when the file was changed or cut off."""
    header = stream.readline(_HEADER_LIMIT)
    try:
        told = json.loads(header)
        if told["kind"] != KIND:
            raise ValueError
        wrapped = b64decode(told["wrapped"], validate=True)
        key = ring.unwrap(str(told["ring_key"]), wrapped, KIND.encode())
    except (ValueError, KeyError, TypeError):
        raise BadBackup("this file is no backup of a desk") from None
    except BadKeyRing as error:
        raise BadBackup(f"the key ring does not open it: {error}") from None
    frames = _frames(stream, key, header)
    raw = json.loads(next(frames))
    tables = {name: (int(rows), str(total)) for name, (rows, total) in raw["tables"].items()}
    return Manifest(raw["made_at"], raw["revision"], tables), frames


def _frames(stream: IO[bytes], key: bytes, header: bytes) -> Iterator[bytes]:
    place, sealed = 0, _take(stream)
    while sealed is not None:
        following = _take(stream)
        try:
            yield AESGCM(key).decrypt(_nonce(place, last=following is None), sealed, header)
        except InvalidTag:
            raise BadBackup("the file was changed or cut off") from None
        place, sealed = place + 1, following
    if place == 0:
        raise BadBackup("the file was changed or cut off")


def _put(out: IO[bytes], sealed: bytes) -> None:
    out.write(_LENGTH.pack(len(sealed)) + sealed)


def _take(stream: IO[bytes]) -> bytes | None:
    length = stream.read(_LENGTH.size)
    if not length:
        return None
    size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
    # A manifest of many tables is far below this too.
    sealed = stream.read(size) if size <= 2 * _FRAME else b""
    if not sealed or len(sealed) != size:
        raise BadBackup("the file was changed or cut off")
    return sealed


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + (b"\1" if last else b"\0")
