"""What flask-smorest writes into the OpenAPI document about a route."""

from collections.abc import Callable
from typing import Any, cast

from flask_smorest import Blueprint

from intake.foundation.permissions import Permission
from intake.web.api_docs import PROBLEM, describe
from intake.web.door.declaration import Declaration


def document(blueprint: Blueprint, view: Callable[..., Any], declared: Declaration) -> Callable[..., Any]:
    """Attach what flask-smorest writes into the OpenAPI document; loading and dumping stay with the door."""
    doc: dict[str, Any] = {"arguments": {"parameters": [], "responses": {}}}
    for schema, place in ((declared.query, "query"), (declared.takes, "json")):
        if schema is not None:
            doc["arguments"]["parameters"].append({"in": place, "required": True, "schema": schema})
    status = declared.status if declared.gives is not None or declared.sends else 204
    described: dict[str, Any] = {"description": "Done", "content_type": None}
    if declared.versioned:
        described["headers"] = {"ETag": {"description": "The version, for If-Match.", "schema": {"type": "string"}}}
    if declared.gives is not None:
        described["schema"] = declared.gives
    doc["response"] = {"responses": {good: [dict(described)] for good in (status, declared.or_status) if good}}
    doc["manual_doc"] = {
        "operationId": view.__name__,
        "description": describe(view.__doc__ or "", declared.permission),
        **_manual(declared),
    }
    cast(Any, view)._apidoc = doc
    return view


def _manual(declared: Declaration) -> dict[str, Any]:
    headers = []
    if declared.idempotent:
        headers.append(_header("Idempotency-Key", "Send the same key again to be sure that it is done once.", required=False))
    if declared.if_match:
        headers.append(_header("If-Match", 'The ETag that you have read, like "7".', required=True))
    public = declared.permission is Permission.PUBLIC
    manual: dict[str, Any] = {"security": [] if public else [{"bearer": []}], "x-permission": declared.permission.value}
    if headers:
        manual["parameters"] = headers
    if declared.sends:
        files = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in declared.sends}
        manual["responses"] = {"200": {"description": "The file", "content": files}}
    problems = [400, 404, 409, 422, 429] + ([] if public else [401, 403]) + ([412, 428] if declared.if_match else [])
    manual.setdefault("responses", {}).update({str(code): PROBLEM for code in (*sorted(problems), "default")})
    return manual


def _header(name: str, description: str, *, required: bool) -> dict[str, Any]:
    return {
        "in": "header",
        "name": name,
        "description": description,
        "required": required,
        "schema": {"type": "string"},
    }
