"""Fields that take exactly what they say (no `"true"` for a boolean, no `"7"` for a number) and refuse what nobody can mean."""

import binascii
import re
import unicodedata
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import marshmallow as ma
from marshmallow import fields, validate

from intake.foundation.answers import Missing
from intake.foundation.errors import Invalid
from intake.foundation.phone import to_e164
from intake.foundation.words import Words
from intake.web import messages
from intake.web.straight import Straight, Writer, as_it_is

# Directions that are embedded or overridden; the marks that Arabic and Hebrew need are none of them.
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Schema(ma.Schema):
    """Unknown fields are refused, so that a misspelled one is never silently lost."""

    class Meta:
        unknown = ma.RAISE

    error_messages = {"unknown": messages.UNKNOWN, "type": messages.NO_RECORD}

    _found_out: Straight | None = None

    def load(self, data: Any, *, many: bool | None = None, partial: Any = None, unknown: Any = None) -> Any:
        straight = self._straight()
        strict = self.unknown == ma.RAISE and unknown in (None, ma.RAISE)
        if strict and straight.reads and data.__class__ is dict and not (many or self.many or partial or self.partial):
            found = straight.read(data)
            if found is not None:
                return found
        return super().load(data, many=many, partial=partial, unknown=unknown)

    def dump(self, obj: Any, *, many: bool | None = None) -> Any:
        write = self._straight().write
        several = self.many if many is None else many
        return [write(one) for one in obj] if several and obj is not None else write(obj)

    def _straight(self) -> Straight:
        # Nested copies a schema and may leave fields out of the copy.
        if self._found_out is None or self._found_out.fields is not self.fields:
            self._found_out = Straight(self)
        return self._found_out


class Text(fields.String):
    """
    Trimmed text of 1 to `most` characters. Control characters (NUL among them) and lone surrogates are refused; what nobody sees
    and turns the words around it is left out, so that nobody reads a name or a time backwards.
    """

    def __init__(self, *, most: int = 200, least: int = 1, **kwargs: Any) -> None:
        rules = [validate.Length(min=least, max=most), *kwargs.pop("validate", [])]
        super().__init__(validate=rules, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in text):
            raise ma.ValidationError("Holds a control character that cannot be stored. Remove it.")
        return unicodedata.normalize("NFC", TURNS.sub("", text)).strip()


class Whole(fields.Integer):
    """A whole number from `least` to `most`; neither text nor true nor 2.5."""

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(least, most), **kwargs)

    def _validated(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return value


class QueryWhole(fields.Integer):
    """A whole number in a query string, where everything is text."""

    def __init__(self, *, least: int, most: int, refusal: str | None = None, **kwargs: Any) -> None:
        """`refusal`: what people are told instead of the range, where a form is what sends it."""
        messages: Any = {"invalid": refusal} if refusal else None
        super().__init__(validate=validate.Range(least, most, error=refusal), error_messages=messages, **kwargs)


class Number(fields.Float):
    """A number from `least` to `most`; never text, NaN or infinity."""

    def __init__(self, *, least: float, most: float, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(least, most), **kwargs)

    def _validated(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class YesNo(fields.Boolean):
    """JSON true or false and nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class Choice(fields.String):
    """One of a closed list of words."""

    def __init__(self, *words: str, **kwargs: Any) -> None:
        super().__init__(validate=validate.OneOf(words), **kwargs)


class Day(fields.Date):
    """A calendar day, `2026-11-20`."""


class Moment(fields.AwareDateTime):
    """A moment with its offset, `2026-11-20T14:00:00-05:00`."""


class Phone(Text):
    """A telephone number in any usual format; stored and given as E.164."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=40, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        try:
            return to_e164(super()._deserialize(value, attr, data, **kwargs))
        except Invalid as error:
            raise ma.ValidationError(error.fields[0].message) from None


class Content(fields.String):
    """A file in JSON: base64 of at most `most` bytes."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(metadata={"contentEncoding": "base64", "maxLength": -(-most // 3) * 4}, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            plain = b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            raise ma.ValidationError("Send the file's content as base64.") from None
        if len(plain) > self.most:
            raise ma.ValidationError(Words("Larger than %(most)s bytes.", most=self.most))
        return plain


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file of a form: what it was called where it came from, and its bytes."""

    name: str
    content: bytes


class FormFile(fields.Field[SentFile]):
    """A file that was chosen in a form. How big the whole form may be is told to the door (`body_bytes`)."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> SentFile:
        if not hasattr(value, "stream"):
            raise ma.ValidationError("Choose a file.")
        name = "".join(sign for sign in value.filename if unicodedata.category(sign) not in ("Cc", "Cs"))
        return SentFile(name[-200:], value.stream.read())


class Answer(fields.Field[Any]):
    """A value of the inner field, or `{"missing": "unknown" | "declined" | "not_asked"}`: three things that differ."""

    def __init__(self, inner: fields.Field[Any], **kwargs: Any) -> None:
        self.inner = inner
        super().__init__(load_default=Missing.NOT_ASKED, **kwargs)

    def _bind_to_schema(self, field_name: str, parent: Any) -> None:
        super()._bind_to_schema(field_name, parent)
        self.inner._bind_to_schema(field_name, self)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"missing"} and value["missing"] in set(Missing):
                return Missing(value["missing"])
            words = ", ".join(f'"{word}"' for word in Missing)
            raise ma.ValidationError(Words('Send a value, or {"missing": WORD} with one of %(words)s.', words=words))
        return self.inner.deserialize(value, attr, data, **kwargs)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        if isinstance(value, Missing):
            return {"missing": value.value}
        return self.inner._serialize(value, attr, obj, **kwargs)

    def writer(self, name: str) -> Writer:
        field, kind, inner = self.attribute or name, as_it_is(self.inner), self.inner._serialize

        def write(row: Any) -> Any:
            value = row.answer(field) if hasattr(row, "answer") else self.get_value(row, name)
            if value.__class__ is Missing:
                return {"missing": value.value}
            return value if value.__class__ is kind else inner(value, name, row)

        return write

    def get_value(self, obj: Any, attr: str, accessor: Any = None, default: Any = ma.missing) -> Any:
        """Read through the row's marks, so that an empty column says which kind of missing it is."""
        reader = getattr(obj, "answer", None)
        return reader(self.attribute or attr) if reader else super().get_value(obj, attr, accessor, default)


class Problem(Schema):
    """RFC 9457 problem details, with a JSON pointer for each bad field; some problems tell more (`current`, `missing`)."""

    class Meta:
        unknown = ma.INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    errors = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))


class PageQuery(Schema):
    """Where to go on in a list, and how many."""

    cursor = Text(most=500)
    limit = QueryWhole(least=1, most=200, load_default=50)


def page_of(item: Schema) -> Schema:
    """The schema of one keyset page of `item`."""
    name = f"{type(item).__name__}Page"
    content: dict[str, fields.Field[Any]] = {
        "items": fields.List(fields.Nested(item), required=True),
        "next_cursor": fields.String(required=True, allow_none=True),
    }
    return cast(Schema, Schema.from_dict(content, name=name)())
