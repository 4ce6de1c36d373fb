"""What comes in with a request, read by its schema, and what goes out."""

from typing import Any, cast

from flask import Response, json, jsonify, request
from marshmallow import ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from intake.foundation.errors import PreconditionFailed, PreconditionRequired
from intake.web.door.declaration import Declaration, WithStatus
from intake.web.errors import bad_fields
from intake.web.schema import Schema

# The deepest body of the API nests six levels.
JSON_DEPTH = 16


class Parser(FlaskParser):
    """Reads query strings. Unknown fields are refused there too, not only in JSON."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}


PARSER = Parser()


def load_body(schema: Schema) -> Any:
    """The JSON body by its schema; no body at all counts as `{}`. Another content type is refused, not read as empty."""
    sent, most = request.get_data(), request.max_content_length
    if request.content_length is None and most is not None and len(sent) >= most:
        # A body that comes in pieces is cut off at the limit, without a word.
        raise RequestEntityTooLarge
    if sent and not request.is_json:
        raise UnsupportedMediaType("Send the body as application/json.")
    try:
        found = json.loads(sent) if sent else {}
    except ValueError:
        raise BadRequest("The body is not JSON, or its text is not UTF-8.") from None
    if _is_deeper(found, JSON_DEPTH):
        raise BadRequest("The JSON is nested too deeply.")
    try:
        return schema.load(found)
    except ValidationError as error:
        raise bad_fields({"json": error.messages}) from None


def _is_deeper(value: Any, most: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    return most == 0 or any(_is_deeper(inner, most - 1) for inner in (value.values() if isinstance(value, dict) else value))


def load_form(schema: Schema) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """A posted form as (values, problems by field); empty fields and files that were not chosen count as not filled in."""
    sent: dict[str, Any] = {key: value for key, value in request.form.items() if key != "csrf_token" and value.strip() != ""}
    sent |= {key: file for key, file in request.files.items() if file.filename}
    try:
        return cast(dict[str, Any], schema.load(sent)), {}
    except ValidationError as error:
        return sent, error.messages_dict


def version_asked() -> int:
    tags = request.if_match
    if not tags:
        raise PreconditionRequired
    # werkzeug reads an empty tag as None.
    versions = [tag for tag in tags.as_set() if tag and tag.isascii() and tag.isdigit()]
    if len(versions) != 1 or len(versions[0]) > 9:
        raise PreconditionFailed
    return int(versions[0])


def dump(result: Any, declared: Declaration) -> Response:
    if isinstance(result, Response):
        return result
    if declared.gives is None:
        return Response(status=204)
    row, status = (result.row, result.status) if isinstance(result, WithStatus) else (result, declared.status)
    response = jsonify(declared.gives.dump(row))
    response.status_code = status
    if declared.versioned:
        response.set_etag(str(row.version))
    return response
