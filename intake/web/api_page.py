"""`/api/docs`: the API's description as a page of our own, made from the document that programs read. No script at all."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask_smorest import Api

from intake.foundation.permissions import Permission
from intake.web.door import PageDoor, Unit

pages = PageDoor("api_docs", __name__)


@dataclass(frozen=True, slots=True)
class Field:
    """One field or parameter as a line of a table."""

    name: str
    kind: str
    required: bool
    about: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page tells it. `takes` and `gives` name schemas."""

    method: str
    path: str
    anchor: str
    summary: str
    about: str
    permission: str
    parameters: tuple[Field, ...]
    takes: str
    gives: Mapping[str, str]


@pages.page("GET", "/api/docs", permission=Permission.PUBLIC, discloses="what the API is like")
def show(unit: Unit) -> str:
    api: Api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    document = api.spec.to_dict()
    schemas = document["components"]["schemas"]
    return render_template(
        "web/api_docs.html",
        about=document["info"]["description"],
        rooms=_rooms(document),
        schemas={name: list(_fields(schema)) for name, schema in sorted(schemas.items())},
    )


def _rooms(document: Mapping[str, Any]) -> dict[str, tuple[str, list[Operation]]]:
    """Each room's name with its description and operations; rooms without any are left out."""
    rooms: dict[str, tuple[str, list[Operation]]] = {tag["name"]: (tag["description"], []) for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method, told in item.items():
            if method in ("get", "post", "put", "patch", "delete"):
                rooms[told["tags"][0]][1].append(_operation(method, path, told, item.get("parameters", [])))
    return {name.removesuffix("_api").capitalize(): room for name, room in rooms.items() if room[1]}


def _operation(method: str, path: str, told: Mapping[str, Any], shared: list[dict[str, Any]]) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        anchor=f"{method}-{path.strip('/').replace('/', '-').replace('{', '').replace('}', '')}",
        summary=told["summary"],
        about=told.get("description", ""),
        permission=told["x-permission"],
        parameters=tuple(_parameter(entry) for entry in [*shared, *told.get("parameters", [])]),
        takes=_schema_of(told.get("requestBody", {})),
        gives={status: _schema_of(answer) for status, answer in told["responses"].items() if status.startswith("2")},
    )


def _parameter(entry: Mapping[str, Any]) -> Field:
    about = entry.get("description") or {"path": "In the path.", "query": "In the query."}.get(entry["in"], "")
    return Field(entry["name"], _kind(entry["schema"]), bool(entry.get("required")), about)


def _schema_of(part: Mapping[str, Any]) -> str:
    content = part.get("content", {}).get("application/json", {}).get("schema", {})
    return str(content.get("$ref", "")).rpartition("/")[2]


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, told in schema.get("properties", {}).items():
        yield Field(name, _kind(told), name in required, str(told.get("description", "")))


def _kind(told: Mapping[str, Any]) -> str:
    """A type in a few words: `text (date)`, `list of SessionOut`, `one of self, other`."""
    if "$ref" in told:
        return str(told["$ref"]).rpartition("/")[2]
    for word in ("oneOf", "anyOf", "allOf"):
        if word in told:
            return " or ".join(_kind(part) for part in told[word])
    if "enum" in told:
        return "one of " + ", ".join(map(str, told["enum"]))
    types = told.get("type", "anything")
    words = [_simple(kind, told) for kind in (types if isinstance(types, list) else [types])]
    return " or ".join(words)


def _simple(kind: str, told: Mapping[str, Any]) -> str:
    if kind == "array":
        return f"list of {_kind(told.get('items', {}))}"
    least, most = (told.get(key) for key in ("minimum", "maximum"))
    span = f" from {least} to {most}" if least is not None and most is not None else ""
    form = f" ({told['format']})" if "format" in told else ""
    return {"string": "text", "integer": "whole number"}.get(kind, kind) + form + span
