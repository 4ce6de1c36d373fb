"""What marshmallow says of a field, as words that can be said in each language. Imported before any schema is declared."""

from typing import Any

from marshmallow import fields, validate

from intake.foundation.words import Words

REQUIRED = Words("This is needed.")
UNKNOWN = Words("Unknown field.")
NO_RECORD = Words("Invalid input type.")
_OF_FIELDS: dict[type[fields.Field[Any]], dict[str, str]] = {
    fields.Field: {
        "required": REQUIRED,
        "null": Words("Field may not be null."),
        "validator_failed": Words("Invalid value."),
    },
    fields.Nested: {"type": Words("Invalid type.")},
    fields.List: {"invalid": Words("Not a valid list.")},
    fields.String: {"invalid": Words("Not a valid string."), "invalid_utf8": Words("Not a valid utf-8 string.")},
    fields.UUID: {"invalid_uuid": Words("Not a valid UUID.")},
    fields.Number: {"invalid": Words("Not a valid number."), "too_large": Words("Number too large.")},
    fields.Integer: {"invalid": Words("Not a valid integer.")},
    fields.Float: {"special": Words("Special numeric values (nan or infinity) are not permitted.")},
    fields.Boolean: {"invalid": Words("Not a valid boolean.")},
    fields.DateTime: {
        "invalid": Words("Write a moment with its offset, like 2026-11-20T14:00:00-05:00."),
        "invalid_awareness": Words("Write a moment with its offset, like 2026-11-20T14:00:00-05:00."),
    },
    fields.Time: {"invalid": Words("Not a valid time.")},
    fields.Date: {"invalid": Words("Write a day like 1990-12-31.")},
    fields.Mapping: {"invalid": Words("Not a valid mapping type.")},
    fields.Email: {"invalid": Words("Not a valid email address.")},
}


def _speak() -> None:
    for kind, messages in _OF_FIELDS.items():
        # A dict of its own: the class above may share the one that it has.
        kind.default_error_messages = {**kind.__dict__.get("default_error_messages", {}), **messages}
    length, span = validate.Length, validate.Range
    length.message_min = Words("Shorter than minimum length %(min)s.")
    length.message_max = Words("Longer than maximum length %(max)s.")
    length.message_all = Words("Length must be between %(min)s and %(max)s.")
    length.message_equal = Words("Length must be %(equal)s.")
    span.message_min = Words("Must be greater than or equal to %(min)s.")
    span.message_max = Words("Must be less than or equal to %(max)s.")
    span.message_all = Words("Must be greater than or equal to %(min)s and less than or equal to %(max)s.")
    validate.OneOf.default_message = Words("Must be one of: %(choices)s.")
    validate.Email.default_message = Words("Not a valid email address.")
    validate.Regexp.default_message = Words("String does not match expected pattern.")


_speak()
