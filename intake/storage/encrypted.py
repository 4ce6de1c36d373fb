"""Sealed columns: each person has a data key, wrapped by the ring; destroying it makes all that is theirs unreadable."""

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Protocol, TypeVar, overload
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column, object_session, reconstructor, relationship

from intake.foundation.errors import Conflict
from intake.foundation.identifiers import new_id
from intake.foundation.words import Words
from intake.storage.base import Base, Created, Identified
from intake.storage.keyring import Cipher, KeyRing, seal, unseal

T = TypeVar("T")


class DataKeyDestroyed(Conflict):
    """What was sealed with this key cannot be read by anybody any more, and nothing can be added."""

    title = Words("This person was erased from the desk.")


class DataKey(Identified, Created, Base):
    """One person's key, wrapped by the ring's key `ring_key`. Erasing the person sets `wrapped` to null."""

    __tablename__ = "data_key"
    # `_plain` below is no column: the unwrapped key must never be flushed.
    __allow_unmapped__ = True

    ring_key: Mapped[str]
    wrapped: Mapped[bytes | None]
    destroyed_at: Mapped[datetime | None]

    _plain: bytes | None = None

    @reconstructor
    def _forget(self) -> None:
        self._plain = None

    @classmethod
    def create(cls, ring: KeyRing) -> "DataKey":
        """A new data key; not yet added to a session."""
        identity, plain = new_id(), os.urandom(32)
        ring_key, wrapped = ring.wrap(plain, identity.bytes)
        key = cls(id=identity, ring_key=ring_key, wrapped=wrapped)
        key._plain = plain
        return key

    def plain(self, ring: KeyRing) -> bytes:
        """The key itself, unwrapped once for each loaded row."""
        if self.wrapped is None:
            raise DataKeyDestroyed
        if self._plain is None:
            self._plain = ring.unwrap(self.ring_key, self.wrapped, self.id.bytes)
        return self._plain

    def rewrap(self, ring: KeyRing) -> None:
        """Wrap it with the ring's current key; what it sealed stays as it is."""
        self.ring_key, self.wrapped = ring.wrap(self.plain(ring), self.id.bytes)


def ring_of(session: Session) -> KeyRing:
    """The key ring that the session was opened with."""
    ring: KeyRing = session.info["ring"]
    return ring


def ring_with(session: Session, key_id: str) -> KeyRing:
    """The session's ring, read anew when it does not hold the key: another process may have rotated a moment ago."""
    ring, source = ring_of(session), session.info.get("rings")
    if key_id not in ring.keys and source is not None:
        ring = session.info["ring"] = source.reread()
    return ring


class Sealed:
    """Mixin of a table with sealed columns: whose key they are sealed with. Set `data_key` before any sealed value."""

    # The column that names whose row it is, where it has a key of its own; and plain columns to clear with the sealed ones.
    ERASED_WITH: ClassVar[str | None] = None
    ALSO_ERASED: ClassVar[tuple[str, ...]] = ()
    # The same for plain columns that must hold something: what each is left with.
    LEFT_WITH: ClassVar[Mapping[str, Any]] = MappingProxyType({})
    # The database's own function that empties the rows of destroyed keys, where the application may not change rows.
    ERASED_BY: ClassVar[str | None] = None

    @declared_attr
    def data_key_id(cls) -> Mapped[UUID]:
        return mapped_column(ForeignKey("data_key.id"), index=True)

    @declared_attr
    def data_key(cls) -> Mapped[DataKey]:
        return relationship(DataKey, lazy="joined", innerjoin=True)

    @property
    def is_erased(self) -> bool:
        """True when what was sealed here can be read by nobody any more."""
        return self.data_key.wrapped is None


class Codec(Protocol[T]):
    def dump(self, value: T) -> bytes: ...
    def load(self, plain: bytes) -> T: ...


class _Bytes:
    def dump(self, value: bytes) -> bytes:
        return value

    def load(self, plain: bytes) -> bytes:
        return plain


class _Text:
    def dump(self, value: str) -> bytes:
        return value.encode()

    def load(self, plain: bytes) -> str:
        return plain.decode()


class _Date:
    def dump(self, value: date) -> bytes:
        return value.isoformat().encode()

    def load(self, plain: bytes) -> date:
        return date.fromisoformat(plain.decode())


class SealedColumn(Generic[T]):
    """Reads and writes the plain value of the bytes column `<name>_sealed` of the same row.

    The sealed bytes are tied to table, column and row id, so a value copied to another place does not open.
    """

    def __init__(self, codec: Codec[T]) -> None:
        self.codec = codec

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> "SealedColumn[T]": ...
    @overload
    def __get__(self, row: Any, owner: type) -> T | None: ...
    def __get__(self, row: Any, owner: type) -> "SealedColumn[T] | T | None":
        if row is None:
            return self
        sealed = getattr(row, self.column)
        # Empty: there was something, and it was erased.
        if not sealed:
            return None
        return self.codec.load(unseal(_key_of(row), sealed, self._context(row)))

    def __set__(self, row: Any, value: T | None) -> None:
        sealed = None if value is None else seal(_key_of(row), self.codec.dump(value), self._context(row))
        setattr(row, self.column, sealed)

    def _context(self, row: Any) -> bytes:
        return _place(row.__tablename__, self.column) + str(row.id).encode()


def _place(table: str, column: str) -> bytes:
    return f"{table}.{column}:".encode()


def sealed_text() -> SealedColumn[str]:
    """`name_sealed: Mapped[bytes | None]` beside `name = sealed_text()`."""
    return SealedColumn(_Text())


def sealed_date() -> SealedColumn[date]:
    return SealedColumn(_Date())


def sealed_bytes() -> SealedColumn[bytes]:
    return SealedColumn(_Bytes())


def _key_of(row: Any) -> bytes:
    data_key: DataKey = row.data_key
    if data_key._plain is not None:
        return data_key._plain
    session = object_session(data_key) or object_session(row)
    if session is None:
        raise RuntimeError("a sealed column is read or written only on a row that belongs to a session")
    return data_key.plain(ring_with(session, data_key.ring_key))


# To be read beside sealed columns, with the data key joined, when rows are wanted and no objects.
KEY_COLUMNS = (DataKey.id.label("data_key_id"), DataKey.ring_key, DataKey.wrapped)


def opener(session: Session, model: Any, *names: str) -> Callable[[Any], tuple[Any, ...]]:
    """Gives the plain values of some sealed columns of a row with its `KEY_COLUMNS`; refuses one whose key is destroyed.

    A search opens hundreds of rows: what they share is made once.
    """
    columns: list[SealedColumn[Any]] = [getattr(model, name) for name in names]
    read = attrgetter("id", "data_key_id", "ring_key", "wrapped", *(column.column for column in columns))
    parts = [(column.codec.load, _place(model.__tablename__, column.column)) for column in columns]

    def opened(row: Any) -> tuple[Any, ...]:
        row_id, key_id, ring_key, wrapped, *sealed = read(row)
        if wrapped is None:
            raise DataKeyDestroyed
        unseal = Cipher(ring_with(session, ring_key).unwrap(ring_key, wrapped, key_id.bytes)).unseal
        own = str(row_id).encode()
        return tuple([load(unseal(one, place + own)) if one else None for one, (load, place) in zip(sealed, parts, strict=True)])

    return opened


def new_data_key(session: Session) -> DataKey:
    """A fresh data key, added to the session."""
    key = DataKey.create(ring_of(session))
    session.add(key)
    return key


def reseal(row: Sealed, data_key: DataKey) -> None:
    """Seal everything on `row` with another key: it turned out to be about another person."""
    columns = [name for name in dir(type(row)) if isinstance(getattr(type(row), name, None), SealedColumn)]
    plain = {name: getattr(row, name) for name in columns}
    row.data_key = data_key
    for name, value in plain.items():
        setattr(row, name, value)
