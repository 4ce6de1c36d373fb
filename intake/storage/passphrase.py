"""A secret in a file that a passphrase opens: scrypt makes the key, AES-GCM seals.

`python -m intake.storage.passphrase BACKUP FILE` brings a key ring back where it was lost: no desk starts without one.
"""

import json
import os
import sys
from base64 import b64decode, b64encode
from getpass import getpass
from pathlib import Path

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from intake.storage.keyring import BadKeyRing, KeyRing, seal, unseal, write_new

# RFC 7914's memory-hard function at 128 MB; kept in the file, so that it can be raised later.
_COST = {"n": 2**17, "r": 8, "p": 1}
_CONTEXT = b"intake key ring backup 1"
_MOST = 2**20
LEAST_CHARACTERS = 12


def seal_text(text: str, passphrase: str) -> str:
    """The file's content. Refuses a passphrase that is too short."""
    if len(passphrase) < LEAST_CHARACTERS:
        raise BadKeyRing(f"the passphrase is too short: use at least {LEAST_CHARACTERS} characters")
    salt = os.urandom(16)
    sealed = seal(_key(passphrase, salt, _COST), text.encode(), _CONTEXT)
    told = {"kind": _CONTEXT.decode(), "scrypt": _COST, "salt": b64encode(salt).decode(), "sealed": b64encode(sealed).decode()}
    return json.dumps(told, indent=2)


def open_text(content: str, passphrase: str) -> str:
    """What was sealed. BadKeyRing for another passphrase, a changed file, or a file of another kind."""
    try:
        told = json.loads(content)
        cost = {name: int(told["scrypt"][name]) for name in _COST}
        salt, sealed = b64decode(told["salt"], validate=True), b64decode(told["sealed"], validate=True)
        if told["kind"] != _CONTEXT.decode() or cost["n"] > _MOST or cost["r"] > 32 or cost["p"] > 16:
            raise ValueError
        key = _key(passphrase, salt, cost)
    except (ValueError, KeyError, TypeError):
        raise BadKeyRing("this is no backup of a key ring") from None
    try:
        return unseal(key, sealed, _CONTEXT).decode()
    except BadKeyRing:
        raise BadKeyRing("the passphrase does not open this backup, or the file was changed") from None


def _key(passphrase: str, salt: bytes, cost: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, **cost).derive(passphrase.encode())


def restore_ring(backup: Path, file: Path, passphrase: str) -> None:
    """The ring of a backup in FILE. Refuses another passphrase, what is no ring, and a file that is there."""
    text = open_text(backup.read_text(), passphrase)
    KeyRing.parse(text)
    write_new(file, text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Say which backup, and where to write the ring: .venv/bin/python -m intake.storage.passphrase BACKUP FILE")
    try:
        restore_ring(Path(sys.argv[1]), Path(sys.argv[2]), os.environ.get("INTAKE_PASSPHRASE") or getpass("Passphrase: "))
    except BadKeyRing as problem:
        sys.exit(f"{problem}.")
    except OSError as problem:
        sys.exit(f"{problem.filename}: {problem.strerror}. A key ring is never replaced: choose another file.")
