"""The straight way through a schema: what marshmallow finds out about each field for each value is found out once.

It reads and writes what marshmallow would, and words nothing: what is not all right goes to marshmallow, which says so.
"""

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, Protocol, runtime_checkable

import marshmallow as ma
from marshmallow import decorators, fields

Reader = Callable[[Any], Any]
Writer = Callable[[Any], Any]
_AS_IT_IS: dict[Any, type] = {fields.String._serialize: str, fields.Field._serialize: bool}


@runtime_checkable
class Writes(Protocol):
    """A field that knows its own straight way."""

    def writer(self, name: str) -> Writer: ...


def as_it_is(field: fields.Field[Any]) -> type | None:
    """What may be written of this field without a further look."""
    return _AS_IT_IS.get(type(field)._serialize)


class Straight:
    """The fields of one schema as they are now."""

    def __init__(self, schema: ma.Schema) -> None:
        self.fields = schema.fields
        hooks = schema._hooks
        self.reads = not any(hooks[kind] for kind in (decorators.PRE_LOAD, decorators.POST_LOAD, decorators.VALIDATES))
        self._checks = [getattr(schema, name) for name, *_ in hooks[decorators.VALIDATES_SCHEMA]]
        self._readers = [
            (field.data_key or name, field.attribute or name, _reader(field), _absent(field))
            for name, field in schema.load_fields.items()
        ]
        self._known = frozenset(key for key, *_ in self._readers)
        self._writers = [(field.data_key or name, _writer(schema, name, field)) for name, field in schema.dump_fields.items()]

    def read(self, data: dict[str, Any]) -> dict[str, Any] | None:
        """None when something is not all right."""
        if not self._known.issuperset(data):
            return None
        try:
            found = {}
            for key, name, read, absent in self._readers:
                value = read(data[key]) if key in data else absent()
                if value is not ma.missing:
                    found[name] = value
            for check in self._checks:
                check(found, many=False, partial=None, unknown=ma.RAISE)
        except ma.ValidationError:
            return None
        return found

    def write(self, row: Any) -> dict[str, Any]:
        written = {}
        for key, write in self._writers:
            value = write(row)
            if value is not ma.missing:
                written[key] = value
        return written


def _reader(field: fields.Field[Any]) -> Reader:
    if field.pre_load or field.post_load or type(field).deserialize is not fields.Field.deserialize:
        return field.deserialize
    deserialize, checks, name, may_be_none = field._deserialize, field.validators, field.name, field.allow_none

    def read(value: Any) -> Any:
        if value is None:
            if may_be_none:
                return None
            raise ma.ValidationError("")
        found = deserialize(value, name, None)
        for check in checks:
            check(found)
        return found

    return read


def _absent(field: fields.Field[Any]) -> Callable[[], Any]:
    if field.required:
        return _refuse
    default = field.load_default
    return default if callable(default) else lambda: default


def _refuse() -> None:
    raise ma.ValidationError("")


def _writer(schema: ma.Schema, name: str, field: fields.Field[Any]) -> Writer:
    if isinstance(field, Writes):
        return field.writer(name)
    serialize = field._serialize
    if not field._CHECK_ATTRIBUTE:
        return lambda row: serialize(None, name, row)
    if field.dump_default is not ma.missing or type(field).get_value is not fields.Field.get_value:
        return lambda row: field.serialize(name, row, accessor=schema.get_attribute)
    get, kind = _getter(schema, field.attribute or name), as_it_is(field)

    def write(row: Any) -> Any:
        value = get(row)
        if value.__class__ is kind or value is ma.missing:
            return value
        return serialize(value, name, row)

    return write


def _getter(schema: ma.Schema, path: str) -> Callable[[Any], Any]:
    get = attrgetter(path)

    def value(row: Any) -> Any:
        if not _has_keys(row.__class__):
            try:
                return get(row)
            except AttributeError:
                pass
        return schema.get_attribute(row, path, ma.missing)

    return value


@cache
def _has_keys(kind: type) -> bool:
    return issubclass(kind, Mapping)
