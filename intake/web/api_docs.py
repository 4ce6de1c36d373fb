"""The API's description: what OpenAPI cannot know by itself. The page that shows it is in `api_page`."""

from typing import Any

from apispec.ext.marshmallow.openapi import OpenAPIConverter
from flask_smorest import Api

from intake.foundation.actor import Role
from intake.foundation.answers import Missing
from intake.foundation.permissions import GRANTS, Permission
from intake.web.schema import Answer, Problem

PROBLEM = {"$ref": "#/components/responses/Problem"}
_MISSING = {"$ref": "#/components/schemas/Missing"}
ABOUT = """\
The same services as the pages: people, calls, intakes, matches, referrals, follow-ups.

Sign in with `POST /api/v1/sessions` and send the token as `Authorization: Bearer …`. An answer that is missing says how:
`{"missing": "not_asked" | "unknown" | "declined"}`; none of the three is a yes or a no. Errors are problem details (RFC 9457)
with a JSON pointer for each bad field. Creates take an `Idempotency-Key`; changes of a versioned record need `If-Match`.
"""


def describe(docstring: str, permission: Permission) -> str:
    """What stands under a view's first line, and who may use it."""
    _, _, rest = docstring.partition("\n")
    lines = [line.strip() for line in rest.strip().splitlines()]
    return "\n".join([*lines, "", _who(permission)]).strip()


def _who(permission: Permission) -> str:
    if permission is Permission.PUBLIC:
        return "Open to everybody."
    roles = [role.value for role in Role if role is not Role.SYSTEM and permission in GRANTS[role]]
    return f"For: {', '.join(roles)}."


def register_components(api: Api) -> None:
    """What the operations refer to: the token, problems, and the three ways in which an answer can be missing."""
    spec, converter = api.spec, api.ma_plugin.converter
    spec.options["info"] = {"description": ABOUT}
    spec.components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Missing", {**_missing_schema()})
    if "Problem" not in spec.components.schemas:
        spec.components.schema("Problem", schema=Problem)
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    spec.components.response("Problem", {"description": "Refused, with the reason", "content": content})
    converter.add_attribute_function(_answer_properties)


def _missing_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"missing": {"type": "string", "enum": [word.value for word in Missing]}},
        "required": ["missing"],
        "additionalProperties": False,
        "description": "No value, and how it is missing.",
    }


def _answer_properties(converter: OpenAPIConverter, field: Any, ret: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(field, Answer):
        return {}
    return {"oneOf": [converter.field2property(field.inner), _MISSING]}
