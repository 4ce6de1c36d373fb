"""The API's description: valid, complete, true to the doors, and readable as a page."""

import re
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    found: dict[str, Any] = app.test_client().get("/api/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": told
        for path, item in document["paths"].items()
        for method, told in item.items()
        if method in METHODS
    }


def test_the_document_is_what_openapi_says(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_route_of_the_api_is_described(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        method + " " + re.sub(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert set(operations(document)) == routes


def test_every_operation_says_what_it_does_and_for_whom(document: dict[str, Any]) -> None:
    silent = [name for name, told in operations(document).items() if not (told.get("summary") and told.get("description"))]
    assert silent == []
    names = [told["operationId"] for told in operations(document).values()]
    assert sorted(names) == sorted(set(names))


def test_every_refusal_is_a_problem(document: dict[str, Any]) -> None:
    for name, told in operations(document).items():
        refusals = {code: answer for code, answer in told["responses"].items() if not code.startswith("2")}
        assert set(map(str, refusals.values())) == {"{'$ref': '#/components/responses/Problem'}"}, name
        assert "default" in refusals, name


def test_only_open_operations_need_no_token(document: dict[str, Any]) -> None:
    public = [name for name, told in operations(document).items() if told["security"] == []]
    assert public == ["POST /api/v1/sessions"]
    assert document["components"]["securitySchemes"] == {"bearer": {"type": "http", "scheme": "bearer"}}


def test_an_answer_is_a_value_or_how_it_is_missing(document: dict[str, Any]) -> None:
    told = document["components"]["schemas"]["SituationIn"]["properties"]["pregnant"]
    assert told["oneOf"] == [{"type": "boolean"}, {"$ref": "#/components/schemas/Missing"}]


def test_the_page_shows_every_operation_and_schema(app: Flask, document: dict[str, Any]) -> None:
    page = app.test_client().get("/api/docs").text
    missing = [path for path in document["paths"] if f"<code>{path}</code>" not in page]
    assert missing == []
    assert [name for name in document["components"]["schemas"] if f'id="schema-{name}"' not in page] == []
