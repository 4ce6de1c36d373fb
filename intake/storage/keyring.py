"""The key ring: master keys with ids that wrap each person's data key, and one key for look-up digests."""

import hashlib
import hmac
import json
import os
import sys
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_KEY = 32


class BadKeyRing(Exception):
    """The ring cannot be read, or does not hold the key that a record was sealed with."""


class UnknownKey(BadKeyRing):
    """The ring does not hold this key; a newer ring may."""


class Cipher:
    """AES-256-GCM with one key: nonce, then the sealed bytes. `context` ties it to one row and column; moved it will not open."""

    def __init__(self, key: bytes) -> None:
        self._aes = AESGCM(key)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._aes.encrypt(nonce, plain, context)

    def unseal(self, sealed: bytes, context: bytes) -> bytes:
        """The plain bytes; BadKeyRing for a wrong key or a value moved from another row."""
        try:
            return self._aes.decrypt(sealed[:_NONCE], sealed[_NONCE:], context)
        except InvalidTag:
            raise BadKeyRing("a sealed value does not open with the key of its record") from None


def seal(key: bytes, plain: bytes, context: bytes) -> bytes:
    """See `Cipher`."""
    return Cipher(key).seal(plain, context)


def unseal(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """See `Cipher`."""
    return Cipher(key).unseal(sealed, context)


@dataclass(frozen=True)
class KeyRing:
    """`keys` by id, `current` wraps new data keys, `lookup` makes digests and is never rotated without re-indexing."""

    current: str
    keys: dict[str, bytes]
    lookup: bytes

    @classmethod
    def create(cls) -> "KeyRing":
        return cls(current="k1", keys={"k1": os.urandom(_KEY)}, lookup=os.urandom(_KEY))

    @classmethod
    def parse(cls, text: str) -> "KeyRing":
        """Read the JSON form. Refuses a ring with a missing or short key, saying which."""
        try:
            raw = json.loads(text)
            keys = {str(name): b64decode(value, validate=True) for name, value in raw["keys"].items()}
            ring = cls(current=str(raw["current"]), keys=keys, lookup=b64decode(raw["lookup"], validate=True))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadKeyRing("the key ring is not the JSON that `.venv/bin/python -m intake.storage.keyring` writes") from None
        if ring.current not in keys:
            raise BadKeyRing("the key ring names a current key that it does not hold")
        if any(len(key) != _KEY for key in (*keys.values(), ring.lookup)):
            raise BadKeyRing("a key in the ring is not 32 bytes long")
        return ring

    def dump(self) -> str:
        keys = {name: b64encode(key).decode() for name, key in self.keys.items()}
        return json.dumps({"current": self.current, "keys": keys, "lookup": b64encode(self.lookup).decode()}, indent=2)

    def wrap(self, data_key: bytes, context: bytes) -> tuple[str, bytes]:
        """The id of the key used and the wrapped data key."""
        return self.current, self._ciphers[self.current].seal(data_key, context)

    @property
    def newest(self) -> str:
        """The key that was added last, current or not yet."""
        return max(self.keys, key=_number)

    def with_new_key(self) -> "KeyRing":
        """The ring with one key more, which nothing is wrapped with yet."""
        return replace(self, keys={**self.keys, f"k{_number(self.newest) + 1}": os.urandom(_KEY)})

    def with_current(self, key_id: str) -> "KeyRing":
        return replace(self, current=key_id)

    def without(self, key_id: str) -> "KeyRing":
        """Refuses to let go of the current key."""
        if key_id == self.current:
            raise BadKeyRing("the current key cannot be retired: rotate to another first")
        return replace(self, keys={name: key for name, key in self.keys.items() if name != key_id})

    def unwrap(self, key_id: str, wrapped: bytes, context: bytes) -> bytes:
        """What `wrap` was given. UnknownKey when the ring does not hold the key it was wrapped with."""
        if key_id not in self.keys:
            raise UnknownKey(f"the key ring does not hold key {key_id!r}")
        return self._ciphers[key_id].unseal(wrapped, context)

    @cached_property
    def _ciphers(self) -> dict[str, Cipher]:
        return {key_id: Cipher(key) for key_id, key in self.keys.items()}

    @cached_property
    def _digest_base(self) -> "hmac.HMAC":
        return hmac.new(self.lookup, digestmod=hashlib.sha256)

    def digest(self, field: str, value: str) -> bytes:
        """16 bytes that find an exact value again without telling it; `field` keeps columns apart."""
        mac = self._digest_base.copy()
        mac.update(field.encode() + b"\0" + value.encode())
        return mac.digest()[:16]

    def bucket(self, field: str, value: str, bits: int) -> int:
        """A keyed bucket that many different values share, for searching names (see docs/privacy.md)."""
        return int.from_bytes(self.digest(field, value)[:4], "big") >> (32 - bits)


def _number(key_id: str) -> int:
    digits = key_id.lstrip("k")
    return int(digits) if digits.isdecimal() else 0


def write_new(file: Path, secret: str) -> None:
    """A secret in FILE, readable by its owner alone. Refuses a file that is there: a ring is never replaced."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(secret)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say where to write the key ring: .venv/bin/python -m intake.storage.keyring FILE")
    try:
        write_new(Path(sys.argv[1]), KeyRing.create().dump())
    except OSError as problem:
        sys.exit(f"{sys.argv[1]}: {problem.strerror}. A key ring is never replaced: choose another file.")
