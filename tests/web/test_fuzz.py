"""Every operation of the API, signed in and on a full desk: it succeeds for a good request and breaks for none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from intake.foundation.actor import Role
from intake.foundation.clock import stopped_at
from intake.foundation.permissions import GRANTS, Permission
from tests.conftest import Member
from tests.house.permissions import app_without_database
from tests.web.seeds import BODIES, PATHS, QUERIES, Seeds, a_full_desk

METHODS = ("get", "post", "put", "patch", "delete")
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# Noon in New York: calling somebody is allowed.
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
BOUNDED = settings(
    max_examples=15,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@cache
def _described() -> dict[str, dict[str, Any]]:
    """The operations by method and path."""
    paths = app_without_database().test_client().get("/api/openapi.json").get_json()["paths"]
    return {f"{method.upper()} {path}": item[method] for path, item in paths.items() for method in METHODS if method in item}


OPERATIONS = sorted(_described())


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with stopped_at(NOON):
        yield


@pytest.fixture
def seeds(app: Flask, session: Session, alice: Member, bob: Member, erin: Member) -> Seeds:
    return a_full_desk(app, session, alice, bob, erin)


def first_role(label: str) -> Role | None:
    """Who asks it on a good day; None for what is public."""
    permission = Permission(_described()[label]["x-permission"])
    if permission is Permission.PUBLIC:
        return None
    roles = (Role.COUNSELOR, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.PARTNER)
    return next(role for role in roles if permission in GRANTS[role])


def _token(label: str, seeds: Seeds) -> dict[str, str]:
    role = first_role(label)
    return {} if role is None else {"Authorization": f"Bearer {seeds.tokens[role]}"}


def _path(label: str, seeds: Seeds) -> str:
    path = label.split()[1]
    for name in _names(label):
        path = path.replace(f"{{{name}}}", seeds.ids[PATHS.get(label, {}).get(name, name)])
    return path


def _names(label: str) -> list[str]:
    return [part.partition("}")[0] for part in label.split("{")[1:]]


def _etag(client: Any, label: str, path: str, token: dict[str, str]) -> dict[str, str]:
    """What the record's own GET says, where the operation asks for If-Match."""
    if not any(entry["name"] == "If-Match" for entry in _described()[label].get("parameters", [])):
        return {}
    for place in (path, path.rpartition("/")[0]):
        answer = client.get(place, headers=token)
        if answer.status_code == 200:
            return {"If-Match": answer.headers["ETag"]}
    # Who may not read it asks without, and is refused before that counts.
    return {"If-Match": '"1"'}


def good_request(app: Flask, label: str, seeds: Seeds, token: dict[str, str] | None = None) -> TestResponse:
    """Asked by its first role, or by whose `token` it is."""
    token = _token(label, seeds) if token is None else token
    if label.endswith("/intakes/{intake_id}/complete"):
        good_request(app, "POST /api/v1/intakes/{intake_id}/findings/{finding_id}/acknowledgement", seeds)
    if label.endswith("/restore"):
        good_request(app, "DELETE " + label.split()[1].removesuffix("/restore"), seeds)
    client, path = app.test_client(), _path(label, seeds)
    body = BODIES.get(label)
    sent = {"json": body(seeds) if callable(body) else body} if body is not None else {}
    headers = {**token, **_etag(client, label, path, token)}
    return client.open(path + QUERIES.get(label, "").format(**seeds.ids), method=label.split()[0], headers=headers, **sent)


def test_no_request_is_left_for_an_operation_that_is_gone() -> None:
    assert {*BODIES, *PATHS, *QUERIES} - set(OPERATIONS) == set()


@pytest.mark.slow
@pytest.mark.parametrize("label", OPERATIONS)
def test_a_good_request_succeeds(app: Flask, seeds: Seeds, label: str) -> None:
    answer = good_request(app, label, seeds)
    good = {int(status) for status in _described()[label]["responses"] if status.startswith("2")}
    assert answer.status_code in good, answer.text


@pytest.fixture(scope="session")
def description(app: Flask) -> Any:
    return schemathesis.openapi.from_wsgi("/api/openapi.json", app)


@pytest.mark.slow
@pytest.mark.parametrize("label", OPERATIONS)
def test_no_request_breaks_it(app: Flask, seeds: Seeds, description: Any, label: str) -> None:
    method, path = label.split()
    operation = description[path][method]
    cases = [operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)]
    token = _token(label, seeds)
    known = {name: seeds.ids[PATHS.get(label, {}).get(name, name)] for name in _names(label)}

    @BOUNDED
    @given(case=st.one_of(*cases), on_seeded=st.sampled_from([True, True, True, False]))
    def send(case: Any, on_seeded: bool) -> None:
        if on_seeded:
            case.path_parameters = known
            case.headers = {**(case.headers or {}), **_etag(app.test_client(), label, _path(label, seeds), token)}
        case.headers = {**(case.headers or {}), **token}
        case.validate_response(case.call(), checks=CHECKS)

    send()
